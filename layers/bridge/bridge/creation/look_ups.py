"""How a customer is looked for in Seven Time before it is created. Each look-up is one request."""

from bridge.identity.names import has_legal_form
from bridge.model.source import Existing
from bridge.seventime.models import Customer
from bridge.swedish.text import name_key

Filters = dict[str, str]

_NEWEST_FIRST = {"sortBy": "createdDate", "sortDirection": "descending"}


def look_ups(customer: Customer, version: str, existing: Existing) -> list[Filters]:
    """The filters to ask by, one after the other until one finds the customer.

    `look_up` asks by number, then once more: by e-mail address, which only version 2 can filter by, or by
    name. `thorough` asks by e-mail address, by name and by the longest word of the name, which finds names in
    another order and other legal forms, if Seven Time's filter takes parts of names. That is not documented.
    """
    if existing is Existing.LEDGER_ONLY:
        return []
    name = customer.name or ""
    by_number = {"organizationNumber": customer.organizationNumber or ""}
    by_email = {"email": customer.email, **_NEWEST_FIRST} if version == "2" and customer.email else {}
    by_name = {"name": name, **_NEWEST_FIRST}
    if existing is Existing.THOROUGH:
        word = max(_own_words(name), key=len, default=name)
        by_word = {"name": word, **_NEWEST_FIRST} if word != name else {}
        wanted = [by_email, by_name, by_word]
    else:
        wanted = [by_email or by_name]
    if customer.organizationNumber:
        wanted.insert(0, by_number)
    return [filters for filters in wanted if filters]


def _own_words(name: str) -> list[str]:
    """The words of a name, without its legal form."""
    return [word for word in (name_key(name) or "").split() if not has_legal_form(word)]
