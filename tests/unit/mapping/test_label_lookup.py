import time

import pytest

from bridge.mapping.fields import KNOWN_FIELDS
from bridge.mapping.label_lookup import by_field, field_of, label_key
from bridge.mapping.label_table import LABELS
from tests.support.submissions import customer


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Namn", "name"),
        ("NAMN *", "name"),
        ("Om företag: org.nr", "organizationNumber"),
        ("Om du är företag, företagsnamn", "companyName"),
        ("Vid ROT-avdrag: personnummer", "personalNumber"),
        ("För- och efternamn:", "name"),
        ("your-name", "name"),
        ("FULL_NAME", "name"),
        ("Vad heter du?", "name"),
        ("Förnamn", "firstName"),
        ("Fornamn", "firstName"),
        ("first_name", "firstName"),
        ("Efternamn", "lastName"),
        ("Företag", "companyName"),
        ("foretag", "companyName"),
        ("COMPANY_NAME", "companyName"),
        ("Er referens", "contactPerson"),
        ("*Hej!* Vad heter du?", "name"),
        ("Er kontaktperson", "contactPerson"),
        ("Företag (lämna tomt om privatperson)", "companyName"),
        ("Företag (ej obligatoriskt)", "companyName"),
        ("Eventuellt företag", "companyName"),
        ("Personnummer (behövs för RUT-avdrag)", "personalNumber"),
        ("Gatunamn och nummer", "address"),
        ("Org nr för bostadsrättsförening", "billingSettings.housingSocietyNumber"),
        ("Mejl för faktura", "billingSettings.invoiceEmail"),
        ("Faktureringspostnummer", "billingSettings.zipCode"),
        ("Faktureringsort", "billingSettings.city"),
        ("Uppdragsadress", "deliveryAddress.address"),
        ("Kundnr", "customerNumber"),
        ("Org.nr", "organizationNumber"),
        ("ORG NR.", "organizationNumber"),
        ("Organisationsnummer", "organizationNumber"),
        ("Person-/organisationsnummer", "organizationNumber"),
        ("organizationNumber", "organizationNumber"),
        ("Personnummer (ÅÅÅÅMMDD-XXXX)", "personalNumber"),
        ("Personnummer (frivilligt)", "personalNumber"),
        ("Momsreg.nr", "vatNumber"),
        ("VATNumber", "vatNumber"),
        ("Gatuadress", "address"),
        ("Adress 1", "address"),
        ("Address1", "address"),
        ("street_address", "address"),
        ("c/o", "address2"),
        ("Postnr", "zipCode"),
        ("Postnr.", "zipCode"),
        ("ZipCode", "zipCode"),
        ("Ort", "city"),
        ("Landskod", "country"),
        ("Telefon 1", "phone"),
        ("PHONE_NUMBER", "phone"),
        ("Mobil", "phone"),
        ("E-post", "email"),
        ("Epost", "email"),
        ("E‑post", "email"),
        ("E-postadress", "email"),
        ("your-email", "email"),
        ("Betalningsvillkor", "paymentDays"),
        ("TermsOfPayment", "paymentDays"),
        ("Meddelande", "notes"),
        ("your-message", "notes"),
        ("Vad kan vi hjälpa dig med?", "notes"),
        ("Privat/Företag", "typeOfCustomer"),
        ("Fakturamail", "billingSettings.invoiceEmail"),
        ("EmailInvoice", "billingSettings.invoiceEmail"),
        ("ROT-avdrag?", "billingSettings.isROTCustomer"),
        ("Fastighetsbeteckning", "billingSettings.propertyDescription"),
        ("Lägenhetsnr", "billingSettings.apartmentNumber"),
        ("Leveransadress", "deliveryAddress.address"),
        ("Din mobil", "phone"),
        ("din_mobil", "phone"),
        ("Vilket telefonnummer når vi dig på?", "phone"),
        ("Telefon (dagtid) *", "phone"),
        ("Vad är din e-postadress?", "email"),
        ("E-postadress (för bekräftelse)", "email"),
        ("E-post (för faktura)", "billingSettings.invoiceEmail"),
        ("Ange ert organisationsnummer", "organizationNumber"),
        ("Organisationsnummer (om företag):", "organizationNumber"),
        ("Vad är ditt ärende?", "notes"),
        ("Företag och org.nr", "companyName"),
        ("Postnr & ort", "zipCode"),
        ("Postnr och ort", "zipCode"),
        ("Adress, postnummer och ort", "address"),
        ("Adress (gata, postnr, ort)", "address"),
        ("Adress där arbetet ska utföras", "deliveryAddress.address"),
        ("Fakturaadress om annan än ovan", "billingSettings.address"),
        ("Postnummer/ort", "zipCode"),
        ("Zip/Post code", "zipCode"),
        ("Vilken ort bor du på?", "city"),
        ("I vilken stad bor du?", "city"),
        ("Mitt namn", "name"),
        ("Namn (förnamn och efternamn)", "name"),
        ("Namn/företag", "name"),
        ("Vad heter ditt företag?", "companyName"),
        ("Är du företagskund?", "companyName"),
        ("Namn på kontaktperson", "contactPerson"),
        ("Kontaktpersonens e-post", "email"),
        ("E-post till kontaktperson", "email"),
        ("customer_email", "email"),
        ("Vad har du för telefonnummer?", "phone"),
        ("Telefon (mobil eller fast)", "phone"),
        ("Person- eller organisationsnummer", "organizationNumber"),
        ("Org.nr / pers.nr", "organizationNumber"),
        ("Organisationsnummer XXXXXX-XXXX", "organizationNumber"),
        ("Personnummer, 12 siffror", "personalNumber"),
        ("Personnummer för ROT-avdrag", "personalNumber"),
        ("Personnummer (krävs för ROT-avdrag)", "personalNumber"),
        ("Lägenhetsnummer (fyra siffror)", "billingSettings.apartmentNumber"),
        ("Organisationsnummer för BRF", "billingSettings.housingSocietyNumber"),
        ("Organisationsnummer (vid bostadsrätt)", "billingSettings.housingSocietyNumber"),
        ("Org.nr (om du bor i BRF)", "billingSettings.housingSocietyNumber"),
        ("Org.nr (om företag eller BRF)", "organizationNumber"),
        ("Lägenhetsnummer (vid bostadsrätt)", "billingSettings.apartmentNumber"),
        ("Typ av boende", "billingSettings.typeOfProperty"),
        ("Villa eller bostadsrätt?", "billingSettings.typeOfProperty"),
        ("Välj kundtyp", "typeOfCustomer"),
        ("Vilken typ av kund är du?", "typeOfCustomer"),
        ("Privatperson, företag eller förening?", "typeOfCustomer"),
        ("Beskriv uppdraget", "notes"),
        ("Berätta mer om ditt projekt", "notes"),
        ("Vad vill du ha hjälp med?", "notes"),
        ("Skriv ditt meddelande här", "notes"),
        ("vad_vill_du_ha_hjälp_med?", "notes"),
        ("är_du_privatperson_eller_företag?", "typeOfCustomer"),
        ("Hej! Vad heter du?", "name"),
        ("1. Namn", "name"),
        ("2) E-post <span>*</span>", "email"),
        ("Namn och efternamn", "name"),
        ("Ort (obl.)", "city"),
        ("Tack, *{{field:1}}*! Vilken e-postadress når vi dig på?", "email"),
        ("Nu några frågor om dig, så att vi kan räkna på det hela.\nVilket postnummer har du? *", "zipCode"),
    ],
)
def test_a_label_names_the_field_that_people_mean(label: str, field: str) -> None:
    assert field_of(label) == field


