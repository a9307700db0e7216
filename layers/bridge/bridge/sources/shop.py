"""What webshops have in common: a person or company, addresses, and numbers in fields of many names."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bridge.json_access import first, joined, records, text
from bridge.swedish.numbers import number_key
from bridge.swedish.text import DASHES

_NUMBER_FIELDS = (
    (
        "billingSettings.housingSocietyNumber",
        re.compile(
            r"(?:brf|bostadsr[a-zåäö]*)[:s ._-]*org|org[a-z.]*[ _-]*(?:nr|nummer)?[ ._-]*(?:brf|bostadsr)"
        ),
    ),
    ("vatNumber", re.compile(r"(?<![a-z])vat(?:nr|num[a-z]*)?(?![a-z])|moms[ ._-]*(?:reg|nr|num)")),
    (
        "personalNumber",
        re.compile(r"person(?:al|s)?[ ._-]*(?:nr|num)|(?<![a-z])(?:ssn|pnr|pno)(?![a-z])"),
    ),
    (
        "organizationNumber",
        re.compile(
            r"(?<![a-z])org(?:ani[sz]ation)?(?:s|al)?[ ._-]*(?:nr|no|num)"
            r"|company[ ._-]*(?:nr|num|reg)|(?<![a-z])cin(?![a-z])"
        ),
    ),
)
"""Field → the names under which shops, checkouts and themes store it (docs/senders/)."""

_NUMBERS = frozenset(target for target, _ in _NUMBER_FIELDS)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")

_FIRST_NAMES = ("first_name", "firstName", "firstname")
_LAST_NAMES = ("last_name", "lastName", "lastname")

_ENOUGH_DIGITS = re.compile(r"(?:\d\D*){8}")
_IN_NOTE = re.compile(
    r"\borg[a-z. -]{0,15}(?:nr|nummer|no)(?: är)?[.:= ]{0,3}"
    rf"(?<![0-9])((?:16)?[0-9]{{6}} ?[{DASHES}]? ?[0-9]{{4}})(?![0-9]|[{DASHES}][0-9])",
    re.IGNORECASE,
)
_READ, _READ_OF_NAMES = 5000, 100  # more of a text is not even looked at


@dataclass(frozen=True, slots=True)
class Buyer:
    """A shop's customer, in the shop's own words; `address` and `delivery` have Seven Time's field names."""

    person: str
    company: str
    email: str
    phone: str
    address: Mapping[str, str]
    delivery: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    """What the buyer wrote to the shop; only looked through for "Org.nr 556677-8899"."""

    @property
    def is_nameless(self) -> bool:
        """Whether this is a mere address: shops make customers of who signs up for a newsletter, too."""
        return not (self.person or self.company)

    def answers(self) -> dict[str, str]:
        """Field → value, under the names that `mapping` takes without looking any further."""
        answers = {
            "name": self.person,
            "companyName": self.company,
            "email": self.email,
            "phone": self.phone,
            **self.address,
            **self._delivery_address(),
            "organizationNumber": _organisation(self.note),
            **self.numbers,
        }
        return {name: value for name, value in answers.items() if value}

    def _delivery_address(self) -> dict[str, str]:
        """Only where it is another address: the same one twice, or a name alone, says nothing."""
        place = {name: value for name, value in self.delivery.items() if name in self.address}
        if not any(place.values()) or place == self.address:
            return {}
        return {f"deliveryAddress.{name}": value for name, value in self.delivery.items()}


def renamed(record: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    """The record's texts under other names: `names` is theirs → ours."""
    return {ours: text(record.get(theirs)) for theirs, ours in names.items()}


def name_of(person: Mapping[str, Any], *whole: str) -> str:
    """First and last name; without them, the first of `whole` that says something."""
    parts = (first(*map(person.get, names)) for names in (_FIRST_NAMES, _LAST_NAMES))
    return joined(*parts) or first(*map(person.get, whole))


def recipient(place: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    """The address of a delivery, and whose it is."""
    name = first(place.get("name"), place.get("full_name")) or name_of(place)
    return renamed(place, names) | {"name": name, "phone": text(place.get("phone"))}


def extras(entries: Any, *names: str) -> list[tuple[Any, Any]]:
    """Of each field that a shop added to its checkout, what it is called and its value."""
    return [(first(*map(entry.get, names)), entry.get("value")) for entry in records(entries)]


def questions(pairs: Iterable[tuple[Any, Any]]) -> dict[str, str]:
    """What a shop asks in its checkout → the answer; the first one where a question stands twice."""
    answered = [(text(question), text(answer)) for question, answer in pairs]
    return {question: answer for question, answer in reversed(answered) if question and answer}


def numbers(pairs: Iterable[tuple[Any, Any]]) -> dict[str, str]:
    """Field → the first right number under a name that means such, else the first with enough digits."""
    found: dict[str, str] = {}
    for name, value in sorted(pairs, key=_is_wrong):
        target = _number_field(text(name))
        if target in _NUMBERS and _ENOUGH_DIGITS.search(text(value)):
            found.setdefault(target, text(value))
    return found


def _is_wrong(pair: tuple[Any, Any]) -> bool:
    return number_key(text(pair[1])[:_READ_OF_NAMES]) is None


def _number_field(name: str) -> str | None:
    """By the whole of the name, as people call a field, else by a part of it, `_billing_orgNr`."""
    from bridge.mapping.label_lookup import field_of  # receivers know this module too, and read no delivery

    words = _HUMP.sub("_", name[:_READ_OF_NAMES]).lower()
    parts = (target for target, pattern in _NUMBER_FIELDS if pattern.search(words))
    return field_of(name) or next(parts, None)


def _organisation(note: str) -> str:
    """The number that the note says, "" unless its check digit is right and it is an organisation's."""
    match = _IN_NOTE.search(note[:_READ])
    return match[1] if match and len(number_key(match[1]) or "") == 10 else ""
