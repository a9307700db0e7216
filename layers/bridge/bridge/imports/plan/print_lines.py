"""Tell totals, counts, dates of printing and second lines from customers."""

import re

from bridge.seventime.models import Customer

_COUNTED = r"(?:kunder|kund|rader|poster|st|styck|kr|sek|customers|rows|records)"
_TOTAL = re.compile(
    rf"(?:(?:grand|del|total)?[ -]?(?:summa|totalt?|sum)|antal|number of|count)"
    rf"(?: antal)?(?P<more>(?: {_COUNTED})*[\W\d]*(?:{_COUNTED}\W*)?)",
    re.IGNORECASE,
)
_COUNT = re.compile(rf"[0-9]+ {_COUNTED}\W*", re.IGNORECASE)
_PRINTED = re.compile(
    r"(?:(?:utskri(?:ven|vet|ft\w*)|exportera[dt]|skapa[dt]|genererad|printed|exported|generated|created)\b(?=.*\d)"
    r"|rapport(?:en|datum)?:? (?:utskriven|skapad|[0-9])|slut på (?:rapport|lista)|end of (?:report|list)).*"
    r"|(?:sidan?|sid|page)[\W\d]*(?:(?:av|of)[\W\d]*)?",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"(?:utskri(?:ven|vet|ft\w*)|sidan?|datum|rapport|urval|period|printed|page|date|report"
    r"|(?:org|pers(?:on)?|kund|moms(?:reg)?|vat|tel(?:efon)?|mobil|post)[. -]?(?:nr|nummer|no)?\.?"
    r"|organisations(?:nr|nummer)|e-?post|e-?mail|saldo|antal \w+|number of \w+|phone|mobile)\s*:.*",
    re.IGNORECASE,
)
"""The label of a value: a report's second line about a customer, or its head."""
_LETTER = re.compile(r"[^\W\d_]")


def is_print_line(customer: Customer) -> bool:
    """True for "Summa", "Totalt 2 kunder", "Sida 2 av 5", "Orgnr: 556699-0015" in the place of a name."""
    name, number = customer.name or "", customer.customerNumber or ""
    if _LABELLED.fullmatch(name) or _says_no_customer(number):
        return True
    if _has_contacts(customer):
        return False
    if total := _TOTAL.fullmatch(name):
        return not number or bool(total["more"].strip(" .:"))
    if _COUNT.fullmatch(name) or _PRINTED.fullmatch(name):
        return True
    return not _LETTER.search(name) and not re.search(r"[0-9]", number)


def _says_no_customer(text: str) -> bool:
    """True if a customer number or a city is none, but a word of a total or of a page's head."""
    if re.search(r"[0-9]", text):
        return False
    return any(pattern.fullmatch(text) for pattern in (_TOTAL, _PRINTED, _LABELLED))


def _has_contacts(customer: Customer) -> bool:
    """True if the row says more than a line about the list does."""
    city = customer.city or ""
    contacts = (customer.organizationNumber, customer.email, customer.phone, customer.address)
    return any(contacts) or bool(city and not _says_no_customer(city))
