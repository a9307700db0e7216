"""`shared_contacts` of sources.yaml: e-mail addresses, domains and phone numbers of many customers."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from bridge.swedish.contact import email_key, phone_key
from building.yaml_lines import Path

_DOMAIN = re.compile(r"@(?:[\w](?:[\w-]*[\w])?\.)+[a-zåäö]{2,}", re.IGNORECASE)
_PHONE = re.compile(r"\+?[0-9 ()/-]+")
_RIGHT = 'has to be an e-mail address, a domain as "@example.se" or a phone number'


def normalised(contact: str) -> str | None:
    """Return the contact in the form in which it is compared, None if it is none of the three."""
    text = contact.strip()
    if text.startswith("@"):
        return text.lower() if _DOMAIN.fullmatch(text) else None
    if "@" in text:
        address = email_key(text)
        return address if address == text.lower() else None
    return phone_key(text) if _PHONE.fullmatch(text) else None


def find_problems(contacts: Any) -> Iterator[tuple[Path, str]]:
    """Yield the place of everything that is wrong in the list, and what would be right."""
    if isinstance(contacts, dict) and "kind" in contacts:
        yield [], "is a setting and cannot be a source's name: use a-z, 0-9 and -"
        return
    if not isinstance(contacts, list):
        yield [], 'has to be a list, [order@example.se, "@example.se", 08-123 45 00]'
        return
    for place, contact in enumerate(contacts):
        if message := _problem(contact):
            yield [place], message


def _problem(contact: Any) -> str:
    if isinstance(contact, int) and not isinstance(contact, bool):
        return f"{_RIGHT}: put the phone number in quotes, YAML reads another number"
    if not isinstance(contact, str):
        return _RIGHT
    if normalised(contact):
        return ""
    return f"{_RIGHT}, not {contact!r}"


def compiled(contacts: Sequence[str]) -> list[str]:
    """Return the contacts as `registry.load_shared_contacts` reads them, each once."""
    return list(dict.fromkeys(filter(None, map(normalised, contacts))))
