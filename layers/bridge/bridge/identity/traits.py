"""What a customer is known by, out of its fields in Seven Time's form."""

import re
from dataclasses import dataclass, replace
from typing import Any

from bridge.identity import contacts
from bridge.identity.contacts import Contact, Sort
from bridge.identity.names import (
    Name,
    fold,
    has_legal_form,
    is_organisation,
    read_company,
    read_person,
)
from bridge.identity.relation import Kind, NumberSort, Traits
from bridge.model.reasons import Reason
from bridge.swedish.numbers import number_key

_PERSON = 20
"""Seven Time's typeOfCustomer for private people."""
_SOCIETY_NUMBER = ("7", "8")
_FIRST_DIGITS = {"ab": "5", "hb": "9", "kb": "9"}
"""Legal form → the first digit of its organisation numbers."""
_DISTINCTIVE = 5
"""Letters that the name of an AB has at least to be looked for by itself."""
_JUNK_COMPANY = re.compile(
    r"(?i)\W*(?:privat(?:person|kund)?|hem(?:ma|adress)?|bostad|villa|lägenhet|företag|company|ingen|inget|nej"
    r"|saknas|-|x+|enskild firma|ef|firma|samma(?: som ovan)?|se ovan|bostadsrättsförening(?:en)?|brf"
    r"|förening(?:en)?|bolag|aktiebolag|ab|(?:lgh|lägenhet|lght|portkod|kod|vån|våning|tr|c/o)\b.*|[\d\s.,-]*)\W*"
)
"""What people write where a company is asked, and what names none."""


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
    name = customer.name or ""
    company = unsent.company if _is_company(unsent.company, unsent.person) else ""
    organisation = number_key(customer.organizationNumber)
    vat = _vat(customer.vatNumber)
    person = unsent.person_number or _personal(customer) or unsent.person_key
    if organisation and len(organisation) == 12:
        person, organisation = organisation, None
    if vat and vat.startswith("SE"):
        inside = number_key(vat)
        if inside and len(inside) == 12:
            person = person or inside
        else:
            organisation = organisation or inside
        vat = None
    if person and company and is_society(company):  # a member who orders for the own flat
        company, organisation = "", None
        name = unsent.person or name
    names_company = bool(company) or has_legal_form(name) or is_organisation(name)
    doubt = _doubt(organisation, (company or name) if names_company else "")
    if doubt:
        organisation = None
    numbers = {NumberSort.ORGANISATION: organisation, NumberSort.PERSON: person, NumberSort.VAT: vat}
    is_company = names_company or bool(organisation) or bool(vat)
    read = read_company(company or name) if names_company else read_person(unsent.person or name)
    return Traits(
        kind=Kind.COMPANY if is_company else Kind.PERSON,
        name=read,
        numbers={sort: number for sort, number in numbers.items() if number},
        contacts=tuple(_contacts(customer, read, is_company)),
        mailbox_is_own=_carries(customer.email, read),
        number_doubt=doubt,
        area=fold(customer.zipCode or "").replace(" ", "")[:2] if (customer.country or "SE") == "SE" else "",
    )


def _contacts(customer: Any, name: Name, is_company: bool) -> list[Contact]:
    email = contacts.email(customer.email)
    found = [email, contacts.phone(customer.phone), contacts.place(customer.address, customer.zipCode)]
    if is_company and email:
        found.append(contacts.domain_of(email))
    if name.is_limited and len(name.letters) >= _DISTINCTIVE:
        found.append(Contact(Sort.NAME, name.whole, is_personal=False))
    return [contact for contact in found if contact]


def _is_company(company: str, person: str) -> bool:
    if not company or "@" in company or _JUNK_COMPANY.fullmatch(company):
        return False
    return sorted(fold(company).split()) != sorted(fold(person).split()) or has_legal_form(company)


def _carries(email: str | None, name: Name) -> bool:
    """True if the local part of the address has a word of the name, or its letters."""
    local = fold((email or "").partition("@")[0].replace(".", " ").replace("_", " ").replace("-", " "))
    joined = local.replace(" ", "")
    return any(len(word.text) > 2 and word.text in joined for word in name.words)


def is_society(name: str) -> bool:
    """True for the name of a housing society."""
    return "brf" in fold(name).replace("bostadsrattsforening", "brf").split() or "brf" in fold(name)


def _doubt(number: str | None, company: str) -> Reason | None:
    """Why an organisation number is not the customer's own, None if it may be."""
    if not number:
        return None
    form = read_company(company).legal_form if company else ""
    is_a_society = bool(company) and (is_society(company) or form == "ekfor")
    if number[0] in _SOCIETY_NUMBER:
        return None if company and form not in _FIRST_DIGITS else Reason.NUMBER_OF_SOCIETY
    if is_a_society or number[0] != _FIRST_DIGITS.get(form, number[0]):
        return Reason.NUMBER_OF_PAYER
    return None


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
