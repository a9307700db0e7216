"""What a customer is known by, out of its fields in Seven Time's form."""

import re
from dataclasses import dataclass, replace
from typing import Any

from bridge.identity import contacts
from bridge.identity.contacts import Contact, Sort
from bridge.identity.names import Name, fold, has_legal_form
from bridge.identity.reading import (
    is_organisation,
    names_no_company,
    read_company,
    read_person,
)
from bridge.identity.relation import Kind, NumberSort, Traits
from bridge.identity.words import ASSOCIATION_ENDINGS
from bridge.model.reasons import Reason
from bridge.swedish.numbers import number_key

_PERSON = 20
"""Seven Time's typeOfCustomer for private people."""
_SOCIETY_NUMBER = ("7", "8")
_FIRST_DIGITS: dict[str, str | tuple[str, ...]] = {"ab": "5", "hb": "9", "kb": "9", "ekfor": _SOCIETY_NUMBER}
"""Legal form → first digits of its organisation numbers."""
_DISTINCTIVE = 5
"""Letters that the name of an AB has at least to be looked for by itself."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """What a delivery says of its customer that Seven Time does not get."""

    company: str = ""
    """The company that was named."""
    person: str = ""
    """The person who was named."""
    person_number: str | None = None
    """The personal number, even where it is not sent to Seven Time."""
    person_key: str | None = None
    """The same, sealed already: a planned row keeps no personal number that is not sent."""


NOTHING_UNSENT = Unsent()


def traits_of(customer: Any, unsent: Unsent = NOTHING_UNSENT) -> Traits:
    """The traits of a Seven Time customer."""
    numbers = _numbers(customer, unsent)
    is_private = NumberSort.PERSON in numbers
    company = "" if is_no_company(unsent.company, unsent.person, is_private=is_private) else unsent.company
    if unsent.company and not company and NumberSort.PERSON in numbers:
        numbers.pop(NumberSort.ORGANISATION, None)
    name = company or _name_of(customer, unsent)
    names_company = bool(company) or _is_organisation(name)
    doubt = _doubt(numbers.get(NumberSort.ORGANISATION, ""), name if names_company else "")
    if doubt:
        del numbers[NumberSort.ORGANISATION]
    is_company = names_company or bool(numbers.keys() - {NumberSort.PERSON})
    read = read_company(name) if names_company else read_person(name)
    email = contacts.email(customer.email)
    return Traits(
        kind=Kind.COMPANY if is_company else Kind.PERSON,
        name=read,
        numbers=numbers,
        contacts=tuple(_contacts(customer, email, read, is_company)),
        mailbox_is_own=email is not None and _is_own_mailbox(email.value, read),
        number_doubt=doubt,
        area=fold(customer.zipCode or "").replace(" ", "")[:2] if (customer.country or "SE") == "SE" else "",
    )


def _name_of(customer: Any, unsent: Unsent) -> str:
    """The name of a customer that names no company in its own field."""
    name = customer.name or ""
    names_company = _is_organisation(name) and not unsent.company
    return name if names_company else unsent.person or name


def _is_organisation(name: str) -> bool:
    return has_legal_form(name) or is_organisation(name)


def is_no_company(company: str, person: str, *, is_private: bool) -> bool:
    """True for none, the person's own name, and the housing society in which a private person lives.

    `is_private`: True if a personal number or something else tells that the customer is a person.
    """
    if names_no_company(company) or (is_private and is_society(company)):
        return True
    return is_persons_name(company, person)


def is_persons_name(company: str, person: str) -> bool:
    """True for the same name twice, as people write it who have no company."""
    is_the_person = sorted(fold(company).split()) == sorted(fold(person).split())
    return is_the_person and not has_legal_form(company)


def is_sure_company(name: str) -> bool:
    """True for a name with a legal form, and for an association's: no person has one."""
    return has_legal_form(name) or is_association(name)


def _numbers(customer: Any, unsent: Unsent) -> dict[NumberSort, str]:
    """The numbers, each under its own sort, whatever field it was typed into."""
    person = unsent.person_number or unsent.person_key
    typed = [number_key(customer.organizationNumber), person, _personal(customer)]
    vat = _vat(customer.vatNumber)
    if vat and vat.startswith("SE"):
        typed.append(number_key(vat))
        vat = None
    numbers: dict[NumberSort, str] = {}
    for number in filter(None, typed):
        is_person = len(number) == 12 or number == unsent.person_key
        numbers.setdefault(NumberSort.PERSON if is_person else NumberSort.ORGANISATION, number)
    return {**numbers, NumberSort.VAT: vat} if vat else numbers


