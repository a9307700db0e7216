"""Traits as the ledger keeps them: HMACs only, under the ledger's secret key.

A number or contact becomes a key that is the same for all customers, so that the ledger finds who has it. A
name is sealed under its customer's own id: there two Anderssons look different, so that how often a value
occurs tells nothing.
"""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from typing import Any

from bridge.identity.contacts import Sort
from bridge.identity.names import Seal
from bridge.identity.nobodys_contacts import NO_CONTACTS, NobodysContacts
from bridge.identity.relation import NumberSort, Traits
from bridge.swedish.contact import email_key, phone_key
from bridge.swedish.numbers import number_key
from bridge.swedish.text import name_key

MOST_KEYS = 6
"""Numbers and contacts that a customer is found by. Each is an item to write for a new customer."""

_NAMESAKE = ("name", "address", "zipCode", "city")
"""What tells a customer that has neither number nor contact from others."""

_STRONGEST_FIRST = (Sort.EMAIL, Sort.PHONE, Sort.PLACE, Sort.NAME, Sort.DOMAIN)
_PREFIXES = {NumberSort.ORGANISATION: "number", NumberSort.PERSON: "number", NumberSort.VAT: "vat"}
_DIGITS = 16
"""Hex digits of a key that a customer's own item repeats."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a customer is known by, sealed."""

    traits: Traits
    """Numbers and contacts are shortened keys. The name is clear; it leaves memory sealed only."""
    keys: tuple[str, ...]
    """The keys of the ledger's items that lead to the customer, one for each number and contact."""
    delivery_key: str
    """A key for this delivery alone, for a customer to which no other leads."""
    old_keys: tuple[str, ...] = ()
    """Further keys, under which version 0.1 would have kept the customer."""
    by_delivery: bool = False
    """True if version 0.1 would have kept the customer under `delivery_key`: it knew no other key."""


class Sealer:
    """Seals with the ledger's secret key, at least 32 bytes."""

    def __init__(self, key: bytes, nobodys: NobodysContacts = NO_CONTACTS) -> None:
        if len(key) < 32:
            raise ValueError("the ledger's key needs at least 32 bytes")
        self._key = key
        self._nobodys = nobodys

    def traits(self, traits: Traits, customer: Any, delivery: str) -> Sealed:
        """Seal what a delivery tells of its customer, a Seven Time customer."""
        numbers = {sort: self.number_key(sort, value) for sort, value in traits.numbers.items()}
        contacts = [
            (replace(contact, value=shortened(key)), key)
            for contact in sorted(
                self._nobodys.removed_from(traits.contacts),
                key=lambda each: _STRONGEST_FIRST.index(each.sort),
            )
            for key in [self.key_of(contact.sort, contact.value)]
        ][: MOST_KEYS - len(set(numbers.values()))]
        sealed = replace(
            traits,
            numbers={sort: shortened(key) for sort, key in numbers.items()},
            contacts=tuple(contact for contact, _ in contacts),
        )
        keys = tuple(dict.fromkeys([*numbers.values(), *(key for _, key in contacts)]))
        before = self._old_keys(customer)
        old = tuple(key for key in before if key not in keys)
        keys = keys or (self.key_of("namesake", _namesake(customer)),)
        return Sealed(sealed, keys, self.key_of("delivery", delivery), old, not before)

    def number_key(self, sort: NumberSort, value: str) -> str:
        """The key of a number. One that is sealed already stays as it is."""
        prefix = _PREFIXES[sort]
        return value if value.startswith(f"{prefix}#") else self.key_of(prefix, value)

    def key_of(self, kind: str, value: str) -> str:
        """`kind#` and 40 hex digits of HMAC-SHA256: equal values are equal, nothing can be read back."""
        return f"{kind}#{self._digest(f'{kind}:{value}').hex()[:40]}"

    def under(self, customer: str) -> Seal:
        """The seal for what one customer's item keeps: 64 bits in 11 characters, under the customer's key."""
        return lambda kind, value: urlsafe_b64encode(self._digest(f"{customer}:{kind}:{value}")[:8]).decode()[
            :11
        ]

    def _old_keys(self, customer: Any) -> list[str]:
        """The keys of number, e-mail address, and phone with name, as version 0.1 formed them."""
        billing = customer.billingSettings
        personal = billing.personalNumber if billing else None
        number = number_key(customer.organizationNumber) or number_key(personal)
        email = email_key(customer.email)
        phone, name = phone_key(customer.phone), name_key(customer.name)
        contact = f"{phone} {name}" if phone and name else None
        found = (("number", number), ("email", email), ("contact", contact))
        return [self.key_of(kind, value) for kind, value in found if value]

    def _digest(self, text: str) -> bytes:
        return hmac.digest(self._key, text.encode(), "sha256")


def _namesake(customer: Any) -> str:
    """What customers have in common who have neither number nor contact. Nobody is recognised by it."""
    return "\n".join(name_key(getattr(customer, part)) or "" for part in _NAMESAKE)


def shortened(key: str) -> str:
    """The beginning of a key, enough to compare with the few that one customer has."""
    return key[: key.index("#") + 1 + _DIGITS]
