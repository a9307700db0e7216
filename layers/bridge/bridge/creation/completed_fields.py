"""Which fields of a known customer a delivery changes. Pure.

Only what is listed here can change, and only as a whole: of two addresses no mixture is made. Names, numbers,
terms of payment and billing settings are none of a sender's business.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bridge.model.reasons import Reason
from bridge.model.source import Completion
from bridge.model.warnings import FieldWarning, Warnings
from bridge.seventime.models import Customer
from bridge.swedish.contact import email_key, phone_key
from bridge.swedish.text import name_key

MOST_NOTES = 10_000
"""Characters of a customer's notes to which messages are added. Seven Time's own limit is not documented."""

ADDRESS = ("address", "address2", "zipCode", "city", "country")
_OF_DELIVERY = ("name", *ADDRESS, "phone")
_REQUIRED = ("address", "zipCode", "city")
_PARTS = {
    "phone": ("phone",),
    "email": ("email",),
    "address": ADDRESS,
    "deliveryAddress": ("deliveryAddress", *(f"deliveryAddress.{part}" for part in _OF_DELIVERY)),
    "notes": ("notes",),
}
"""Each field that a delivery can complete, and the names of its parts."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What a delivery brings for a customer that is known."""

    delivery: str
    source: str
    received_at: float
    """Unix seconds."""
    customer: Customer
    completion: Completion

    def entry(self) -> str:
        """The delivery's message as it is added to the notes; "" if it brings none."""
        if not self.customer.notes:
            return ""
        day = datetime.fromtimestamp(self.received_at, UTC).date()
        return f"{day} {self.source}: {self.customer.notes}"


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be changed at the customer in Seven Time."""

    values: Mapping[str, Any]
    """Field of `Customer` → its new value."""
    changed: tuple[str, ...]
    """The fields that change, an address as one."""
    there: tuple[str, ...]
    """The fields that the customer has just as the delivery brings them."""
    warnings: Warnings = ()


@dataclass(frozen=True, slots=True)
class _Comparison:
    """One field as the delivery brings it, beside the customer's own."""

    values: Mapping[str, Any]
    """What it would be changed to."""
    is_there: bool
    is_empty: bool
    """True if the customer has nothing that would be written over."""


def worth_looking(brought: Brought, differs: tuple[str, ...]) -> tuple[str, ...]:
    """The fields that the delivery may complete: those that differ, and its message."""
    nobody = Customer(id=None)
    fields = [name for name, compare in _COMPARE.items() if compare(brought.customer, nobody)]
    found = [name for name in fields if not set(_PARTS[name]).isdisjoint(differs)]
    return (*found, *(["notes"] if brought.customer.notes else []))


def changes_to(stored: Customer, brought: Brought) -> Changes:
    """Compare every field with the customer as it is in Seven Time now."""
    values: dict[str, Any] = {}
    changed, there = [], []
    for name, compare in _COMPARE.items():
        comparison = compare(brought.customer, stored)
        if comparison is None:
            continue
        if comparison.is_there:
            there.append(name)
        elif comparison.is_empty or name in brought.completion.update:
            values |= comparison.values
            changed.append(name)
    return _with_notes(Changes(values, tuple(changed), tuple(there)), stored.notes or "", brought.entry())


def still_different(differs: tuple[str, ...], completed: tuple[str, ...]) -> tuple[str, ...]:
    """The fields of `differs` that are no part of those completed."""
    gone = {part for name in completed for part in _PARTS[name]}
    return tuple(field for field in differs if field not in gone)


def _with_notes(changes: Changes, stored: str, entry: str) -> Changes:
    """Add the message at the end of the notes, once. What is there already is never cut."""
    if not entry:
        return changes
    if _has_lines(stored, entry):
        return Changes(changes.values, changes.changed, (*changes.there, "notes"))
    notes = f"{stored}\n{entry}" if stored.strip() else entry
    if len(notes) > MOST_NOTES:
        full = FieldWarning(Reason.NOTES_FULL, "notes")
        return Changes(changes.values, changes.changed, changes.there, (full,))
    return Changes({**changes.values, "notes": notes}, (*changes.changed, "notes"), changes.there)


def _has_lines(text: str, entry: str) -> bool:
    """True if the lines of the entry are in the text, one after the other; spaces make no difference."""
    return "\n".join(["", *_lines(entry), ""]) in "\n".join(["", *_lines(text), ""])


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _compare_phone(ours: Customer, theirs: Customer) -> _Comparison | None:
    return _compare_contact("phone", phone_key, ours.phone, theirs.phone)


def _compare_email(ours: Customer, theirs: Customer) -> _Comparison | None:
    return _compare_contact("email", email_key, ours.email, theirs.email)


def _compare_contact(
    field: str, key: Callable[[str], str | None], ours: str | None, theirs: str | None
) -> _Comparison | None:
    if _is_blank(ours):
        return None
    new, old = str(ours), str(theirs or "")
    is_there = (key(new) or name_key(new)) == (key(old) or name_key(old))
    return _Comparison({field: new}, is_there, _is_blank(theirs))


def _compare_address(ours: Customer, theirs: Customer) -> _Comparison | None:
    """An address changes as a whole: the parts that the delivery lacks become empty."""
    if _lacks_part(ours):
        return None
    values = {part: getattr(ours, part) or "" for part in ADDRESS}
    return _Comparison(values, _is_same_address(ours, theirs), _has_no_address(ours, theirs))


def _compare_delivery_address(ours: Customer, theirs: Customer) -> _Comparison | None:
    new, old = ours.deliveryAddress, theirs.deliveryAddress
    if new is None or _lacks_part(new):
        return None
    if old is None:
        return _Comparison({"deliveryAddress": new}, is_there=False, is_empty=True)
    is_empty = all(_is_blank(getattr(old, part)) for part in _OF_DELIVERY)
    return _Comparison({"deliveryAddress": new}, _is_same_address(new, old), is_empty)


def _lacks_part(address: Any) -> bool:
    """True unless it has street, postal code and city: a part of an address completes nothing."""
    return any(_is_blank(getattr(address, part)) for part in _REQUIRED)


def _is_same_address(ours: Any, theirs: Any) -> bool:
    """True if the required parts are the same, and what else the delivery brings is, too."""
    brought = [part for part in ADDRESS if not _is_blank(getattr(ours, part))]
    return all(_key(ours, part) == _key(theirs, part) for part in brought)


def _has_no_address(ours: Any, theirs: Any) -> bool:
    """True if the customer has no part of an address but the same country, or the same second line."""
    if any(not _is_blank(getattr(theirs, part)) for part in _REQUIRED):
        return False
    others = [part for part in ("address2", "country") if not _is_blank(getattr(theirs, part))]
    return all(_key(ours, part) == _key(theirs, part) for part in others)


def _key(address: Any, part: str) -> str:
    text = name_key(getattr(address, part)) or ""
    return text.replace(" ", "") if part == "zipCode" else text


def _is_blank(text: str | None) -> bool:
    return not (text or "").strip()


_COMPARE: dict[str, Callable[[Customer, Customer], _Comparison | None]] = {
    "phone": _compare_phone,
    "email": _compare_email,
    "address": _compare_address,
    "deliveryAddress": _compare_delivery_address,
}
