import pytest

from bridge.identity.identities import Identifier, Identities, is_same, strongest_match
from bridge.seventime.models import BillingSettings, Customer

IDENTIFIER = Identifier(b"k" * 32)
FIRST = Identities(number="number#1", email="email#info")
SECOND = Identities(number="number#2", email="email#info")
EMAIL = Identities(email="email#info")
CONTACT = Identities(email="email#other", contact="contact#asa")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (FIRST, FIRST, True),
        (FIRST, EMAIL, True),
        (EMAIL, FIRST, True),
        (FIRST, SECOND, False),
        (EMAIL, CONTACT, False),
        (Identities(contact="contact#asa"), CONTACT, True),
        (Identities(delivery="delivery#1"), Identities(delivery="delivery#1"), True),
        (Identities(), Identities(), False),
    ],
)
def test_two_are_one_customer_if_they_share_an_identity_and_no_numbers_differ(one, other, same):
    assert is_same(one, other) is is_same(other, one) is same


def test_the_strongest_identity_decides():
    people = {"number#1": FIRST, "email#info": EMAIL, "contact#asa": CONTACT}
    who = Identities(number="number#1", email="email#info", contact="contact#asa")
    assert strongest_match(who, people.get) is FIRST
    assert strongest_match(Identities(email="email#info", contact="contact#asa"), people.get) is EMAIL


def test_a_number_follows_no_weaker_identity_to_another_number():
    people = {"email#info": FIRST, "contact#asa": SECOND}
    who = Identities(number="number#2", email="email#info", contact="contact#asa")
    assert strongest_match(who, people.get) is SECOND


def test_somebody_whom_nobody_knows_matches_nobody():
    assert strongest_match(FIRST, lambda key: None) is None


def test_identities_are_normal_forms_in_the_order_of_their_strength():
    asa = Customer(
        name="Åsa Öberg", email="Asa@Example.se", phone="070-174 06 05", organizationNumber="5560160680"
    )
    same = Customer(
        name=" åsa  ÖBERG", email="asa@example.se", phone="+46701740605", organizationNumber="556016-0680"
    )
    assert IDENTIFIER.of(asa) == IDENTIFIER.of(same)
    kinds = [key.partition("#")[0] for key in IDENTIFIER.of(asa).ranked()]
    assert kinds == ["number", "email", "contact"]


def test_a_personal_number_among_the_billing_settings_is_a_number_too():
    company = Customer(name="Bo", organizationNumber="900101-2385")
    person = Customer(name="Bo", billingSettings=BillingSettings(personalNumber="19900101-2385"))
    assert IDENTIFIER.of(company) == IDENTIFIER.of(person) != IDENTIFIER.of(Customer(name="Bo"))


def test_a_phone_number_alone_is_nobody():
    assert IDENTIFIER.of(Customer(phone="070-174 06 05")).ranked() == []


def test_only_its_delivery_tells_a_mere_name_from_another():
    bo = Customer(name="Bo")
    assert IDENTIFIER.of(bo).ranked() == []
    [key] = IDENTIFIER.of(bo, "d1").ranked()
    assert key.startswith("delivery#")
    assert IDENTIFIER.of(bo, "d1") != IDENTIFIER.of(bo, "d2")
    assert IDENTIFIER.of(Customer(name="Bo", email="bo@example.se"), "d1").delivery is None


def test_identities_are_read_from_keys():
    who = Identities(number="number#1", contact="contact#asa")
    assert Identities.from_keys(["contact#asa", "number#1", "customer_number#7"]) == who


def test_keys_tell_nothing_without_the_ledgers_key():
    other = Identifier(b"another key of at least 32 bytes.....")
    assert IDENTIFIER.seal("email", "asa@example.se") != other.seal("email", "asa@example.se")
    assert "asa" not in IDENTIFIER.seal("email", "asa@example.se")
    with pytest.raises(ValueError, match="32 bytes"):
        Identifier(b"short")
