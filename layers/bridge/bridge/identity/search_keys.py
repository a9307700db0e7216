"""Search keys: by which a delivery is found for somebody's name, e-mail address, phone or number.

They are HMACs under the delivery's own id. So two deliveries of one person look different, nothing tells how
often a name occurs, and only who has the ledger's key can search.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from bridge.identity.contacts import address_key
from bridge.identity.names import Name
from bridge.identity.reading import read_company, read_person
from bridge.identity.relation import NumberSort
from bridge.identity.sealing import Sealer
from bridge.identity.traits import Unsent
from bridge.swedish.contact import phone_key
from bridge.swedish.numbers import number_key

CHARACTERS = 6
"""Characters of a search key, 36 bits: of 100,000 deliveries with ten keys, one in 70,000 searches names a
wrong one."""

_ADDRESSES = re.compile(r"[\w.+-]{1,64}@[\w.-]{3,200}")
_NUMBERS = re.compile(r"(?<![\w+])\+?\d[\d ()/+-]{5,20}\d(?!\w)")
_MOST = 20
"""Addresses and numbers that are looked at in a body that nobody can read."""

_EMAIL, _PHONE, _NUMBER, _WORD = "email", "phone", "number", "word"
_SEAL = "search"

Fact = tuple[str, str]
"""Sort and normal form of something that a delivery says of a person or company."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: one of several groups of facts, each of which a delivery has to hold wholly."""

    sealer: Sealer
    groups: tuple[frozenset[Fact], ...]

    def finds(self, delivery: str, search_keys: str) -> bool:
        """True if a delivery with these search keys is about what is looked for."""
        held = _parts(search_keys)
        return any(held.issuperset(_sealed(self.sealer, delivery, group)) for group in self.groups)


def search_for(text: str, sealer: Sealer) -> Search:
    """Read a name, an e-mail address, a phone number, an organisation or a personal number.

    A text that is none of them has no groups, and finds nothing.
    """
    if "@" in text:
        groups = [_facts((_EMAIL, address_key(text)))]
    else:
        groups = [_facts((_PHONE, phone_key(text))), _facts((_NUMBER, _number(text, sealer)))]
        if not any(groups):
            groups = list(_named(text))
    return Search(sealer, tuple(dict.fromkeys(filter(None, groups))))


def search_keys(customer: Any, unsent: Unsent, sealer: Sealer, delivery: str) -> str:
    """Return the search keys of a delivery: each has `CHARACTERS`, and nothing is between them."""
    return _joined(sealer, delivery, _of_customer(customer, unsent, sealer))


def search_keys_in(body: bytes, sealer: Sealer, delivery: str) -> str:
    """Return the search keys of a delivery that nobody can read: what looks like an address or a number."""
    text = unquote_plus(body.decode(errors="replace")) if b"%" in body else body.decode(errors="replace")
    found = [(_EMAIL, address_key(each)) for each in _ADDRESSES.findall(text)[:_MOST]]
    for each in _NUMBERS.findall(text)[:_MOST]:
        found += [(_PHONE, phone_key(each)), (_NUMBER, _number(each, sealer))]
    return _joined(sealer, delivery, _facts(*found))


def _of_customer(customer: Any, unsent: Unsent, sealer: Sealer) -> Iterator[Fact]:
    """What a Seven Time customer says of everybody in it."""
    billing, sent_to = customer.billingSettings, customer.deliveryAddress
    shares = (billing and billing.deductionDistribution) or []
    names = [customer.name, unsent.company, unsent.person, sent_to and sent_to.name]
    for name in (*names, *(each.userName for each in shares)):
        for group in _named(name or ""):
            yield from group
    yield from _facts(*((_EMAIL, address_key(each)) for each in _emails(customer)))
    phones = (customer.phone, sent_to and sent_to.phone)
    yield from _facts(*((_PHONE, phone_key(each)) for each in phones))
    numbers = [customer.organizationNumber, customer.vatNumber, billing and billing.personalNumber]
    numbers += [unsent.person_number, unsent.person_key, *(each.personalNumber for each in shares)]
    yield from _facts(*((_NUMBER, _number(each, sealer)) for each in numbers))


def _emails(customer: Any) -> list[str | None]:
    billing = customer.billingSettings
    return [customer.email, billing and billing.invoiceEmail]


def _number(text: str | None, sealer: Sealer) -> str | None:
    """An organisation or personal number as the ledger seals it. A planned row has it sealed already."""
    sealed = sealer.number_key(NumberSort.PERSON, text or "")
    if text == sealed:
        return sealed
    number = number_key(text)
    return sealer.number_key(NumberSort.PERSON, number) if number else None


def _named(text: str) -> Iterator[frozenset[Fact]]:
    """Read as a person's and as a company's name: all words, and all letters without spaces."""
    for name in (read_person(text), read_company(text)):
        yield from (_words(word.text for word in name.words), _words(_letters(name)))


def _letters(name: Name) -> list[str]:
    return [name.letters] if name.letters else []


def _words(words: Iterable[str]) -> frozenset[Fact]:
    return frozenset((_WORD, word) for word in words)


def _facts(*found: tuple[str, str | None]) -> frozenset[Fact]:
    return frozenset((sort, value) for sort, value in found if value)


def _joined(sealer: Sealer, delivery: str, facts: Iterable[Fact]) -> str:
    return "".join(sorted(_sealed(sealer, delivery, frozenset(facts))))


def _sealed(sealer: Sealer, delivery: str, facts: Iterable[Fact]) -> set[str]:
    seal = sealer.under(delivery)
    return {seal(f"{_SEAL} {sort}", value)[:CHARACTERS] for sort, value in facts}


def _parts(search_keys: str) -> frozenset[str]:
    return frozenset(search_keys[at : at + CHARACTERS] for at in range(0, len(search_keys), CHARACTERS))
