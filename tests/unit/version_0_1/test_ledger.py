"""Items of version 0.1 in the ledger are understood, so that an upgrade can come while messages wait."""

import pytest

from bridge.creation.creation import RESOLVE_AFTER
from bridge.ledger.claims import LEASE
from bridge.ledger.records import ClaimState, CustomerRecord, DeliveryRecord
from bridge.model.outcome import DeliveryStatus
from bridge.model.warnings import FieldWarning
from tests.support.identities import SEALER, sealed
from tests.support.recorded import (
    ASA,
    RECORDED,
    RESERVING,
    WITH_SETTINGS,
    RecordedBridge,
    table_with,
)

MESSAGES, ITEMS = RECORDED["messages"], RECORDED["items"]
NOW = 1_800_000_000.0

# Deliveries

BY_FORM = DeliveryRecord(source="form", received_at=NOW)
BY_FILE = DeliveryRecord(source="import:ledger_only", received_at=NOW)
FINAL = {"final": True, "seventime_id": "6b49d2005e7e471e0d000001", "customer_number": "1001"}
PHONE = (FieldWarning("phone_invalid", "phone"),)
REJECTED = {"status": DeliveryStatus.REJECTED, "received_at": 0.0}
PENDING = {"status": DeliveryStatus.PENDING, "received_at": 0.0}

DELIVERY_RECORDS = {
    "delivery created": BY_FORM._replace(status=DeliveryStatus.CREATED, warnings=PHONE, **FINAL),
    "delivery existing": BY_FORM._replace(status=DeliveryStatus.EXISTING, **FINAL),
    "delivery rejected": BY_FORM._replace(reason="name_missing", field="name", **REJECTED),
    "delivery rejected after a replay": BY_FORM._replace(
        reason="name_missing", field="name", replay=1, **REJECTED
    ),
    "delivery ignored": BY_FORM._replace(status=DeliveryStatus.IGNORED, reason="topic_not_included"),
    "delivery pending": BY_FORM._replace(reason="seventime_error", attempts=2, **PENDING),
    "delivery pending for free": BY_FORM._replace(reason="client_secret_refused", **PENDING),
    "delivery with pending settings": BY_FORM._replace(
        seventime_id="6b49d2005e7e471e0d000001",
        customer_number="1001",
        warnings=PHONE,
        reason="seventime_error",
        attempts=1,
        **PENDING,
    ),
    "delivery row pending": BY_FILE._replace(reason="seventime_error", attempts=1, **PENDING),
    "delivery row created": BY_FILE._replace(
        status=DeliveryStatus.CREATED,
        counted=DeliveryStatus.CREATED,
        final=True,
        seventime_id="6b49d34b5e7e471e0d000001",
        customer_number="K4",
        attempts=1,
    ),
    "delivery row rejected": BY_FILE._replace(
        reason="source_unknown", counted=DeliveryStatus.REJECTED, **REJECTED
    ),
}


@pytest.mark.parametrize("name", DELIVERY_RECORDS)
def test_a_delivery_is_read(name):
    bridge = RecordedBridge(name)
    id = ITEMS[name]["pk"]["S"].removeprefix("delivery#")
    assert bridge.deliveries.find(id) == DELIVERY_RECORDS[name]


def test_pending_settings_are_set_later():
    bridge = RecordedBridge("delivery with pending settings", version="2")
    fields = {"name": "Åsa Öberg", "email": "asa@example.se"}
    customer = bridge.twin.customers.create(fields, NOW)
    assert customer["_id"] == "6b49d2005e7e471e0d000001"
    bridge.items.update(_ledger_of(bridge, WITH_SETTINGS))
    delivery = bridge.arrive(bridge.delivery(**WITH_SETTINGS))
    bridge.work()
    assert bridge.record(delivery).status is DeliveryStatus.CREATED
    assert bridge.customers[0]["billingSettings"]["invoiceDeliveryType"] == 10
    assert "POST" not in bridge.requests


def _ledger_of(bridge, answers):
    """A customer that is done, and the identities that lead to it, for the delivery of these answers."""
    customer = ITEMS["customer done"] | {"delivery": {"S": bridge.delivery(**answers).id}}
    email = ITEMS["identity email"]
    return {customer["pk"]["S"]: customer, email["pk"]["S"]: email}


def test_a_final_delivery_that_comes_again_does_nothing():
    bridge = RecordedBridge("a customer")
    bridge.receive_recorded(MESSAGES["webhook"])
    bridge.work()
    assert (bridge.waiting, bridge.dead, bridge.requests) == ([], [], [])


