"""Labels that name a part of a question."""

import pytest

from bridge.mapping.label_lookup import field_of
from tests.support.submissions import customer


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Namn (Förnamn)", "firstName"),
        ("Namn (Efternamn) *", "lastName"),
        ("Kontakt – Efternamn", "lastName"),
        ("Name (First)", "firstName"),
        ("Adress (Ort)", "city"),
        ("Adress – Postnummer", "zipCode"),
        ("Adress: Ort", "city"),
        ("Adress (Gatuadress)", "address"),
        ("Address (Address Line 2)", "address2"),
        ("Address (ZIP / Postal Code)", "zipCode"),
        ("Fakturaadress (Ort)", "billingSettings.city"),
        ("Leveransadress - Postnummer", "deliveryAddress.zipCode"),
        ("Leveransadress (Namn)", "deliveryAddress.name"),
        ("E-post (Ange e-post)", "email"),
        ("Företag (Adress)", "address"),
        ("Kontaktperson (telefon)", "phone"),
        ("Namn (för- och efternamn)", "name"),
        ("Adress (gata och nummer)", "address"),
        ("Adress (gata, postnr, ort)", "address"),
        ("names.first_name", "firstName"),
        ("names[last_name]", "lastName"),
        ("address_1.zip", "zipCode"),
        ("address_1[address_line_1]", "address"),
        ("data.contact.name.last", "lastName"),
        ("billing.address_1", "billingSettings.address"),
        ("billing.first_name", "firstName"),
        ("shipping_address.city", "deliveryAddress.city"),
        ("fields.email.value", "email"),
        ("company.name", "companyName"),
    ],
)
def test_the_part_tells_the_field_and_the_question_whose_it_is(label, field):
    assert field_of(label) == field


@pytest.mark.parametrize(
    "label",
    [
        *("Leveransadress (Förnamn)", "shipping.first_name", "shipping.email", "Namn (på hunden)"),
        *("location.city", "location.address", "user.email", "workflow.name", "line_items.0.name"),
        *("Adress (anhörig)", "a..b", "names[", "contacts.1.email"),
    ],
)
def test_a_part_of_something_else_is_not_the_customers(label):
    assert field_of(label) is None


def test_a_question_in_parts_is_one_name_and_one_address():
    answers = {
        "Namn (Efternamn)": "Öberg",
        "Namn (Förnamn)": "Åsa",
        "Adress (Ort)": "Umeå",
        "Adress (Postnummer)": "903 25",
        "Adress (Gata)": "Kungsgatan 4",
    }
    expected = {"name": "Åsa Öberg", "address": "Kungsgatan 4", "zipCode": "903 25", "city": "Umeå"}
    assert customer(answers).items() >= expected.items()
