"""Contacts that customers may have in common: e-mail address, phone, place, domain."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bridge.identity.names import fold
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


_ROLES = re.compile(
    r"(?:info|orders?|bestall\w*|kontakt|contact|ekonomi|faktura|fakturor|invoice|bokforing|redovisning|styrelsen?"
    r"|jour|felanmalan|kundtjanst|kundservice|kundcenter|support|service|kontor\w*|office|admin|administration"
    r"|bokning\w*|booking|reception\w*|salj|sales|forsaljning|hej|hello|hallo|post|mail|mejl|epost|webb?"
    r"|webmaster|butik\w*|shop|drift|inkop|vaktmastare?|forvaltning\w*|forvaltare|kansli\w*|expedition\w*"
    r"|registrator|vd|ledning|team|firma|foretag|company|offert\w*|leads?|lager|logistik|marknad|press|hr|jobb|it"
    r"|kassor|kassa)(?:[._-]?\d+)?"
)
"""Mailboxes of a role, not of a person."""
_NOBODYS_LOCAL = re.compile(
    r"(?:no|donot|dont|do-not|ej|inte)[._-]?reply.*|noreply.*|ingen|inget|saknas|finns-?ej|ejangive[nt]|ej|nej"
    r"|none|null|na|no|nomail|noemail|ingenmail|ingenmejl|ingenepost|utanmail|test\d*|testar|tester|testing|asdf?"
    r"|asdasd|qwerty|x+|y+|z+|aa*|abc|abc123|example|exempel|namn|fornamn\.?efternamn|mail|e-?mail|e-?post"
    r"|unknown|okand|anonym|anonymous|mailer-daemon|bounce.*"
)
_NOBODYS_DOMAIN = re.compile(r"(?:ingen|saknas|test|noreply|no-reply|none|null|x+|a+|abc|asdf?)\.[a-z]+")
_PUBLIC = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "hotmail.com",
        "hotmail.se",
        "outlook.com",
        "outlook.se",
        "live.com",
        "live.se",
        "msn.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "yahoo.com",
        "yahoo.se",
        "ymail.com",
        "telia.com",
        "telia.se",
        "comhem.se",
        "bredband.net",
        "bredband2.com",
        "bahnhof.se",
        "spray.se",
        "tele2.se",
        "tele2.com",
        "swipnet.se",
        "glocalnet.net",
        "home.se",
        "passagen.se",
        "ownit.nu",
        "privaterelay.appleid.com",
        "protonmail.com",
        "proton.me",
        "pm.me",
        "gmx.de",
        "gmx.net",
        "web.de",
        "t-online.de",
        "online.no",
        "aol.com",
        "mail.com",
        "tutanota.com",
        "fastmail.com",
        "hey.com",
        "zoho.com",
        "yandex.ru",
        "mail.ru",
        "wp.pl",
        "o2.pl",
        "interia.pl",
        "example.com",
        "example.se",
        "example.net",
        "example.org",
    ]
)
_GMAIL = ("gmail.com", "googlemail.com")
_PLACEHOLDER_PHONE = re.compile(r".*(?:(\d)\1{5}|1234567|7654321|0123456|123456)$")
_FLAT = re.compile(
    r"(?i)[,;]?\s*(?:\b(?:lgh|lägenhet|lght|apt|vån|våning|tr|portkod|uppg|uppgång|box)\b\.?:? ?.*$"
    r"|\d+ ?tr\b.*$|\(.*$)"
)
_CARE_OF = re.compile(r"(?i)^\s*c/o\b[^,]*,\s*|,?\s*c/o\b.*$")
_STREETS = (
    (re.compile(r"gatan\b|(?<=[a-zåäö ])g\."), "g"),
    (re.compile(r"vägen\b|(?<=[a-zåäö ])v\."), "v"),
)


def email(text: str | None) -> Contact | None:
    """The address without tag, at Gmail without dots; None for nobody's address."""
    address = email_key(text)
    if not address:
        return None
    local, _, domain = address.rpartition("@")
    untagged = local.partition("+")[0] or local
    folded = fold(untagged).replace(" ", "")
    if (
        _NOBODYS_LOCAL.fullmatch(untagged)
        or _NOBODYS_LOCAL.fullmatch(folded)
        or _NOBODYS_DOMAIN.fullmatch(domain)
    ):
        return None
    if domain in _GMAIL:
        untagged, domain = untagged.replace(".", ""), "gmail.com"
    is_role = bool(_ROLES.fullmatch(untagged) or _ROLES.fullmatch(folded))
    return Contact(Sort.EMAIL, f"{untagged}@{domain}", is_personal=not is_role)


def domain_of(address: Contact) -> Contact | None:
    """The domain of an e-mail address, unless anybody can have an address there."""
    domain = address.value.rpartition("@")[2]
    return None if domain in _PUBLIC else Contact(Sort.DOMAIN, domain, is_personal=False)


def phone(text: str | None) -> Contact | None:
    """The number as E.164; None for nobody's number."""
    number = phone_key(text)
    if not number or _PLACEHOLDER_PHONE.fullmatch(number):
        return None
    return Contact(Sort.PHONE, number, is_personal=_is_mobile(number))


def place(street: str | None, zip_code: str | None) -> Contact | None:
    """Street and postal code, without flat or c/o; None unless both are there."""
    digits = fold(zip_code or "").replace(" ", "")
    text = _FLAT.sub("", _CARE_OF.sub("", street or "")).casefold()
    for pattern, short in _STREETS:
        text = pattern.sub(short, text)
    folded = fold(text).replace(" ", "")
    if not (digits and folded):
        return None
    return Contact(Sort.PLACE, f"{folded} {digits}", is_personal=False)


def _is_mobile(number: str) -> bool:
    """Swedish mobiles begin with 7; of foreign numbers the library knows the kind."""
    if number.startswith("+46"):
        return number.startswith("+467") and not number.startswith("+4677")
    import phonenumbers

    kind = phonenumbers.number_type(phonenumbers.parse(number))
    return kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