# Customers and identities

CUSTOMER_RECORDS = {
    "customer claimed": (ClaimState.CLAIMED, {"number": "number#804f4ab54161fd103cb6a03b90e9fb82c640af0f"}),
    "customer open": (ClaimState.OPEN, {}),
    "customer unknown with a reserved number": (ClaimState.UNKNOWN, {"lost_at": NOW, "reserved": "W1000"}),
    "customer unknown after a refusal": (
        ClaimState.UNKNOWN,
        {"lost_at": NOW, "refusals": 1, "number": "number#804f4ab54161fd103cb6a03b90e9fb82c640af0f"},
    ),
    "customer done": (
        ClaimState.DONE,
        {"seventime_id": "6b49d2005e7e471e0d000001", "customer_number": "1001"},
    ),
    "customer existing": (
        ClaimState.DONE,
        {"seventime_id": "6b49d2005e7e471e0d000001", "customer_number": "1001", "existing": True},
    ),
}


@pytest.mark.parametrize("name", CUSTOMER_RECORDS)
def test_a_customer_is_read(name):
    item = ITEMS[name]
    state, facts = CUSTOMER_RECORDS[name]
    read = CustomerRecord.from_item(table_with(name).get(item["pk"]["S"]))
    assert (read.state, str(read.fingerprint)) == (state, item["sent"]["S"])
    assert (read.since, read.lease) == (NOW, NOW + LEASE)
    assert (read.token, read.delivery) == (item["token"]["S"], item["delivery"]["S"])
    defaults = {"lost_at": 0.0, "refusals": 0, "number": None, "reserved": None, "seventime_id": ""}
    for fact, value in {**defaults, "customer_number": "", "existing": False, **facts}.items():
        assert getattr(read, fact) == value


def test_the_same_person_is_found_under_the_same_keys():
    asa = sealed(
        name="Åsa Öberg", email="asa@example.se", phone="070-174 06 05", organizationNumber="556016-0680"
    )
    recorded = {ITEMS[f"identity {kind}"]["pk"]["S"] for kind in ("number", "email", "contact")}
    assert recorded <= {*asa.keys, *asa.old_keys}
    bo = sealed(RecordedBridge().delivery(Namn="Bo").id, name="Bo")
    assert bo.delivery_key == ITEMS["identity delivery"]["pk"]["S"]


def bridge_that_knows(*ledger, **fields):
    """A bridge with recorded items, and the customer that they are about in Seven Time."""
    bridge = RecordedBridge(*ledger or ["a customer"], version="1")
    assert bridge.twin.customers.create(fields, NOW)["_id"] == "6b49d2005e7e471e0d000001"
    return bridge


def status_of(bridge, **answers):
    delivery = bridge.arrive(bridge.delivery(**answers))
    bridge.work()
    return bridge.record(delivery).status


def test_a_customer_that_is_done_is_known_after_one_request_in_all():
    bridge = bridge_that_knows(name="Åsa Öberg", email="asa@example.se")
    assert status_of(bridge, **ASA) is DeliveryStatus.EXISTING
    assert status_of(bridge, **ASA, n=2) is DeliveryStatus.EXISTING
    assert bridge.requests == ["GET"]


def test_who_was_taken_for_another_customer_becomes_one_with_the_next_delivery():
    bridge = bridge_that_knows(name="Erik Öberg", email="asa@example.se")
    assert status_of(bridge, **ASA) is DeliveryStatus.CREATED
    assert status_of(bridge, **ASA, n=2) is DeliveryStatus.EXISTING
    erik = {"Namn": "Erik Öberg", "E-post": "asa@example.se"}
    assert status_of(bridge, **erik) is DeliveryStatus.EXISTING
    assert [each["name"] for each in bridge.customers] == ["Erik Öberg", "Åsa Öberg"]


def test_a_customer_that_is_no_longer_in_seven_time_is_created_anew():
    bridge = RecordedBridge("a customer")
    assert status_of(bridge, **ASA) is DeliveryStatus.CREATED
    assert status_of(bridge, **ASA, n=2) is DeliveryStatus.EXISTING


