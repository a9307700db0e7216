"""What all shops have in common: a person or company, addresses, and numbers in fields of many names."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bridge.json_access import as_object, as_objects, as_text, first_text
from bridge.swedish.numbers import number_key
from bridge.swedish.person_names import whole_name
from bridge.swedish.text import DASHES

_COMPANY = r"(?:company|(?<![a-z])(?:business|enterprise|f[oö]retag(?:et)?s?|bolags?|firma?))"

_NUMBER_FIELDS = (
    (
        "billingSettings.housingSocietyNumber",
        re.compile(
            r"(?:brf|bostadsr[a-zåäö]*)[:s ._-]*org|org[a-z.]*[ _-]*(?:nr|nummer)?[ ._-]*(?:brf|bostadsr)"
        ),
    ),
    ("vatNumber", re.compile(r"(?<![a-z])vat(?:id|nr|no|num[a-z]*)?(?![a-z])|moms[ ._-]*(?:reg|nr|num)")),
    (
        "personalNumber",
        re.compile(r"person(?:al|s)?[ ._-]*(?:nr|num)|(?<![a-z])(?:ssn|pnr|pno)(?![a-z])"),
    ),
    (
        "organizationNumber",
        re.compile(
            r"(?<![a-z])org(?:ani[sz]ation)?(?:s|al)?[ ._-]*(?:nr|no|num)"
            rf"|{_COMPANY}[ ._-]*(?:nr|no(?![a-z])|num|reg)|(?<![a-z])cin(?![a-z])"
            r"|(?<![a-z])reg(?:istration|istrerings)?[ ._-]*(?:nr|no(?![a-z])|num)"
        ),
    ),
)
"""Field and the names that shops, checkouts and themes give it (docs/senders/). The first match counts."""

_PERHAPS_A_NUMBER = re.compile(
    rf"(?:{_COMPANY}|(?<![a-z])(?:org(?:ani[sz]ation)?s?|tax|registration|fiscal))[ ._-]*"
    r"(?:id(?![a-z])|code(?![a-z])|nr|no(?![a-z])|num)"
)
"""Names that may mean an id of the shop's own: only a number with a right check digit counts."""

_NUMBERS = frozenset(number for number, _ in _NUMBER_FIELDS)
_CAMEL_CASE_BORDER = re.compile(r"(?<=[a-z])(?=[A-Z])")

_FIRST_NAMES = ("first_name", "firstName", "firstname")
_LAST_NAMES = ("last_name", "lastName", "lastname")
_COMPANIES = ("company", "companyName", "company_name")
_RECIPIENTS_COMPANY = "company"
"""The recipient's company in a delivery address. Seven Time has one field for both names."""

_SWEDISH_VAT = re.compile(r"^SE ?([0-9]{10})01$", re.IGNORECASE)
_ENOUGH_DIGITS = re.compile(r"(?:\d\D*){8}")
_NUMBER_IN_NOTE = re.compile(
    r"\borg[a-z. -]{0,15}(?:nr|nummer|no)(?: är)?[.:= ]{0,3}"
    rf"(?<![0-9])((?:16)?[0-9]{{6}} ?[{DASHES}]? ?[0-9]{{4}})(?![0-9]|[{DASHES}][0-9])",
    re.IGNORECASE,
)
_MAX_NOTE, _MAX_NAME = 5000, 100
"""Characters that are searched. Longer texts are cut off first."""


class ExtraField(NamedTuple):
    """A field that a shop added to its checkout."""

    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class ShopCustomer:
    """A shop's customer. `address` and `delivery_address` have Seven Time's field names."""

    person_name: str
    company_name: str
    email: str
    phone: str
    address: Mapping[str, str]
    delivery_address: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    """Field → number, as `find_numbers` returns it."""
    note: str = ""
    """The customer's message to the shop. A company's is searched for "Org.nr 556677-8899"."""

    @property
    def is_nameless(self) -> bool:
        """True without any name. Shops make such customers of newsletter subscribers."""
        return not (self.person_name or self.company_name)

    @property
    def is_nobody(self) -> bool:
        """True without a name, contact, street or number."""
        return self.is_nameless and not (self.email or self.phone or self.has_street or self.numbers)

    @property
    def has_street(self) -> bool:
        """True with a street. A country or a postal code alone is no address."""
        return bool(self.address.get("address") or self.address.get("address2"))

    def answers(self) -> dict[str, str]:
        """Return Seven Time field → value, without empty values."""
        answers = {
            "name": self.person_name,
            "companyName": self.company_name,
            "email": self.email,
            "phone": self.phone,
            **self.address,
            **self._other_delivery_address(),
            "organizationNumber": self._number_in_note(),
            **self.numbers,
        }
        return {name: value for name, value in answers.items() if value}

    def _number_in_note(self) -> str:
        """Return a company's number. In a person's message it is the housing society's, or an employer's."""
        number = _organization_number(self.note)
        is_private = self.person_name and not _is_company(self.company_name, self.person_name)
        return "" if is_private else number

    def _other_delivery_address(self) -> dict[str, str]:
        """Return the delivery address if it differs from the address and is more than a name."""
        place = {name: value for name, value in self.delivery_address.items() if name in self.address}
        if not any(place.values()) or place == self.address:
            return {}
        delivery = dict(self.delivery_address)
        company, person = delivery.pop(_RECIPIENTS_COMPANY, ""), delivery.get("name", "")
        if company != self.company_name and _is_company(company, ""):
            delivery["name"] = ", ".join(dict.fromkeys(filter(None, (company, person))))
        return {f"deliveryAddress.{name}": value for name, value in delivery.items()}


