"""Contacts that a deployment declares as nobody's: its own addresses, which staff type for customers."""

from collections.abc import Iterable

from bridge.identity import contacts
from bridge.identity.contacts import Contact, Sort


class NobodysContacts:
    """E-mail addresses, domains ("@firm.example") and phone numbers that identify no customer."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        texts = list(texts)
        read = [contacts.email(text) if "@" in text else contacts.phone(text) for text in texts]
        self._values = {contact.value for contact in read if contact}
        self._domains = {text.removeprefix("@").casefold() for text in texts if text.startswith("@")}

    @classmethod
    def of_deployment(cls, declared: Iterable[str], alarm_email: str) -> "NobodysContacts":
        """Those of sources.yaml, and the domain of who gets the alarms unless it is open to everybody."""
        address = contacts.email(alarm_email)
        domain = contacts.domain_of(address) if address else None
        return cls([*declared, f"@{domain.value}"] if domain else declared)

    def removed_from(self, given: Iterable[Contact]) -> list[Contact]:
        """The contacts that are somebody's."""
        return [each for each in given if not self._holds(each)]

    def _holds(self, contact: Contact) -> bool:
        domain = contact.value.rpartition("@")[2] if contact.sort in (Sort.EMAIL, Sort.DOMAIN) else ""
        return contact.value in self._values or domain in self._domains


NO_CONTACTS = NobodysContacts()