def test_a_customer_without_an_email_address_is_found_by_phone_and_name():
    bridge = bridge_that_knows(name="Åsa Öberg", phone="070-174 06 05")
    customer = bridge.item("customer#")
    contact = {"customer": customer["pk"], "expires": customer["expires"]}
    key = ITEMS["identity contact"]["pk"]
    bridge.items.clear()
    bridge.items.update({customer["pk"]["S"]: customer, key["S"]: {"pk": key, **contact}})
    by_phone = {"Namn": "Åsa Öberg", "Telefon": "070-174 06 05"}
    assert status_of(bridge, **by_phone) is DeliveryStatus.EXISTING
    assert status_of(bridge, **by_phone, n=2) is DeliveryStatus.EXISTING


def test_a_number_that_was_bound_to_a_customer_of_another_name_is_taken_off():
    bridge = bridge_that_knows("a customer", name="Åsa Öberg", email="asa@example.se")
    customer = bridge.item("customer#")
    number = ITEMS["identity number"]["pk"]
    customer["number"] = number
    bridge.items[number["S"]] = {"pk": number, "customer": customer["pk"], "expires": customer["expires"]}
    company = {"Företag": "Öbergs El AB", "Org.nr": "556016-0680", "E-post": "info@el.example"}
    assert status_of(bridge, **company) is DeliveryStatus.CREATED
    assert status_of(bridge, **ASA) is DeliveryStatus.EXISTING


def test_a_number_that_was_bound_to_a_customer_of_the_same_name_stays():
    bridge = bridge_that_knows("a customer", name="Öbergs El AB", email="asa@example.se")
    customer = bridge.item("customer#")
    number = ITEMS["identity number"]["pk"]
    customer["number"] = number
    bridge.items[number["S"]] = {"pk": number, "customer": customer["pk"], "expires": customer["expires"]}
    company = {"Företag": "Öbergs El AB", "Org.nr": "556016-0680", "E-post": "info@el.example"}
    assert status_of(bridge, **company) is DeliveryStatus.EXISTING


def test_a_claim_of_version_0_1_is_one_customer_until_it_is_done():
    """Its holder may have created the customer, and what it is known by is not written down."""
    bridge = RecordedBridge("a claim")
    erik = {"Namn": "Erik Ek", "E-post": "asa@example.se"}
    delivery = bridge.arrive(bridge.delivery(**erik))
    bridge.work()
    assert (bridge.record(delivery).status, bridge.requests) == (None, [])


def test_a_claim_that_is_held_keeps_others_out_and_is_resolved_when_its_lease_has_ended():
    bridge = RecordedBridge("a claim")
    bridge.receive_recorded(MESSAGES["webhook with a number"])
    bridge.work()
    assert (len(bridge.waiting), bridge.requests) == (1, [])
    bridge.clock.now += LEASE + 1
    bridge.work()
    assert (len(bridge.customers), bridge.waiting) == (1, [])


@pytest.mark.parametrize("answers", [ASA, ASA | {"n": 2}], ids=["the same delivery", "another delivery"])
def test_a_lost_request_is_resolved(answers):
    bridge = RecordedBridge("a lost request")
    bridge.sources(form=RESERVING)
    fields = {"name": "Åsa Öberg", "email": "asa@example.se", "customerNumber": "W1000"}
    bridge.twin.customers.create(fields, NOW)
    bridge.clock.now += RESOLVE_AFTER + 1
    delivery = bridge.arrive(bridge.delivery(**answers))
    bridge.work()
    assert bridge.record(delivery).status is DeliveryStatus.CREATED
    assert len(bridge.customers) == 1


@pytest.mark.parametrize(
    "answers", [{"Namn": "Bo"}, {"Namn": "Bo Ek", "Adress": "Ågatan 1", "Postnr": "211 20"}]
)
def test_a_claim_without_number_email_and_phone_is_found_by_its_delivery(answers):
    bridge = RecordedBridge("a claim")
    delivery = bridge.arrive(bridge.delivery(**answers))
    claimed = bridge.item("customer#") | {"delivery": {"S": delivery.id}}
    key = {"S": SEALER.key_of("delivery", delivery.id)}
    found = {"pk": key, "customer": claimed["pk"], "expires": claimed["expires"]}
    bridge.items.clear()
    bridge.items.update({claimed["pk"]["S"]: claimed, key["S"]: found})
    bridge.work()
    assert bridge.item("customer#") == claimed
    assert (bridge.record(delivery).status, bridge.requests) == (None, [])


def test_a_number_series_goes_on():
    bridge = RecordedBridge("number series")
    bridge.sources(form=RESERVING)
    bridge.arrive(bridge.delivery(**ASA))
    bridge.work()
    assert [customer["customerNumber"] for customer in bridge.customers] == ["W1001"]
