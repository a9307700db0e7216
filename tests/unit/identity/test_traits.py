"""What a customer is known by, out of its fields."""

import pytest

from bridge.identity.contacts import Sort
from bridge.identity.relation import Kind, NumberSort
from bridge.identity.traits import Unsent, traits_of, traits_of_record
from bridge.model.reasons import Reason
from bridge.seventime.models import Customer

AB, HB, SOCIETY, PERSON = "5599121018", "9699121134", "7699121013", "197812042385"


def kind_of(name, unsent=None, **fields):
    return traits_of(Customer(name=name, **fields), unsent or Unsent()).kind


@pytest.mark.parametrize(
    "name", ["Mora Glas AB", "Brf Ripan", "Salong Ripan", "Mora kommun", "Jan Kowal SIA", "Ek Bygg"]
)
def test_an_organisations_name_is_a_company(name):
    assert kind_of(name) is Kind.COMPANY


@pytest.mark.parametrize("name", ["Anna Ek", "A.B. Sundwall", "Sia Ek", "Georg Händel"])
def test_other_names_are_peoples(name):
    assert kind_of(name) is Kind.PERSON


@pytest.mark.parametrize(
    "company", ["Privat", "Hem", "Lgh 1204", "Egen firma", "Bo Ek", "Ek, Bo", "bo@example.se"]
)
def test_a_company_that_is_none_leaves_the_person(company):
    traits = traits_of(Customer(name=company), Unsent(company=company, person="Bo Ek"))
    assert traits.kind is Kind.PERSON
    assert traits.name.letters == "boek"


def test_a_company_is_named_whatever_the_name_of_its_contact():
    traits = traits_of(Customer(name="Volvo"), Unsent(company="Volvo", person="Bo Ek"))
    assert (traits.kind, traits.name.letters) == (Kind.COMPANY, "volvo")


@pytest.mark.parametrize(
    ("name", "number", "doubt", "why"),
    [
        ("Bo Ek", SOCIETY, Reason.NUMBER_OF_SOCIETY, "the member gives the society's"),
        ("Mora Glas AB", SOCIETY, Reason.NUMBER_OF_SOCIETY, "no AB has it"),
        ("Mora Glas AB", HB, Reason.NUMBER_OF_PAYER, "no AB has it"),
        ("Mora Glas HB", AB, Reason.NUMBER_OF_PAYER, "no HB has it"),
        ("Brf Ripan", AB, Reason.NUMBER_OF_PAYER, "the agent's"),
        ("Samfälligheten Ripan", AB, Reason.NUMBER_OF_PAYER, "the agent's"),
        ("Gäddvikens Båtklubb", HB, Reason.NUMBER_OF_PAYER, "the bookkeeper's"),
    ],
)
def test_another_ones_number_does_not_identify(name, number, doubt, why):
    traits = traits_of(Customer(name=name, organizationNumber=number))
    assert (traits.numbers, traits.number_doubt) == ({}, doubt)


@pytest.mark.parametrize(("name", "number"), [("Mora Glas AB", AB), ("Brf Ripan", SOCIETY), ("Bo Ek", AB)])
def test_the_own_number_identifies(name, number):
    assert traits_of(Customer(name=name, organizationNumber=number)).numbers == {
        NumberSort.ORGANISATION: number
    }


def test_a_personal_number_is_one_whatever_field_it_is_in():
    typed = traits_of(Customer(name="Bo Ek", organizationNumber="781204-2385"))
    unsent = traits_of(Customer(name="Bo Ek"), Unsent(person_number=PERSON))
    assert typed.numbers == unsent.numbers == {NumberSort.PERSON: PERSON}


def test_a_member_who_orders_for_the_own_flat_is_a_person():
    unsent = Unsent(company="Brf Ripan", person="Bo Ek", person_number=PERSON)
    traits = traits_of(Customer(name="Brf Ripan", organizationNumber=SOCIETY), unsent)
    assert (traits.kind, traits.numbers) == (Kind.PERSON, {NumberSort.PERSON: PERSON})


@pytest.mark.parametrize(
    ("name", "address", "why"),
    [
        ("Anna Ek", "anna.ek@mora.example", "the first name"),
        ("Anna Ek", "annis@example.se", "a public domain"),
        ("Bo Ek", "bo.ek@mora.example", "a short first name"),
        ("Kerstin Wik", "k.wik@mora.example", "initial and surname"),
        ("Alexander Lind", "alex@mora.example", "the first name shortened"),
        ("Mirja Laine", "info@mirjalaine.example", "the domain is her name"),
    ],
)
def test_a_mailbox_is_personal_to_its_owner(name, address, why):
    (mailbox,) = traits_of(Customer(name=name, email=address)).contacts
    assert mailbox.is_personal


@pytest.mark.parametrize(
    ("name", "address", "why"),
    [
        ("Anna Ek", "conny@mora.example", "a colleague's"),
        ("Anna Ek", "malmo@mora.example", "a town's"),
        ("Anna Ek", "info@mora.example", "a role's"),
    ],
)
def test_a_firms_mailbox_is_not_its_customers(name, address, why):
    (mailbox,) = traits_of(Customer(name=name, email=address)).contacts
    assert not mailbox.is_personal


def test_the_name_of_an_ab_is_a_contact():
    sorts = {contact.sort for contact in traits_of(Customer(name="Mora Glas AB")).contacts}
    assert sorts == {Sort.NAME}
    assert traits_of(Customer(name="Mora Glas HB")).contacts == ()


def test_a_record_of_the_default_type_may_be_anybodys():
    assert traits_of_record(Customer(name="Anna Ek", typeOfCustomer=10)).kind is Kind.UNKNOWN
    assert traits_of_record(Customer(name="Anna Ek", typeOfCustomer=20)).kind is Kind.PERSON
    assert traits_of_record(Customer(name="Mora Glas AB", typeOfCustomer=10)).kind is Kind.COMPANY
