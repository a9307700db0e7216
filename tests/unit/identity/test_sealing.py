"""What is kept of a customer can be compared, and cannot be read."""

import pytest

from bridge.identity.nobodys_contacts import NobodysContacts
from bridge.identity.relation import NumberSort
from bridge.identity.sealing import MOST_KEYS, Sealer
from bridge.identity.traits import Unsent, traits_of
from bridge.seventime.models import Customer
from tests.support.identities import KEY, SEALER, sealed

COMPANY = {
    "name": "Norrfrakt AB",
    "organizationNumber": "556016-0680",
    "email": "eva@norrfrakt.example",
    "phone": "08-465 004 05",
    "address": "Storgatan 1",
    "zipCode": "972 32",
}


def sorts(keys):
    return [key.partition("#")[0] for key in keys]


def test_every_number_and_contact_has_a_key_the_strongest_first():
    assert sorts(sealed(**COMPANY).keys) == ["number", "email", "phone", "place", "name", "domain"]


def test_a_customer_has_no_more_keys_than_a_transaction_may_cost():
    both = sealed(**COMPANY, person_number="199001012385")
    assert len(both.keys) == MOST_KEYS
    assert "domain" not in sorts(both.keys)


def test_equal_values_have_equal_keys_and_other_secrets_make_others():
    assert sealed(**COMPANY).keys == sealed("another", **COMPANY).keys
    other = Sealer(b"x" * 32).traits(traits_of(Customer(**COMPANY)), Customer(**COMPANY), "d")
    assert not set(other.keys) & set(sealed(**COMPANY).keys)


def test_a_personal_number_that_is_not_sent_tells_people_apart():
    one, other = (sealed(name="Lars Ek", person_number=f"1945011{n}3297") for n in (0, 1))
    assert one.traits.numbers.keys() == {NumberSort.PERSON}
    assert one.keys != other.keys


def test_two_people_of_one_name_look_different_under_their_own_keys():
    name = traits_of(Customer(name="Anna Andersson")).name
    one, other = (name.sealed(SEALER.under(pk)) for pk in ("customer#1", "customer#2"))
    assert one.whole != other.whole
    assert not {word.text for word in one.words} & {word.text for word in other.words}
    assert name.sealed(SEALER.under("customer#1")) == one


def test_nothing_that_is_kept_can_be_read():
    customer = Customer(**COMPANY)
    who = sealed(**COMPANY)
    kept = repr((who.keys, who.old_keys, who.traits.numbers, who.traits.contacts))
    kept += repr(who.traits.name.sealed(SEALER.under("customer#1")))
    for clear in ("norrfrakt", "eva", "storgatan", "556016", "465004", "97232"):
        assert clear not in kept.casefold()
    assert customer.name not in kept


def test_customers_without_number_and_contact_share_a_key_by_which_nobody_is_recognised():
    one, other = sealed("d1", name="Bo"), sealed("d2", name="BO")
    assert one.keys == other.keys
    assert sorts(one.keys) == ["namesake"]
    assert one.delivery_key != other.delivery_key
    assert one.traits.contacts == ()


@pytest.mark.parametrize(
    ("declared", "email", "phone"),
    [
        (["order@firman.example"], "Order+web@Firman.example", "08-465 004 05"),
        (["@firman.example"], "eva@firman.example", "08-465 004 05"),
        (["+46 8 465 004 06"], "kund@kunden.example", "08-465 004 06"),
    ],
)
def test_contacts_of_the_deployment_are_nobodys(declared, email, phone):
    sealer = Sealer(KEY, NobodysContacts(declared))
    ours = Customer(name="Eva Ek", email=email, phone=phone)
    keys = sealer.traits(traits_of(ours), ours, "d").keys
    assert len(keys) == 1
    assert sorts(keys) == (["email"] if "@" not in declared[0] else ["phone"])


@pytest.mark.parametrize(
    ("alarm_email", "is_nobodys"),
    [("drift@firman.example", True), ("firman@gmail.com", False), ("", False)],
)
def test_addresses_at_the_domain_of_who_gets_the_alarms_are_nobodys(alarm_email, is_nobodys):
    sealer = Sealer(KEY, NobodysContacts.of_deployment([], alarm_email))
    domain = alarm_email.rpartition("@")[2] or "firman.example"
    ours = Customer(name="Eva Ek", email=f"eva.ek@{domain}")
    keys = sealer.traits(traits_of(ours), ours, "d").keys
    assert sorts(keys) == (["namesake"] if is_nobodys else ["email"])


def test_the_ledgers_key_is_long_enough():
    with pytest.raises(ValueError, match="32 bytes"):
        Sealer(b"short")


def test_a_delivery_says_more_than_seven_time_gets():
    ours = Customer(name="Eva Ek")
    who = SEALER.traits(traits_of(ours, Unsent(company="Ek & Co", person="Eva Ek")), ours, "d")
    assert who.traits.name.is_company
