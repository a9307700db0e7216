"""What people call Seven Time's fields, in Swedish and in English: questions of forms, headers of files.

A label is matched whole, as it stands or with case, accents, punctuation and spaces folded away, never in
part: "Ort" is the city, "Import" is not. Words that only ask ("Vad är din …?") may stand around it. Each
field's labels stand best first: when two labels of one field have a value, the earlier wins.

Five names are not Seven Time's: `firstName`, `lastName`, `companyName`, `personalNumber` and `contactPerson`
are what people are asked for; `mapping` makes Seven Time's fields of them.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from bridge.wording import plain

LABELS: dict[str, str] = {
    "name": (
        "namn, fullständigt namn, för- och efternamn, förnamn och efternamn, kundnamn, kundens namn, kund, "
        "vad heter du, beställarens namn, beställare, name, full name, your name, first and last name, "
        "customer name, customer, what is your name, what's your name, your full name"
    ),
    "firstName": "förnamn, tilltalsnamn, first name, given name, forename, your first name, fname",
    "lastName": "efternamn, last name, surname, family name, your last name, lname",
    "companyName": (
        "företagsnamn, företag, företagets namn, bolag, bolagsnamn, bolagets namn, firma, firmanamn, "
        "organisation, organisationsnamn, förening, föreningsnamn, company, company name, business name, "
        "business, organization, organization name, organisation name, your company, billing company, "
        "företag och org.nr, företag och orgnummer, företag och organisationsnummer, företagsnamn och "
        "org.nr, företagsnamn och orgnummer, företagsnamn och organisationsnummer, bolag och org.nr, company "
        "and org no, company and organisation number"
    ),
    "contactPerson": (
        "kontaktperson, kontakt, kontaktnamn, er referens, referens, vår kontakt, contact person, contact, "
        "contact name, your reference, attention, att"
    ),
    "customerNumber": "kundnummer, kundnr, kund-id, customer number, customer no, customer id",
    "organizationNumber": (
        "organisationsnummer, organisationsnr, org.nr, orgnummer, org, företagets organisationsnummer, "
        "org.nr./personnr, person-/organisationsnummer, person-/orgnr, personnummer/organisationsnummer, "
        "personnr/orgnr, organisationsnummer/personnummer, org-/personnummer, org-/persnr, pers-/orgnr, "
        "organization number, organisation number, organization no, organisation no, company number, company "
        "registration number, registration number, corporate identity number"
    ),
    "personalNumber": (
        "personnummer, personnr, pers.nr, pnr, samordningsnummer, födelsenummer, personal number, personal "
        "identity number, personal id number, social security number, ssn, national identification number"
    ),
    "vatNumber": (
        "momsregistreringsnummer, momsreg.nr, momsnr, momsnummer, vat-nummer, vat nr, vat number, vat no, "
        "vat id, vat, eu-moms, eu-momsnummer, moms-id"
    ),
    "address": (
        "adress, gatuadress, adress 1, adressrad 1, gata, gata och nummer, utdelningsadress, postadress, "
        "besöksadress, hemadress, address, street address, address 1, address line 1, street, your address, "
        "postal address, home address, mailing address, adress postnummer och ort, adress postnr och ort, "
        "adress postnummer ort, adress postnr ort, gatuadress postnummer och ort, gatuadress postnr och ort, "
        "adress och postnummer, adress och ort, fullständig adress, hela adressen, full address, address "
        "postal code and city, address zip and city"
    ),
    "address2": (
        "adress 2, adressrad 2, c/o, c/o-adress, fortsättningsadress, address 2, address line 2, street 2"
    ),
    "zipCode": (
        "postnummer, postnr, zip code, zip, postal code, post code, zip/postal code, postnummer och ort, "
        "postnr och ort, postnummer och postort, postnr och postort, postnummer ort, postnr ort, postnummer "
        "postort, postnr postort, postal code and city, zip and city, zip code and city"
    ),
    "city": "ort, postort, stad, bostadsort, city, town, city/town, postal city",
    "country": "land, landskod, country, country code",
    "phone": (
        "telefon, telefonnummer, telefonnr, tel, tel.nr, tfn, telefon 1, telefon dagtid, mobil, mobilnummer, "
        "mobiltelefon, mobilnr, mobiltelefonnummer, telefon/mobil, telefon 2, phone, phone number, "
        "telephone, telephone number, phone 1, your phone, your phone number, mobile, mobile number, mobile "
        "phone, cell phone, phone 2, your tel, vilket telefonnummer når vi dig på, på vilket telefonnummer "
        "når vi dig, vilket nummer når vi dig på, hur når vi dig på telefon"
    ),
    "email": (
        "e-post, e-postadress, e-mail, mail, mailadress, mejl, mejladress, e-mailadress, email address, your "
        "email, your email address, work email, vilken e-postadress når vi dig på, på vilken e-postadress "
        "når vi dig"
    ),
    "paymentDays": (
        "betalningsvillkor, betalningsdagar, betalvillkor, betaldagar, kredittid, kreditdagar, payment "
        "terms, payment days, terms of payment"
    ),
    "typeOfCustomer": (
        "kundtyp, typ av kund, typ, privat/företag, privat eller företag, företag/privat, företag eller "
        "privat, företag eller privatperson, privatperson eller företag, är du privatperson eller företag, "
        "customer type, type of customer, type, är du, jag är, privatperson/företag, är du företag eller "
        "privatperson, är ni företag eller privatperson, är du privat eller företag, är du ett företag eller "
        "en privatperson, är du en privatperson eller ett företag"
    ),
    "notes": (
        "meddelande, meddelanden, anteckningar, anteckning, notering, kommentar, kommentarer, övrigt, övrig "
        "information, beskrivning, beskriv ditt ärende, ämne, ärende, önskemål, fråga, frågor, vad kan vi "
        "hjälpa dig med, vad gäller ditt ärende, hur kan vi hjälpa dig, message, your message, notes, note, "
        "comment, comments, description, subject, your subject, question, how can we help, how can we help "
        "you, additional information"
    ),
    "billingSettings.invoiceEmail": (
        "faktura-e-post, e-post för faktura, e-post faktura, e-postadress för faktura, fakturamail, "
        "fakturamejl, faktura e-postadress, e-faktura till, invoice email, billing email, email invoice"
    ),
    "billingSettings.address": (
        "fakturaadress, faktureringsadress, billing address, invoice address, fakturaadress postnummer och "
        "ort, fakturaadress postnr och ort"
    ),
    "billingSettings.address2": "fakturaadress 2, billing address 2, invoice address 2",
    "billingSettings.zipCode": (
        "fakturapostnummer, fakturapostnr, billing zip code, billing zip, billing postal code, billing "
        "postcode"
    ),
    "billingSettings.city": "fakturaort, fakturapostort, billing city",
    "billingSettings.invoiceDeliveryType": (
        "fakturasätt, leveranssätt faktura, fakturan skickas, invoice delivery"
    ),
    "billingSettings.isROTCustomer": (
        "rot, rot-avdrag, rot-kund, vill du ha rot-avdrag, vill du använda rot-avdrag, jag vill ha "
        "rot-avdrag, rot deduction"
    ),
    "billingSettings.isRUTCustomer": (
        "rut, rut-avdrag, rut-kund, vill du ha rut-avdrag, vill du använda rut-avdrag, jag vill ha "
        "rut-avdrag, rut deduction"
    ),
    "billingSettings.isConstructionCompany": (
        "byggföretag, omvänd byggmoms, omvänd skattskyldighet, omvänd betalningsskyldighet, construction "
        "company, reverse charge"
    ),
    "billingSettings.typeOfProperty": (
        "typ av bostad, bostadstyp, boendeform, typ av fastighet, fastighetstyp, type of property, property "
        "type"
    ),
    "billingSettings.propertyDescription": (
        "fastighetsbeteckning, fastighet, fastbet, fastighetsbet, property description, property designation"
    ),
    "billingSettings.housingSocietyNumber": (
        "brf orgnr, brf org.nummer, brf organisationsnummer, organisationsnummer brf, orgnr brf, "
        "bostadsrättsföreningens organisationsnummer, bostadsrättsförening orgnr, bostadsrättsföreningens "
        "orgnr, föreningens organisationsnummer, föreningens orgnr, housing society number"
    ),
    "billingSettings.apartmentNumber": (
        "lägenhetsnummer, lägenhetsnr, lgh, lgh nr, lgh nummer, lägenhet, lägenhetsbeteckning, apartment "
        "number, apartment no, apartment"
    ),
    "deliveryAddress.name": "leveransnamn, delivery name, shipping name",
    "deliveryAddress.address": "leveransadress, arbetsadress, delivery address, shipping address",
    "deliveryAddress.address2": "leveransadress 2, delivery address 2, shipping address 2",
    "deliveryAddress.zipCode": (
        "leveranspostnummer, leveranspostnr, delivery zip code, shipping zip, shipping postcode, delivery "
        "postal code"
    ),
    "deliveryAddress.city": "leveransort, leveranspostort, delivery city, shipping city",
    "deliveryAddress.country": "leveransland, delivery country, shipping country",
    "deliveryAddress.phone": "leveranstelefon, delivery phone, shipping phone",
}
"""Field → labels, best first."""

_LONGEST = 100
_LOOSE = 1000
"""Behind every label that stands in the table as it is."""


def field_of(label: str) -> str | None:
    """The field that the label names, None when it names none."""
    found = _find(label)
    return found[0] if found else None


def by_field(answers: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
    """Field → the values that were given under one of its labels, best label first."""
    found = [(place, value) for label, value in answers if (place := _find(label))]
    fields: dict[str, list[Any]] = {}
    for (field, _), value in sorted(found, key=lambda each: each[0][1]):
        fields.setdefault(field, []).append(value)
    return fields


def fold(label: str) -> str:
    """Letters and digits only, in lower case and without accents."""
    letters = unicodedata.normalize("NFKD", label.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


def _find(label: str) -> tuple[str, int] | None:
    """The field and how good a name of it the label is, 0 best."""
    return _look_up(label) if len(label) <= _LONGEST else None


@lru_cache(maxsize=4096)
def _look_up(label: str) -> tuple[str, int] | None:
    if exact := _table().get(fold(label)):
        return exact
    if loose := _table().get(fold(plain(label))):
        return loose[0], loose[1] + _LOOSE
    return None


@cache
def _table() -> dict[str, tuple[str, int]]:
    return {
        fold(label): (field, rank)
        for field, labels in LABELS.items()
        for rank, label in enumerate((field, *labels.split(", ")))
    }