def _contacts(customer: Any, email: Contact | None, name: Name, is_company: bool) -> list[Contact]:
    found = [contacts.phone(customer.phone), contacts.place(customer.address, customer.zipCode)]
    if email:
        domain = contacts.domain_of(email)
        is_somebody_elses = domain is not None and not _is_own_mailbox(email.value, name)
        is_personal = email.is_personal and not is_somebody_elses
        found.insert(0, replace(email, is_personal=is_personal or _is_own_domain(email.value, name)))
        found.append(domain if is_company else None)
    if name.is_limited and len(name.letters) >= _DISTINCTIVE:
        found.append(Contact(Sort.NAME, name.whole, is_personal=False))
    return [contact for contact in found if contact]


def _is_own_mailbox(address: str, name: Name) -> bool:
    """True if the address tells its owner: a company's word, a first name, or a surname after initials."""
    local, _, domain = address.partition("@")
    parts = re.sub(r"\d", " ", fold(local.replace("_", " "))).split()
    joined = "".join(parts)
    words = [word.text for word in name.words]
    if name.is_company:
        whole = joined + fold(domain).replace(" ", "")
        return any(len(word) > 2 and word in whole for word in words)
    first, last = words[:-1] or words, words[-1:]
    if _is_own_domain(address, name):
        return True
    names_first = any(word in joined if len(word) > 2 else word in parts for word in first)
    is_short = any(len(part) > 2 and word.startswith(part) for word in first for part in parts)
    return names_first or is_short or _begins_with_initials(joined, first, last)


def _is_own_domain(address: str, name: Name) -> bool:
    """True for info@annaberg.se, if Anna Berg is a person."""
    several = not name.is_company and len(name.words) > 1
    return several and name.letters in fold(address.partition("@")[2]).replace(" ", "")


def _begins_with_initials(local: str, first: list[str], last: list[str]) -> bool:
    """True for "kberg", "k.l.berg", "klb" and "kl" of Karin Lena Berg."""
    initials = "".join(word[0] for word in first)
    surnames = tuple(begin + end for begin in (initials, initials[:1]) for end in last)
    all_initials = initials + "".join(end[0] for end in last)
    return local.startswith(surnames) or (len(local) < 4 and local in (initials, all_initials))


def is_society(name: str) -> bool:
    """True for the name of a housing society."""
    return "brf" in fold(name).replace("bostadsrattsforening", "brf")


def is_association(name: str) -> bool:
    """True for the name of a housing society, a club and the like."""
    return is_society(name) or any(word.endswith(ASSOCIATION_ENDINGS) for word in fold(name).split())


def _doubt(number: str, company: str) -> Reason | None:
    """Why an organisation number is not the customer's own, None if it may be."""
    is_societys = number.startswith(_SOCIETY_NUMBER)
    if not company:
        return Reason.NUMBER_OF_SOCIETY if is_societys else None
    form = "ekfor" if is_association(company) else read_company(company).legal_form
    if not number or number.startswith(_FIRST_DIGITS.get(form, "")):
        return None
    return Reason.NUMBER_OF_SOCIETY if is_societys else Reason.NUMBER_OF_PAYER


def _personal(customer: Any) -> str | None:
    billing = customer.billingSettings
    found = number_key(billing.personalNumber if billing else None)
    return found if found and len(found) == 12 else None


def _vat(text: str | None) -> str | None:
    compact = re.sub(r"[^0-9A-Z]", "", (text or "").upper())
    return re.sub(r"(?:MVA|MWST|TVA|IVA)$", "", compact) or None


def traits_of_record(record: Any) -> Traits:
    """The traits of a record of Seven Time. Its type says nothing if it is company, which is the default."""
    traits = traits_of(record)
    says_person = record.typeOfCustomer == _PERSON
    return traits if traits.kind is Kind.COMPANY or says_person else replace(traits, kind=Kind.UNKNOWN)
