"""Whose name is the customer's: the company's or the person's."""

import re
from typing import Any, NamedTuple

from bridge.identity.reading import names_no_company
from bridge.identity.traits import is_no_company, is_persons_name, is_sure_company
from bridge.mapping.field_readers import Draft
from bridge.mapping.fields import READERS
from bridge.model.failures import rejected
from bridge.model.reasons import Reason
from bridge.model.source import Source
from bridge.swedish.person_names import whole_name
from bridge.swedish.text import name_key

_PART_OF_ADDRESS = re.compile(r"(?=.*c/o|.*\d)(?=.*[^\W\d])[^@]*$", re.IGNORECASE)
_SAYS_SOMETHING = re.compile(r"[\d@]|c/o", re.IGNORECASE)


class CustomerName(NamedTuple):
    """Who was named. The customer's own name is in the draft."""

    person: str
    """The name of the person, the customer or its contact."""
    company: str
    """The company that was named, "" if it is none."""
    is_company: bool
    """True if the customer's name is a company's."""
    is_named: bool
    """True if a person was named."""


def take_name(draft: Draft, source: Source, *, is_private: bool) -> CustomerName:
    """Set the customer's name from all names that were given; a contact person goes into the notes.

    `is_private`: True if something else tells that the customer is a person.
    """
    values = draft.values
    said, contact = values.pop("companyName", None) or "", values.pop("contactPerson", None)
    person = _take_person(values)
    company = "" if is_no_company(said, person or contact or "", is_private=is_private) else said
    name = company or person or contact or said or last_resort("name", draft, source)
    key = name_key(name)
    if not key:
        raise rejected(Reason.NAME_MISSING, "name")
    values["name"] = name
    if said not in (company, name):
        _keep(said, person or contact or "", values)
    contact = contact or person
    if contact and name_key(contact) != key:
        _note(f"Kontaktperson: {contact}", values)
        draft.warn(Reason.CONTACT_PERSON_IN_NOTES, "notes")
    return CustomerName(
        person=person or contact or name,
        company=company,
        is_company=bool(company) or is_sure_company(name),
        is_named=bool(person or contact),
    )


def last_resort(field: str, draft: Draft, source: Source) -> Any:
    """Return the source's default for one of `gather.LAST_RESORTS`."""
    default = source.defaults.get(field)
    if default is None:
        return None
    return draft.read(field, READERS[field], default)


def _take_person(values: dict[str, Any]) -> str:
    """Return the person's whole name, or its parts joined. "Namn" beside "Efternamn" is the first name."""
    name, first, last = (values.pop(part, "") for part in ("name", "firstName", "lastName"))
    is_whole = first or " " in name or last in ("", name)
    if name and is_whole:
        return str(name)
    return whole_name(name or first, last) or f"{name or first} {last}".strip()


def _keep(said: str, person: str, values: dict[str, Any]) -> None:
    """Keep what was written instead of a company: a society, a flat, "c/o Berg", a door code."""
    if is_persons_name(said, person):
        return
    if not names_no_company(said):
        _note(f"Bostadsrättsförening: {said}", values)
    elif _PART_OF_ADDRESS.match(said) and "address" in values and "address2" not in values:
        values["address2"] = said
    elif _SAYS_SOMETHING.search(said):
        _note(f"Företag: {said}", values)


def _note(line: str, values: dict[str, Any]) -> None:
    """Put a line above the notes."""
    values["notes"] = "\n".join(filter(None, [line, values.get("notes")]))
