"""Rules for who is the same customer: the one in use, that of version 0.1, and three common ones.

A rule gets the deliveries of a case in some order and says for each which customer it belongs to.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from bridge.identity.relation import Profile, Traits, choose, relation
from bridge.identity.traits import Unsent, traits_of
from bridge.mapping.customer import to_customer
from bridge.model.source import Source, SourceKind
from bridge.model.submission import Submission
from bridge.seventime.models import Customer
from bridge.swedish.contact import email_key, phone_key
from bridge.swedish.numbers import number_key
from bridge.swedish.text import name_key

MANY = 3
"""Customers with one contact from which on it is nobody's own."""

_SOURCE = Source("form", SourceKind.FORM, "plain")
_TODAY = date(2026, 11, 30)


class Arrival(NamedTuple):
    """A delivery as the bridge maps it."""

    customer: Customer
    traits: Traits


Rule = Callable[[Sequence[Arrival]], list[int]]
"""Deliveries in the order of arrival → the customer of each, by number."""


def arrival(fields: dict[str, Any], shared: Sequence[str]) -> Arrival:
    """The delivery with these fields. `shared` are addresses that the deployment declares as nobody's."""
    customer = to_customer(Submission("plain", dict(fields)), _SOURCE, _TODAY).customer
    parts = (fields.get("firstName"), fields.get("lastName"))
    person = fields.get("name") or " ".join(filter(None, parts)) or fields.get("contactPerson", "")
    unsent = Unsent(fields.get("companyName", ""), person, _person_number(fields))
    traits = traits_of(customer, unsent)
    if person and not traits.name.is_company:
        traits = traits_of(customer.model_copy(update={"name": person}), unsent)
    kept = tuple(each for each in traits.contacts if not _is_declared(each.value, shared))
    return Arrival(customer, replace(traits, contacts=kept))


def of_version_0_1(arrivals: Sequence[Arrival]) -> list[int]:
    """Number, else e-mail, else phone and name; never with another number."""
    owners: dict[str, int] = {}
    numbers: list[str | None] = []
    places = []
    for each in arrivals:
        number, keys = _version_0_1_keys(each.customer)
        holders = [owners[key] for key in keys if key in owners]
        fitting = [place for place in holders if not number or numbers[place] in (None, number)]
        place = fitting[0] if fitting else len(numbers)
        if not fitting:
            numbers.append(None)
        numbers[place] = numbers[place] or number
        for key in keys:
            owners.setdefault(key, place)
        places.append(place)
    return places


def by_email(arrivals: Sequence[Arrival]) -> list[int]:
    """The e-mail address alone, as workflow tools find or create."""
    return _by_keys(arrivals, lambda customer: [email_key(customer.email)])


def by_number_or_email(arrivals: Sequence[Arrival]) -> list[int]:
    """The organisation number, else the e-mail address."""
    return _by_keys(
        arrivals,
        lambda customer: [number_key(customer.organizationNumber) or email_key(customer.email)],
    )


def by_email_or_name_and_phone(arrivals: Sequence[Arrival]) -> list[int]:
    """The e-mail address, or the exact name with the phone number."""

    def keys(customer: Customer) -> list[str | None]:
        phone = phone_key(customer.phone)
        return [email_key(customer.email), f"{name_key(customer.name)} {phone}" if phone else None]

    return _by_keys(arrivals, keys)


def in_use(arrivals: Sequence[Arrival]) -> list[int]:
    """`relation`: evidence for a merge, and nothing against it."""
    profiles: list[Profile] = []
    places = []
    for each in arrivals:
        traits = each.traits.with_shared(_crowded(profiles))
        place = choose(relation(traits, profile) for profile in profiles)
        if place is None:
            profiles.append(Profile.of(traits))
            place = len(profiles) - 1
        else:
            profiles[place] = profiles[place].joined(traits)
        places.append(place)
    return places


RULES: dict[str, Rule] = {
    "version 0.1": of_version_0_1,
    "e-mail only": by_email,
    "number, else e-mail": by_number_or_email,
    "e-mail, or name and phone": by_email_or_name_and_phone,
    "the rule in use": in_use,
}


def _version_0_1_keys(customer: Customer) -> tuple[str | None, list[str]]:
    """The number, and all that a customer was known by, strongest first."""
    billing = customer.billingSettings
    number = number_key(customer.organizationNumber) or number_key(
        billing.personalNumber if billing else None
    )
    email, phone, name = email_key(customer.email), phone_key(customer.phone), name_key(customer.name)
    contact = f"{phone} {name}" if phone and name else None
    return number, [key for key in (number, email, contact) if key]


def _by_keys(arrivals: Sequence[Arrival], keys: Callable[[Customer], Iterable[str | None]]) -> list[int]:
    owners: dict[str, int] = {}
    places: list[int] = []
    for each in arrivals:
        found = [key for key in keys(each.customer) if key]
        known = [owners[key] for key in found if key in owners]
        place = known[0] if known else len(set(owners.values()) | set(places))
        for key in found:
            owners.setdefault(key, place)
        places.append(place)
    return places


def _crowded(profiles: Sequence[Profile]) -> set[str]:
    """The contacts that many customers have."""
    counts: dict[str, int] = {}
    for profile in profiles:
        for values in profile.contacts.values():
            for value in values:
                counts[value] = counts.get(value, 0) + 1
    return {value for value, count in counts.items() if count >= MANY}


def _is_declared(value: str, shared: Sequence[str]) -> bool:
    return any(value == each or (each.startswith("@") and value.endswith(each)) for each in shared)


def _person_number(fields: dict[str, Any]) -> str | None:
    for name in ("personalNumber", "organizationNumber"):
        number = number_key(fields.get(name))
        if number and len(number) == 12:
            return number
    return None
