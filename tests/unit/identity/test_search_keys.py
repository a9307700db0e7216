"""By which words a delivery is found, and by which it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.identity.known_as import known_as, to_unsent
from bridge.identity.sealing import Sealer
from bridge.identity.search_keys import CHARACTERS, search_for, search_keys, search_keys_in
from bridge.identity.traits import NOTHING_UNSENT, Unsent
from bridge.seventime.models import BillingSettings, Customer, DeductionItem, DeliveryAddress

SEALER = Sealer(b"k" * 32)
ID = "delivery"
PERSON_NUMBER = "198507099805"


def found(text, customer=None, unsent=NOTHING_UNSENT, delivery=ID):
    keys = search_keys(customer or Customer(name="x y z"), unsent, SEALER, ID)
    return search_for(text, SEALER).finds(delivery, keys)


ASA = Customer(
    name="Åsa Maria Öberg",
    email="Asa.Oberg@Example.se",
    phone="070-123 45 67",
    organizationNumber="556596-0753",
)


@pytest.mark.parametrize(
    "text",
    [
        "Åsa Maria Öberg",
        "öberg åsa",
        "Öberg, Åsa",
        "ASA OBERG",
        "fru Åsa Öberg",
        "Öberg",
        "asamariaöberg",
        "asa.oberg@example.se",
        " ASA.OBERG+webb@example.se ",
        "070-123 45 67",
        "+46701234567",
        "0046 70 123 45 67",
        "5565960753",
        "556596-0753",
        "SE556596075301",
    ],
)
def test_each_way_of_writing_finds_it(text):
    assert found(text, ASA)


@pytest.mark.parametrize(
    "text",
    [
        "Åsa Berg",
        "Bo Öberg",
        "Åsa Maria Karin Öberg",
        "Öber",
        "oberg@example.se",
        "asa.oberg@example.com",
        "070-123 45 68",
        "556036-0793",
        "",
        " ",
        "?",
        "@",
        "@example.se",
    ],
)
def test_nobody_else_finds_it(text):
    assert not found(text, ASA)


def test_an_address_is_no_name():
    assert not found("asa.oberg@annan.se", ASA)


@pytest.mark.parametrize("text", ["Lundins Måleri", "lundins måleri AB", "Lundinsmåleri", "Bo Ek"])
def test_a_company_is_found_by_its_name_and_by_the_persons(text):
    customer = Customer(name="Lundins Måleri AB")
    assert found(text, customer, Unsent(company="Lundins Måleri AB", person="Bo Ek"))


def test_a_personal_number_is_found_that_seven_time_does_not_get():
    unsent = Unsent(person_number=PERSON_NUMBER)
    assert found("19850709-9805", unsent=unsent)
    assert found("850709-9805", unsent=unsent)
    assert not found("556596-0753", unsent=unsent)


def test_a_planned_row_is_found_by_the_number_that_it_has_sealed():
    sealed = known_as(Unsent(company="Ek AB", person="Bo Ek", person_number=PERSON_NUMBER), SEALER)
    assert found(PERSON_NUMBER, unsent=to_unsent(sealed))
    assert found("ek bo", unsent=to_unsent(sealed))


@pytest.mark.parametrize(
    "text", ["faktura@lund.se", "Eva Lund", "08-123 456 78", "Ida Ek", "198507099805", "Ann Lo"]
)
def test_everybody_in_a_delivery_is_found(text):
    customer = Customer(
        name="Ann Lo",
        deliveryAddress=DeliveryAddress(name="Eva Lund", phone="08-123 456 78"),
        billingSettings=BillingSettings(
            invoiceEmail="faktura@lund.se",
            deductionDistribution=[DeductionItem(userName="Ida Ek", personalNumber="850709-9805")],
        ),
    )
    assert found(text, customer)


@pytest.mark.parametrize("text", ["test@test.se", "070-000 00 00", "Privat"])
def test_what_identifies_nobody_is_found_too(text):
    assert found(text, Customer(name="Privat", email="test@test.se", phone="070-000 00 00"))


def test_two_deliveries_of_one_person_look_different():
    one, other = (search_keys(ASA, NOTHING_UNSENT, SEALER, id_) for id_ in ("one", "other"))
    size = CHARACTERS
    parts = [{keys[at : at + size] for at in range(0, len(keys), size)} for keys in (one, other)]
    assert len(parts[0]) == len(parts[1]) == 7
    assert not parts[0] & parts[1]


def test_another_key_finds_nothing():
    keys = search_keys(ASA, NOTHING_UNSENT, SEALER, ID)
    assert not search_for("Åsa Öberg", Sealer(b"l" * 32)).finds(ID, keys)


def test_a_delivery_without_keys_is_never_found():
    assert not search_for("Åsa Öberg", SEALER).finds(ID, "")


@pytest.mark.parametrize(
    "body",
    [
        b'{"namn": "Bo", "mejl": "bo@lund.se", "tel": "070-174 06 05", "nr": "850709-9805"',
        b"namn=Bo&mejl=bo%40lund.se&tel=%2B46701740605&nr=850709-9805",
        "Bo Ek bo@lund.se å +46 70 174 06 05 / 19850709-9805.".encode("cp1252"),
    ],
)
def test_addresses_and_numbers_are_found_in_what_nobody_can_read(body):
    keys = search_keys_in(body, SEALER, ID)
    for text in ("bo@lund.se", "0701740605", "198507099805"):
        assert search_for(text, SEALER).finds(ID, keys), text
    assert not search_for("bo@lund.com", SEALER).finds(ID, keys)


@given(st.text(), st.binary())
def test_no_text_is_too_odd(text, body):
    customer = Customer(name=text, email=text, phone=text)
    for keys in (search_keys_in(body, SEALER, ID), search_keys(customer, Unsent(text, text), SEALER, ID)):
        assert len(keys) % CHARACTERS == 0
    assert not search_for(text, SEALER).finds(ID, "")