def unwrapped(payload: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return the object that is all of the payload, as in `{"order": {…}}`, else the payload."""
    for name in names:
        if payload.keys() == {name} and isinstance(payload[name], dict):
            return as_object(payload[name])
    return payload


def rename_fields(entry: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of `entry` under other names. `names`: the shop's name → Seven Time's.

    Of two names for the same, the first that has a value counts.
    """
    renamed: dict[str, str] = {}
    for theirs, ours in names.items():
        renamed[ours] = renamed.get(ours) or as_text(entry.get(theirs))
    return renamed


def full_name(person: Mapping[str, Any], *whole_names: str) -> str:
    """Join first and last name; without them, return the first of `whole_names` that has a value."""
    first_name = first_text(*map(person.get, _FIRST_NAMES))
    last_name = first_text(*map(person.get, _LAST_NAMES))
    return whole_name(first_name, last_name) or first_text(*map(person.get, whole_names))


def delivery_address(place: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    """Return an address with the recipient's name, company and phone number."""
    name = first_text(place.get("name"), place.get("full_name")) or full_name(place)
    recipient = {"name": name, "phone": as_text(place.get("phone"))}
    return (
        rename_fields(place, names)
        | recipient
        | {_RECIPIENTS_COMPANY: first_text(*map(place.get, _COMPANIES))}
    )


def company_of(home: Mapping[str, Any], delivery: Mapping[str, Any]) -> str:
    """Return the buyer's company. In a delivery without another address, one may be a pick-up point."""
    from bridge.identity.traits import is_sure_company  # as in `_number_field`

    company = first_text(*map(home.get, _COMPANIES))
    return company if home is not delivery or is_sure_company(company) else ""


def _is_company(company: str, person: str) -> bool:
    """True if a company was named, be it in the field for a person."""
    from bridge.identity.traits import is_no_company, is_sure_company

    return is_sure_company(person) or not is_no_company(company, person, is_private=False)


def extra_fields(entries: Any, *name_keys: str) -> list[ExtraField]:
    """Read a list of `{<name key>, "value"}`. The first of `name_keys` that has a value is the name."""
    fields = []
    for entry in as_objects(entries):
        name = first_text(*map(entry.get, name_keys))
        fields.append(ExtraField(name, entry.get("value")))
    return fields


def labels_of(fields: Iterable[ExtraField]) -> dict[str, str]:
    """Return name → value, without empty ones. The first of equal names counts."""
    labels = [(name, text) for name, value in fields if name and (text := as_text(value))]
    return dict(reversed(labels))  # of equal names, a dict keeps the last


def find_numbers(extra_fields: Iterable[ExtraField]) -> dict[str, str]:
    """Return Seven Time field → number, from the fields whose names mean such a number.

    The first valid number counts; if none is valid, the first with enough digits.
    """
    fields = list(extra_fields)
    numbers: dict[str, str] = {}
    for name, value in sorted(fields, key=_has_no_valid_number):
        number_field, text = _number_field(name), as_text(value)
        if number_field in _NUMBERS and _ENOUGH_DIGITS.search(text):
            numbers.setdefault(number_field, text)
    for name, value in fields:
        if _may_be_a_number(name) and _is_valid(as_text(value)):
            numbers.setdefault("organizationNumber", as_text(value))
    return numbers


def _has_no_valid_number(extra: ExtraField) -> bool:
    return number_key(as_text(extra.value)[:_MAX_NAME]) is None


def _number_field(name: str) -> str | None:
    """Match the whole name as a question of a form, else a part of it, as in `_billing_orgNr`."""
    from bridge.mapping.label_lookup import field_of  # receivers load this module but read no delivery

    if field := field_of(name):
        return field
    for number, pattern in _NUMBER_FIELDS:
        if pattern.search(_words(name)):
            return number
    return None


def _may_be_a_number(name: str) -> bool:
    return bool(_PERHAPS_A_NUMBER.search(_words(name))) and _number_field(name) is None


def _words(name: str) -> str:
    return _CAMEL_CASE_BORDER.sub("_", name[:_MAX_NAME]).lower()


def _is_valid(text: str) -> bool:
    """True for an organisation number or personal number, and for the VAT number that is made of one."""
    return number_key(_SWEDISH_VAT.sub(r"\1", text[:_MAX_NAME])) is not None


def _organization_number(note: str) -> str:
    """Return the organisation number in the note, "" unless its check digit is right."""
    match = _NUMBER_IN_NOTE.search(note[:_MAX_NOTE])
    if match and len(number_key(match[1]) or "") == 10:
        return match[1]
    return ""