@pytest.mark.parametrize(
    "label",
    [
        *("", "?", "Sort", "Import", "Transport", "Hundens namn", "Namn (på hunden)"),
        *("E-postadressen till din granne", "name" * 1000, "Telefon (anhörig)", "Vad är din hunds namn?"),
        *("Adress (för leverans)", "Ange", "Din", "(för bekräftelse)", "Vi når dig på telefon"),
        *(
            "Beställare (privat/företag)",
            "Om barn: namn",
            "E-post till din granne",
            "Vilken tjänst gäller det?",
            "Privatperson",
        ),
        *("Vi frågar om din hund. Namn?", "Vad är din e-post? Och din mammas?", "name " * 50),
        *("Vilken typ?", "Vilken kontakt?", "<b></b>", "1."),
        *("Hur ofta behöver du hjälp?", "Vill du beskriva felet?", "Adress till din arbetsgivare"),
    ],
)
def test_a_part_of_a_label_names_nothing(label: str) -> None:
    assert field_of(label) is None


def test_every_label_names_one_field() -> None:
    fields: dict[str, str] = {}
    for field, labels in LABELS.items():
        for label in labels.split(", "):
            assert fields.setdefault(label_key(label), field) == field, label
            assert field_of(label) == field


def test_every_field_with_labels_is_one_that_the_mapping_knows() -> None:
    assert LABELS.keys() <= KNOWN_FIELDS


