"""The items that lead from a number or contact to its customers."""

import pytest

from bridge.aws.table import Conflict, Table
from bridge.ledger.contacts import KEEP_CUSTOMER, Contacts
from bridge.ledger.records import MOST_CUSTOMERS
from tests.support.clock import Clock
from tests.support.dynamodb import DynamoDB
from tests.support.identities import sealed
from tests.support.tables import KINDS, table

ANNA = {"name": "Anna Berg", "email": "anna@berg.example"}
CUSTOMER = {"state": "open", "token": "t", "lease": 0, "since": 0, "delivery": "d", "sent": "a/b"}


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=KINDS)
def database(request):
    with table(request.param) as it:
        yield it


def put(database, pk, **values):
    """Store an item."""
    update = "SET " + ", ".join(f"#{name} = :{name}" for name in values)
    database.update(pk, update, values)


def put_customer(database, clock, pk, since=0):
    put(database, pk, **CUSTOMER | {"since": since, "expires": clock.now + KEEP_CUSTOMER})


def lead(contacts, database, who, customer):
    """Let the delivery's contacts lead to a customer."""
    database.write(contacts.write(contacts.find(who), customer))


def put_contact(database, clock, who, customers):
    """Store the delivery's only contact as it is when so many deliveries have added a customer each."""
    lists = {"customers": customers, "customer": customers[0]}
    put(database, who.keys[0], **lists, version=len(customers), expires=clock.now + KEEP_CUSTOMER)


def people_of(database, key):
    """The customers to which a contact's item leads, as every version reads them."""
    item = database.get(key)
    return item.get("customers") or [item["customer"]]


def test_several_customers_share_a_contact_the_oldest_first(database, clock):
    contacts, who = Contacts(database, clock), sealed(**ANNA)
    for since, pk in ((2, "customer#b"), (1, "customer#a")):
        put_customer(database, clock, pk, since)
        lead(contacts, database, who, pk)
    assert [each.pk for each in contacts.find(who).customers] == ["customer#a", "customer#b"]


def test_a_customer_that_is_gone_is_dropped_from_its_contacts(database, clock):
    contacts, who = Contacts(database, clock), sealed(**ANNA)
    lead(contacts, database, who, "customer#gone")
    put_customer(database, clock, "customer#a")
    lead(contacts, database, who, "customer#a")
    assert people_of(database, who.keys[0]) == ["customer#a"]


@pytest.mark.parametrize("before", ["nothing", "an item", "an expired item", "an item of version 0.1"])
def test_nothing_is_written_over_what_another_worker_wrote_since(database, clock, before):
    contacts, who = Contacts(database, clock), sealed(**ANNA)
    [key] = who.keys
    if before == "an item of version 0.1":
        put(database, key, customer="customer#old", expires=clock.now + 1000)
    elif before != "nothing":
        lead(contacts, database, who, "customer#a")
    if before == "an expired item":
        clock.now += KEEP_CUSTOMER + 1
    found = contacts.find(who)
    if before == "an item of version 0.1":
        put(database, key, customer="customer#other", expires=clock.now + 1000)
    else:
        lead(contacts, database, who, "customer#b")
    with pytest.raises(Conflict):
        database.write(contacts.write(found, "customer#c"))


def test_a_customer_behind_a_full_contact_is_found_by_its_delivery(database, clock):
    contacts, who, again = Contacts(database, clock), sealed("d1", **ANNA), sealed("d1", **ANNA)
    everybody = [f"customer#{n}" for n in range(MOST_CUSTOMERS)]
    for pk in everybody:
        put_customer(database, clock, pk)
    put(database, who.keys[0], customers=everybody, customer=everybody[0], version=1, expires=clock.now + 9)
    put_customer(database, clock, "customer#new", since=1)
    lead(contacts, database, who, "customer#new")
    assert "customer#new" in [each.pk for each in contacts.find(again).customers]
    other = contacts.find(sealed("d2", **ANNA))
    assert "customer#new" not in [each.pk for each in other.customers]
    assert database.get(who.keys[0])["customers"] == everybody


def put_chain(database, clock, who, last, lease):
    """Store a customer whose worker has written the first contact only, for a lease of so many seconds."""
    expires = clock.now + KEEP_CUSTOMER
    claimed = CUSTOMER | {"state": "claimed", "lease": clock.now + lease, "expires": expires}
    put(database, "customer#new", **claimed, chain=f"t {last}")
    put(
        database, who.keys[0], customers=["customer#new"], customer="customer#new", version=1, expires=expires
    )


@pytest.mark.parametrize("mine", [True, False])
def test_nobody_writes_a_contact_whose_customer_is_being_written(database, clock, mine):
    """Be the last contact of the chain among those of the delivery or not."""
    contacts, who = Contacts(database, clock), sealed(**ANNA, phone="070-174 06 05")
    put_chain(database, clock, who, who.keys[1] if mine else "place#x", 120)
    found = contacts.find(who)
    assert ([each.pk for each in found.customers], found.broken) == (["customer#new"], [])
    with pytest.raises(Conflict):
        contacts.write(found, "customer#a")
    put(database, who.keys[1] if mine else "place#x", customers=["customer#new"], customer="customer#new")
    put(database, who.keys[1] if mine else "place#x", version=1, expires=clock.now + 9)
    assert contacts.write(contacts.find(who), "customer#a")


