"""Who a customer is: number, e-mail, phone and name in normal form, as HMACs under the ledger's key."""

import hmac
from dataclasses import dataclass
from typing import Any

from bridge.swedish.email import email_key
from bridge.swedish.numbers import number_key
from bridge.swedish.phone import phone_key
from bridge.swedish.text import name_key


@dataclass(frozen=True, slots=True)
class Identities:
    """All that tells one customer from another, strongest first; None where the data gives nothing."""

    number: str | None = None
    email: str | None = None
    contact: str | None = None
    delivery: str | None = None
    """Only when there is nothing else: a customer that the next delivery cannot recognise."""

    def ranked(self) -> list[str]:
        """Those that are there, strongest first."""
        return [each for each in (self.number, self.email, self.contact, self.delivery) if each]

    def same_as(self, other: "Identities") -> bool:
        """Whether both are one customer; two different numbers never are, whatever else they share."""
        if self.number and other.number:
            return self.number == other.number
        return bool(set(self.ranked()) & set(other.ranked()))


class Identifier:
    """Turns customers into identities; `key` is the ledger's secret key, at least 32 bytes."""

    def __init__(self, key: bytes) -> None:
        if len(key) < 32:
            raise ValueError("the ledger's key needs at least 32 bytes")
        self._key = key

    def of(self, customer: Any, delivery: str | None = None) -> Identities:
        """The identities of a Seven Time customer, ours or one that Seven Time answered."""
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
