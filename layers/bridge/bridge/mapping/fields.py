"""Every field that an answer can fill, and its reader. Some are not Seven Time's own but parts of those."""

from functools import partial
from typing import Any, NamedTuple

from bridge.mapping.field_names import APARTMENT, NUMBER_FIELDS, PROPERTY_DESCRIPTION, ROT, RUT
from bridge.mapping.field_readers import (
    Reader,
    Reading,
    choice,
    company,
    deduction,
    line,
    lines,
    normal_form,
    payment_days,
    street,
    text_of,
    yes_no,
)
from bridge.mapping.option_words import CUSTOMER_TYPES, INVOICE_DELIVERIES, PROPERTY_TYPES, property_types_in
from bridge.swedish import address, contact, countries, housing
from bridge.swedish.text import clean


def _property_type(raw: Any) -> Reading:
    named = property_types_in(clean(text_of(raw)))
    return Reading(next(iter(named))) if len(named) == 1 else choice(PROPERTY_TYPES, raw)


_country, _email = normal_form(countries.country_code), normal_form(contact.read_email)
_zip_code, _phone = normal_form(address.postal_code), normal_form(contact.read_phone)

READERS: dict[str, Reader] = {
    "name": line,
    "firstName": line,
    "lastName": line,
    "companyName": company,
    "contactPerson": line,
    "customerNumber": line,
    "address": street,
    "address2": street,
    "city": line,
    "country": _country,
    "email": _email,
    "paymentDays": payment_days,
    "typeOfCustomer": partial(choice, CUSTOMER_TYPES),
    "notes": lines,
    "billingSettings.useSeparateBillingAddress": yes_no,
    "billingSettings.address": street,
    "billingSettings.address2": street,
    "billingSettings.city": line,
    "billingSettings.useSeparateBillingEmail": yes_no,
    "billingSettings.invoiceEmail": _email,
    "billingSettings.invoiceDeliveryType": partial(choice, INVOICE_DELIVERIES),
    "billingSettings.defaultEmailSubject": line,
    "billingSettings.isConstructionCompany": yes_no,
    "billingSettings.isROTCustomer": partial(deduction, ROT),
    "billingSettings.isRUTCustomer": partial(deduction, RUT),
    "billingSettings.typeOfProperty": _property_type,
    "billingSettings.propertyDescription": normal_form(housing.designation),
    "billingSettings.apartmentNumber": normal_form(housing.apartment),
    "deliveryAddress.name": line,
    "deliveryAddress.address": street,
    "deliveryAddress.address2": street,
    "deliveryAddress.city": line,
    "deliveryAddress.country": _country,
}
"""Field → its reader, for fields that can be read alone."""


class CountryReader(NamedTuple):
    """The reader of a field whose form depends on a country, and the field that names the country."""

    read: Reader
    country_field: str


COUNTRY_READERS: dict[str, CountryReader] = {
    "zipCode": CountryReader(_zip_code, "country"),
    "phone": CountryReader(_phone, "country"),
    "billingSettings.zipCode": CountryReader(_zip_code, "country"),
    "deliveryAddress.zipCode": CountryReader(_zip_code, "deliveryAddress.country"),
    "deliveryAddress.phone": CountryReader(_phone, "deliveryAddress.country"),
}

KNOWN_FIELDS = READERS.keys() | COUNTRY_READERS.keys() | NUMBER_FIELDS
"""Every field. Those of `NUMBER_FIELDS` are read by `identity_numbers` and `deductions`."""

_FREE_TEXT_READERS = (line, lines, street, company)
_READ_AS_FREE_TEXT = {field for field, reader in READERS.items() if reader in _FREE_TEXT_READERS}
FREE_TEXT_FIELDS = (_READ_AS_FREE_TEXT | {PROPERTY_DESCRIPTION, APARTMENT}) - {"customerNumber"}
"""Fields that may hold any text."""