def test_the_customer_of_a_broken_chain_is_dropped_from_its_contacts(database, clock):
    contacts, who = Contacts(database, clock), sealed(**ANNA, phone="070-174 06 05")
    put_chain(database, clock, who, who.keys[1], 0)
    found = contacts.find(who)
    assert (found.customers, [each.pk for each in found.broken]) == ([], ["customer#new"])
    database.write(contacts.write(found, "customer#a"))
    assert people_of(database, who.keys[0]) == ["customer#a"]


def test_the_last_contact_leads_to_the_customer(database, clock):
    contacts, who = Contacts(database, clock), sealed(**ANNA, phone="070-174 06 05")
    full = {"customers": [f"customer#{n}" for n in range(MOST_CUSTOMERS)], "customer": "customer#0"}
    for pk in full["customers"]:
        put_customer(database, clock, pk)
    put(database, max(who.keys), **full, version=1, expires=clock.now + 9)
    assert contacts.write(contacts.find(who), "customer#new")[-1].pk == min(who.keys)


def test_a_customer_is_found_by_its_delivery_although_the_contact_is_no_longer_full(database, clock):
    contacts, who = Contacts(database, clock), sealed("d1", **ANNA)
    everybody = [f"customer#{n}" for n in range(MOST_CUSTOMERS)]
    for pk in everybody:
        put_customer(database, clock, pk)
    first, last = everybody[:-5], everybody[-5:]
    put_contact(database, clock, who, first)
    for pk in last:
        lead(contacts, database, sealed(pk, **ANNA), pk)
    assert people_of(database, who.keys[0]) == everybody
    put_customer(database, clock, "customer#new", since=1)
    lead(contacts, database, who, "customer#new")
    clock.now += 1
    for n in range(MOST_CUSTOMERS // 2):
        put(database, f"customer#{n}", expires=clock.now)
    lead(contacts, database, sealed("d2", **ANNA), "customer#99")
    assert "customer#new" in [each.pk for each in contacts.find(who).customers]
    assert "customer#new" not in [each.pk for each in contacts.find(sealed("d3", **ANNA)).customers]


def test_a_customer_of_version_0_1_without_any_contact_is_found_by_its_delivery(database, clock):
    who = sealed("d1", name="Bo")
    put_customer(database, clock, "customer#old")
    put(database, who.delivery_key, customer="customer#old", expires=clock.now + 1000)
    assert [each.pk for each in Contacts(database, clock).find(who).customers] == ["customer#old"]


def test_the_only_customer_of_a_contact_is_written_once(database, clock):
    """Most contacts have one customer, and are kept for two years."""
    contacts, who = Contacts(database, clock), sealed(**ANNA)
    lead(contacts, database, who, "customer#b")
    assert "customers" not in database.get(who.keys[0])
    put_customer(database, clock, "customer#b")
    lead(contacts, database, who, "customer#c")
    assert database.get(who.keys[0])["customers"] == ["customer#b", "customer#c"]
    put(database, "customer#b", expires=0)
    put_customer(database, clock, "customer#c")
    lead(contacts, database, who, "customer#c")
    assert (people_of(database, who.keys[0]), len(database.get(who.keys[0]))) == (["customer#c"], 4)


def test_a_new_customer_is_seen_by_all_of_its_contacts(database, clock):
    contacts, who = Contacts(database, clock), sealed(**ANNA, phone="070-174 06 05")
    nobody = contacts.find_nobody(who)
    assert nobody == contacts.find(who)
    assert len(nobody.contacts) == 2
    lead(contacts, database, sealed(**ANNA), "customer#a")
    assert contacts.find_nobody(who) is None


@pytest.fixture
def stale(clock):
    """A table whose cheap reads miss the last write of every item."""
    return Table(DynamoDB(stale=lambda: True), "table")


def test_a_customer_of_version_0_1_is_never_missed(stale, clock):
    """Its keys are not written, so no condition would tell."""
    who = sealed("d1", name="Anna Berg", phone="070-174 06 05")
    [old] = who.old_keys
    put_customer(stale, clock, "customer#old")
    put(stale, old, customer="customer#old", expires=clock.now + 1000)
    assert Contacts(stale, clock).find_nobody(who) is None


def test_a_customer_that_version_0_1_kept_by_its_delivery_is_never_missed(stale, clock):
    assert Contacts(stale, clock).find_nobody(sealed("d1", name="Bo")) is None


def test_what_a_cheap_read_missed_is_not_written_over(stale, clock):
    contacts, who = Contacts(stale, clock), sealed(**ANNA)
    lead(contacts, stale, who, "customer#a")
    nobody = contacts.find_nobody(who)
    assert nobody
    assert not nobody.customers
    with pytest.raises(Conflict):
        stale.write(contacts.write(nobody, "customer#b"))
