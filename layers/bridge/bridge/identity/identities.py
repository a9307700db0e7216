"""Who a customer is: number, e-mail, phone and name in normal form, as HMACs under the ledger's key.

`strongest_match` is the one rule for who is the same customer. Claims, Seven Time's own records and the
plans of files all decide by it.
"""

import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol, Self, TypeVar

from bridge.swedish.contact import email_key, phone_key
from bridge.swedish.numbers import number_key
from bridge.swedish.text import name_key


@dataclass(frozen=True, slots=True)
class Identities:
    """All that tells one customer from another, strongest first; None where the data gives nothing."""

    number: str | None = None
    email: str | None = None
    contact: str | None = None
    """Phone and name together."""
    delivery: str | None = None
    """Only if there is nothing else: a customer that no other delivery can recognise."""

    @classmethod
    def from_keys(cls, keys: Iterable[str]) -> Self:
        """The identities among `keys`, each of which begins with its kind: `email#…`."""
        named = {key.partition("#")[0]: key for key in keys}
        return cls(**{kind: key for kind, key in named.items() if kind in cls.__slots__})

    def ranked(self) -> list[str]:
        """Those that are there, strongest first."""
        return [each for each in (self.number, self.email, self.contact, self.delivery) if each]


class Candidate(Protocol):
    """Somebody who has an identity already."""

    @property
    def number(self) -> str | None:
        """The sealed organisation or personal number, if known."""


Found = TypeVar("Found", bound=Candidate)


def strongest_match(who: Identities, find: Callable[[str], Found | None]) -> Found | None:
    """The candidate with the strongest of the identities; None if nobody has any.

    `find` gives the candidate that has an identity. One with another number is never the same customer.
    """
    for key in who.ranked():
        candidate = find(key)
        if candidate is not None and not _numbers_differ(who.number, candidate.number):
            return candidate
    return None


def is_same(who: Identities, other: Identities) -> bool:
    """True if both are one customer."""
    return strongest_match(who, dict.fromkeys(other.ranked(), other).get) is not None


def _numbers_differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


class Identifier:
    """Turns customers into identities. `key` is the ledger's secret key, at least 32 bytes."""

    def __init__(self, key: bytes) -> None:
        if len(key) < 32:
            raise ValueError("the ledger's key needs at least 32 bytes")
        self._key = key

    def of(self, customer: Any, delivery: str | None = None) -> Identities:
        """The identities of a Seven Time customer, one of ours or one that Seven Time has."""
        billing = customer.billingSettings
        personal = billing.personalNumber if billing else None
        number = number_key(customer.organizationNumber) or number_key(personal)
        phone, name = phone_key(customer.phone), name_key(customer.name)
        email = email_key(customer.email)
        found = Identities(
            number=number and self.seal("number", number),
            email=email and self.seal("email", email),
            contact=self.seal("contact", f"{phone} {name}") if phone and name else None,
        )
        if found.ranked() or not delivery:
            return found
        return Identities(delivery=self.seal("delivery", delivery))

    def seal(self, kind: str, value: str) -> str:
        """`kind#` and 40 hex digits of HMAC-SHA256: equal values are equal, nothing can be read back."""
        return f"{kind}#{hmac.digest(self._key, f'{kind}:{value}'.encode(), 'sha256').hex()[:40]}"