def test_the_better_label_comes_first_whatever_the_order_of_the_answers() -> None:
    assert by_field([("Mobil", "2"), ("Sort", "x"), ("Telefon", "1"), ("Ort", "Lund")]) == {
        "phone": ["1", "2"],
        "city": ["Lund"],
    }
    assert by_field([("Vad är din mobil?", "2"), ("Mobil", "1")]) == {"phone": ["1", "2"]}


def test_a_name_as_long_as_a_delivery_is_not_searched_for_a_question() -> None:
    started = time.perf_counter()
    assert customer({"name": "Bo", ", vad " * 100_000: "x"}) == {"name": "Bo", "typeOfCustomer": 20}
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Lägenhetsnr enligt Skatteverket", "billingSettings.apartmentNumber"),
        ("Orgnr till er brf", "billingSettings.housingSocietyNumber"),
        ("rut_personnummer", "personalNumber"),
        ("Fastighetsbeteckning enligt Lantmäteriet", "billingSettings.propertyDescription"),
        ("Fastighetsbeteckning (anges på deklarationen)", "billingSettings.propertyDescription"),
        ("Personnr/samordningsnummer", "personalNumber"),
        ("Adress för montering", "deliveryAddress.address"),
        ("Renoveringsadress", "deliveryAddress.address"),
        ("Adress där jobbet görs", "deliveryAddress.address"),
        ("Bostadens nuvarande adress", "address"),
        ("Till vilken mejl vill du ha svar?", "email"),
        ("Vilket mobilnummer kan vi ringa?", "phone"),
        ("E-post för orderbekräftelse", "email"),
        ("Fakturans e-postadress", "billingSettings.invoiceEmail"),
        ("Mobil privat", "phone"),
        ("Husägarens namn", "name"),
        ("Namn eller BRF", "name"),
        ("Köparen är", "typeOfCustomer"),
        ("Äganderättsform", "billingSettings.typeOfProperty"),
        ("Kommentar/önskemål/frågor", "notes"),
        ("Info om jobbet", "notes"),
        ("Hur vill ni få fakturan?", "billingSettings.invoiceDeliveryType"),
        ("VAT-/momsnummer", "vatNumber"),
    ],
)
def test_other_words_and_another_order_name_the_same_field(label: str, field: str) -> None:
    assert field_of(label) == field


@pytest.mark.parametrize(
    "label",
    [
        *("Typ av arbete", "Till adress", "Telefon till granne", "Personnummer på barnet", "Post"),
        *("Telefon/e-post", "Adress och telefon", "E-post till chefen"),
        *("Vilken adress ska vi komma till?", "Vilket datum ska vi komma?", "Hur ska fakturan betalas?"),
        *("Vilken e-post ska fakturan till?", "Flyttadress", "Adress till arbetsgivaren"),
    ],
)
def test_words_about_something_else_name_nothing(label: str) -> None:
    assert field_of(label) is None
