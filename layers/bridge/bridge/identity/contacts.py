"""Contacts that customers may have in common: e-mail address, phone, place, domain."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bridge.identity.names import fold
from bridge.identity.words import (
    MAIL,
    NOBODYS_DOMAINS,
    NOBODYS_MAILBOXES,
    PUBLIC_DOMAINS,
    ROLE_BEGINNINGS,
    ROLES,
)
from bridge.swedish.contact import email_key, phone_key


class Sort(StrEnum):
    """The sorts of contacts."""

    EMAIL = "email"
    PHONE = "phone"
    PLACE = "place"
    DOMAIN = "domain"
    NAME = "name"
    """The name of an AB: no two have the same."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact in normal form."""

    sort: Sort
    value: str
    is_personal: bool
    """True if it is likely to be one person's own; False for role mailboxes, landlines, places, domains."""


_GMAIL = ("gmail.com", "googlemail.com")
_DIGITS = re.compile(r"\d+")
_FEW = 3
_REPEATED = re.compile(r"[axyz]|aa|xx|(.)\1\1+")
"""Letters that are typed to fill a field."""
_PLACEHOLDER_PHONE = re.compile(
    r".*(?:(\d)\1{5}\d?|(\d\d)\2\2|(\d{3})\3\3|123456\d{0,2}|987654\d?|654321|112233)|\+1\d{3}555\d{4}"
)
"""Numbers that are typed where one has to be given: 070-000 00 00, 070-123 45 67, 070-70 70 70 …"""
_FLAT = re.compile(
    r"(?i)[,;]?\s*(?:\b(?:lgh|lägenhet|lght|apt|vån|våning|tr|portkod|uppg|uppgång|(?<!^)box)\b\.?:? ?.*$"
    r"|\d+ ?tr\b.*$|\(.*$)"
)
_CARE_OF = re.compile(r"(?i)^\s*c/o\b[^,]*,\s*|,?\s*c/o\b.*$")
_STREETS = (
    (re.compile(r"gatan\b|(?<=[a-zåäö ])g\."), "g"),
    (re.compile(r"vägen\b|(?<=[a-zåäö ])v\."), "v"),
)


def email(text: str | None) -> Contact | None:
    """The address without tag, at Gmail without dots; None for nobody's address."""
    local, domain = _mailbox(text)
    words = _DIGITS.sub(" ", fold(local.replace("_", " "))).split()
    if not domain or _is_nobodys(words, local, fold(domain.partition(".")[0])):
        return None
    return Contact(Sort.EMAIL, _address(local, domain), is_personal=not _is_role(words, _common(domain)))


def address_key(text: str | None) -> str | None:
    """The same address to search for, nobody's as well; None if there is none in `text`."""
    local, domain = _mailbox(text)
    return _address(local, domain) if domain else None


def _mailbox(text: str | None) -> tuple[str, str]:
    """The part before the @, without tag, and the domain; "" for no address."""
    local, _, domain = (email_key(text) or "").rpartition("@")
    return local.partition("+")[0] or local, domain


def _address(local: str, domain: str) -> str:
    is_gmail = domain in _GMAIL
    return f"{local.replace('.', '') if is_gmail else local}@{_common(domain)}"


def _common(domain: str) -> str:
    """The domain; of Gmail's two always the same one."""
    return "gmail.com" if domain in _GMAIL else domain


def _is_nobodys(words: list[str], local: str, domain: str) -> bool:
    """True for noreply@, har.ej@epost.se, test@test.se, aaa@, 123@ and whatever is at saknas.se."""
    if domain in NOBODYS_DOMAINS or _REPEATED.fullmatch(domain):
        return True
    if not words:
        return len(local) < 6
    told = [word for word in words if word not in MAIL]
    if _DIGITS.search(local):  # a few letters between digits may be anybody's
        return bool(told) and all(word in NOBODYS_MAILBOXES and len(word) > _FEW for word in told)
    is_typed = _REPEATED.fullmatch("".join(told))
    return bool(told) and bool(is_typed or all(word in NOBODYS_MAILBOXES for word in told))


def _is_role(words: list[str], domain: str) -> bool:
    """True for info@, order2@, web.butik@, and for kund@kund.se."""
    joined = "".join(words)
    is_role = all(word in ROLES or word.startswith(ROLE_BEGINNINGS) for word in words)
    return is_role or joined in ROLES or joined == fold(domain).partition(" ")[0]


def is_public(domain: str) -> bool:
    """True if anybody can have an address there."""
    return domain in PUBLIC_DOMAINS


def domain_of(address: Contact) -> Contact | None:
    """The domain of an e-mail address, unless anybody can have an address there."""
    domain = address.value.rpartition("@")[2]
    return None if is_public(domain) else Contact(Sort.DOMAIN, domain, is_personal=False)


def phone(text: str | None) -> Contact | None:
    """The number as E.164; None for nobody's number."""
    number = phone_key(text)
    if not number or _PLACEHOLDER_PHONE.fullmatch(number):
        return None
    return Contact(Sort.PHONE, number, is_personal=_is_mobile(number))


def place(street: str | None, zip_code: str | None) -> Contact | None:
    """Street and postal code, without flat or c/o; None unless both are there."""
    digits = fold(zip_code or "").replace(" ", "")
    text = _FLAT.sub("", _CARE_OF.sub("", street or "").strip()).casefold()
    for pattern, short in _STREETS:
        text = pattern.sub(short, text)
    folded = fold(text).replace(" ", "")
    if not (digits and folded):
        return None
    return Contact(Sort.PLACE, f"{folded} {digits}", is_personal=False)


def _is_mobile(number: str) -> bool:
    """Swedish mobiles begin with 070, 072, 073, 076, 079; of foreign numbers the library knows the kind."""
    if number.startswith("+46"):
        return number[3:5] in ("70", "72", "73", "76", "79")
    import phonenumbers

    kind = phonenumbers.number_type(phonenumbers.parse(number))
    return kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
