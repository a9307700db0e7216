"""Completing a customer that is in Seven Time already."""

from dataclasses import replace

import pytest

from bridge.creation.completed_fields import MOST_NOTES, Brought
from bridge.creation.completion import complete_known
from bridge.creation.failure_policy import PATIENCE, REFUSALS
from bridge.creation.updates import without_update
from bridge.ledger.claims import LEASE
from bridge.ledger.update_leases import MAY_COME_LATE, UpdateLeases
from bridge.model.delivery import Delivery
from bridge.model.failures import Rejected, Unavailable
from bridge.model.outcome import DeliveryStatus, Outcome
from bridge.model.reasons import Reason
from bridge.model.source import Completion
from bridge.model.warnings import FieldWarning
from bridge.seventime.client import SevenTime
from bridge.seventime.models import BillingSettings, Customer, DeliveryAddress
from dev.simulator.account import USER_ID
from dev.simulator.faults import Faults
from tests.support.bridges import FORM, Bridge
from tests.support.creations import CreationWorld
from tests.support.tables import KINDS, table
from tests.support.wire import connect

NOVEMBER_30 = 1_796_000_000.0
PLACE = {"address": "Storgatan 1", "zipCode": "972 32", "city": "Luleå", "country": "SE"}
OLD_PLACE = {"address": "Kungsgatan 5", "address2": "lgh 1201", "zipCode": "903 25", "city": "Umeå"}
MESSAGE = "2026-11-30 form: Ring mig"
BY_EMAIL = {"name": "Åsa Öberg", "email": "asa@example.se"}
NOTICED = (FieldWarning("phone_damaged", "phone"),)


class KnownWorld(CreationWorld):
    """Deliveries for one customer that Seven Time has."""

    def __init__(self, database, version="2"):
        super().__init__(database, version)
        self.leases = UpdateLeases(database, self.clock)

    def has(self, **fields):
        """Seven Time has this customer, and nothing was asked yet."""
        self.id = self.twin.customers.create({**BY_EMAIL, **fields}, self.clock.now)["_id"]

    def outcome(self, *differs):
        return Outcome(DeliveryStatus.EXISTING, self.id, "1001", NOTICED, differs=differs)

    def complete(self, *differs, delivery="d1", update=(), source="form", seventime=None, **brought):
        customer = Customer(**BY_EMAIL | brought)
        brings = Brought(delivery, source, NOVEMBER_30, customer, Completion(update))
        outcome, seventime = self.outcome(*differs), seventime or self.seventime
        return complete_known(brings, outcome, self.deliveries, self.leases, seventime)

    def fails(self, *differs, **more):
        """Complete in vain. Does what the worker does then, and waits until the next attempt."""
        with pytest.raises(Unavailable) as failure:
            self.complete(*differs, **more)
        self.count_attempt(failure.value, more.get("delivery", "d1"))
        self.clock.now += MAY_COME_LATE + 1
        return failure.value

    def person_enters(self, **fields):
        self.twin.customers.change(self.id, fields, self.clock.now)

    @property
    def customer(self):
        return self.twin.customers.get(self.id)


@pytest.fixture(params=KINDS)
def world(request):
    with table(request.param) as database:
        yield KnownWorld(database)


def break_updates(world, fault, **more):
    world.break_requests(fault, method="PUT", **more)


# Which fields change


def test_fills_what_is_empty_with_one_look_and_one_update(world):
    world.has()
    outcome = world.complete("phone", "name", phone="070-174 06 05")
    assert world.customer["phone"] == "070-174 06 05"
    assert (outcome.completed, outcome.differs, outcome.warnings) == (("phone",), ("name",), NOTICED)
    assert world.requests == ["GET", "PUT"]


def test_asks_nothing_when_the_delivery_brings_nothing_else(world):
    world.has()
    assert world.complete(phone="070-174 06 05") == world.outcome()
    assert world.complete("name", "organizationNumber") == world.outcome("name", "organizationNumber")
    assert world.requests == []


def test_version_1_changes_nothing():
    with table() as database:
        world = KnownWorld(database, "1")
        world.has()
        assert world.complete("phone", phone="070-174 06 05", notes="Ring") == world.outcome("phone")
        assert world.requests == []


def test_leaves_what_a_person_entered_and_says_that_it_differs(world):
    world.has(phone="08-123 45 67")
    outcome = world.complete("phone", phone="070-174 06 05")
    assert world.customer["phone"] == "08-123 45 67"
    assert (outcome.completed, outcome.differs) == ((), ("phone",))
    assert world.requests == ["GET"]


def test_writes_over_the_fields_that_the_source_updates(world):
    world.has(phone="08-123 45 67", email="old@example.se")
    outcome = world.complete("phone", "email", update=("phone", "email"), phone="070-174 06 05")
    assert (world.customer["phone"], world.customer["email"]) == ("070-174 06 05", "asa@example.se")
    assert outcome.completed == ("phone", "email")


def test_what_is_the_same_in_another_form_is_no_difference(world):
    world.has(
        phone="+46701740605", email="ASA@example.se", **PLACE | {"zipCode": "97232", "address2": "tr 2"}
    )
    brought = {"phone": "070-174 06 05", **PLACE}
    outcome = world.complete("phone", "email", "city", update=("phone", "email", "address"), **brought)
    assert (outcome.completed, outcome.differs) == ((), ())
    assert world.requests == ["GET"]


def test_fills_an_address_only_where_there_is_none(world):
    world.has(country="SE")
    outcome = world.complete("address", "zipCode", "city", **PLACE)
    assert {part: world.customer[part] for part in PLACE} == PLACE
    assert (outcome.completed, outcome.differs) == (("address",), ())


@pytest.mark.parametrize(
    "there", [{"city": "Umeå"}, {"zipCode": "90325"}, {"address2": "c/o Bo"}, {"country": "NO"}]
)
def test_never_mixes_two_addresses(world, there):
    world.has(**there)
    outcome = world.complete("address", "zipCode", "city", **PLACE)
    assert "PUT" not in world.requests
    assert outcome.differs == ("address", "zipCode", "city")


def test_replaces_an_address_as_a_whole(world):
    world.has(**OLD_PLACE, country="SE")
    world.complete("address", "zipCode", "city", update=("address",), **PLACE)
    assert {part: world.customer[part] for part in PLACE} == PLACE
    assert world.customer["address2"] == ""


def test_a_part_of_an_address_completes_nothing(world):
    world.has(**OLD_PLACE)
    world.complete("city", "phone", update=("address",), city="Luleå", phone="070-174 06 05")
    assert world.customer["city"] == "Umeå"
    assert world.customer["phone"] == "070-174 06 05"


@pytest.mark.parametrize(
    ("there", "filled"), [({}, True), ({"name": "", "city": ""}, True), (OLD_PLACE, False)]
)
def test_fills_a_delivery_address_only_where_there_is_none(world, there, filled):
    world.has(deliveryAddress=there)
    outcome = world.complete(
        "deliveryAddress.city", deliveryAddress=DeliveryAddress(name="Verkstad", **PLACE)
    )
    assert (world.customer["deliveryAddress"].get("name") == "Verkstad") is filled
    assert outcome.completed == (("deliveryAddress",) if filled else ())


def test_changes_nothing_that_identifies_or_bills_the_customer(world):
    world.has(billingSettings={"isROTCustomer": True})
    before = world.customer
    differs = ("name", "organizationNumber", "vatNumber", "customerNumber", "typeOfCustomer", "paymentDays")
    billing = BillingSettings(
        invoiceEmail="other@example.se", personalNumber="900101-2385", isRUTCustomer=True
    )
    world.complete(
        *differs,
        "billingSettings.invoiceEmail",
        "phone",
        update=("phone", "email", "address"),
        name="Annan",
        organizationNumber="556016-0680",
        vatNumber="SE556016068001",
        customerNumber="7",
        typeOfCustomer=10,
        paymentDays=90,
        billingSettings=billing,
        phone="070-174 06 05",
    )
    changed = {name for name, value in world.customer.items() if before.get(name) != value}
    assert changed <= {"phone", "modifiedDate", "modifiedByUser"}


# A message


def test_adds_a_message_with_its_date_and_source(world):
    world.has(notes="Portkod 1234")
    outcome = world.complete(notes="Ring mig")
    assert world.customer["notes"] == f"Portkod 1234\n{MESSAGE}"
    assert outcome.completed == ("notes",)


def test_the_first_message_begins_the_notes(world):
    world.has()
    world.complete(notes="Ring mig")
    assert world.customer["notes"] == MESSAGE


def test_adds_a_message_that_only_begins_like_an_earlier_one(world):
    world.has(notes=f"{MESSAGE} imorgon")
    world.complete(notes="Ring mig")
    assert world.customer["notes"] == f"{MESSAGE} imorgon\n{MESSAGE}"


def test_a_message_that_does_not_fit_leaves_the_notes_and_a_warning(world):
    full = "x" * (MOST_NOTES - len(MESSAGE))
    world.has(notes=full)
    outcome = world.complete("phone", notes="Ring mig", phone="070-174 06 05")
    assert world.customer["notes"] == full
    assert outcome.completed == ("phone",)
    assert outcome.warnings == (*NOTICED, FieldWarning("notes_full", "notes"))
    world.person_enters(notes=full[1:])
    assert world.complete(delivery="d2", notes="Ring mig").completed == ("notes",)


# When an answer is lost


@pytest.mark.parametrize(
    "fault", ["answer_lost_after_create", "answer_lost_before_create", "error_500", "reset"]
)
def test_a_message_is_added_once_whatever_is_lost(world, fault):
    world.has(notes="Portkod 1234")
    break_updates(world, fault, first=1)
    world.fails("phone", notes="Ring mig", phone="070-174 06 05")
    outcome = world.complete(notes="Ring mig", phone="070-174 06 05")
    assert world.customer["notes"] == f"Portkod 1234\n{MESSAGE}"
    assert sorted(outcome.completed) == ["notes", "phone"]
    assert outcome.differs == ()


def test_what_a_dead_worker_has_changed_is_known_to_be_its_own(world, monkeypatch):
    world.has()
    with monkeypatch.context() as patch:
        patch.setattr(world.leases, "release", _dies)
        with pytest.raises(SystemExit):
            world.complete("phone", phone="070-174 06 05")
    world.clock.now += LEASE + 1
    assert world.complete(phone="070-174 06 05").completed == ("phone",)
    assert world.requests == ["GET", "PUT", "GET"]


def test_what_a_person_entered_between_two_attempts_stays(world):
    world.has()
    break_updates(world, "answer_lost_before_create", first=1)
    world.fails("phone", "address", "zipCode", "city", phone="070-174 06 05", notes="Ring mig", **PLACE)
    world.person_enters(phone="08-123 45 67", notes="Ringde henne")
    differs = ("phone", "address", "zipCode", "city")
    outcome = world.complete(*differs, phone="070-174 06 05", notes="Ring mig", **PLACE)
    assert world.customer["phone"] == "08-123 45 67"
    assert world.customer["notes"] == f"Ringde henne\n{MESSAGE}"
    assert (outcome.completed, outcome.differs) == (("address", "notes"), ("phone",))


@pytest.mark.parametrize("fault", ["error_503", "error_429", "unauthorized"])
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_what_was_not_sent_is_sent_later(world, fault, method):
    world.has()
    world.break_requests(fault, method=method, first=2)
    world.fails("phone", phone="070-174 06 05")
    world.mend()
    assert world.complete("phone", phone="070-174 06 05").completed == ("phone",)


def test_the_ledger_knows_the_customer_and_the_fields_while_they_are_pending(world):
    world.has()
    world.break_requests("error_503", method="GET")
    world.fails("phone", phone="070-174 06 05", notes="Ring mig")
    record = world.deliveries.find("d1")
    assert (record.status, record.seventime_id, record.warnings) == ("pending", world.id, NOTICED)
    assert (record.completing, record.completed, record.attempts) == (("phone", "notes"), (), 1)


def test_a_delivery_that_became_another_customers_forgets_the_first(world):
    world.has(email="first@example.se")
    break_updates(world, "answer_lost_after_create", first=1)
    world.fails("phone", phone="070-174 06 05")
    world.has(phone="070-174 06 05")
    assert world.complete("phone", phone="070-174 06 05").completed == ()


# When Seven Time refuses


def refused(*fields):
    return (*NOTICED, *(FieldWarning("completion_refused", field) for field in fields))


def test_a_500_with_a_message_each_time_is_a_refusal(world):
    world.has(phone="08-123 45 67")
    break_updates(world, "error_500_message")
    for _ in range(REFUSALS - 1):
        world.fails("phone", phone="070-174 06 05", notes="Ring mig")
    outcome = world.complete("phone", phone="070-174 06 05", notes="Ring mig")
    assert (outcome.status, outcome.completed) == ("existing", ())
    assert (outcome.warnings, outcome.differs) == (refused("notes"), ("phone",))


def test_a_rejection_is_a_refusal_at_once(world, monkeypatch):
    world.has()
    monkeypatch.setattr(world.seventime, "update_customer", _refuses)
    assert world.complete("phone", phone="070-174 06 05").warnings == refused("phone")
    monkeypatch.undo()
    assert world.complete("phone", delivery="d2", phone="070-174 06 05").completed == ("phone",)


def test_waits_while_the_client_secret_may_read_nothing(world):
    world.has()
    world.break_requests("forbidden")
    assert [world.fails("phone", phone="070-174 06 05").reason for _ in range(3)] == [
        "seventime_forbidden"
    ] * 3
    assert world.deliveries.find("d1").attempts == 0
    world.twin.faults = Faults()
    assert world.complete("phone", phone="070-174 06 05").completed == ("phone",)


def test_a_client_secret_that_may_read_but_not_update_leaves_a_warning(world):
    world.has()
    break_updates(world, "forbidden")
    assert world.complete("phone", phone="070-174 06 05").warnings == refused("phone")


def test_a_customer_that_is_not_there_any_more_is_a_refusal(world):
    world.has()
    world.twin.customers.clear()
    assert world.complete("phone", phone="070-174 06 05", notes="Ring").warnings == refused("phone", "notes")


def test_what_was_tried_long_enough_is_given_up(world):
    world.has()
    break_updates(world, "error_503")
    world.fails("phone", phone="070-174 06 05", notes="Ring mig")
    outcome = without_update(world.deliveries.find("d1"))
    assert (outcome.status, outcome.seventime_id, outcome.completed) == ("existing", world.id, ())
    given_up = [FieldWarning("completion_given_up", field) for field in ("phone", "notes")]
    assert outcome.warnings == (*NOTICED, *given_up)


# Two workers at one customer


def test_the_second_of_two_workers_waits_and_both_messages_are_there(world):
    world.has(notes="Portkod 1234")
    waited = []

    def second(request):
        if request.method == "PUT" and not waited:
            waited.append(world.fails(delivery="d2", notes="Maila mig", seventime=other(world)))
        return world.exchange(request)

    connect(world.seventime, second)
    world.complete(notes="Ring mig")
    [failure] = waited
    assert (failure.reason, failure.free) == ("claim_held", True)
    world.complete(delivery="d2", notes="Maila mig")
    assert world.customer["notes"] == f"Portkod 1234\n{MESSAGE}\n2026-11-30 form: Maila mig"


def test_nobody_reads_a_customer_whose_update_may_still_come(world):
    world.has()
    break_updates(world, "answer_lost_before_create", first=1)
    with pytest.raises(Unavailable):
        world.complete(notes="Ring mig")
    world.clock.now += MAY_COME_LATE - 1
    with pytest.raises(Unavailable) as failure:
        world.complete(delivery="d2", notes="Maila mig")
    assert failure.value.reason == "claim_held"
    world.clock.now += 2
    assert world.complete(delivery="d2", notes="Maila mig").completed == ("notes",)


def test_two_customers_are_updated_at_once(world):
    world.has()
    world.leases.take("another customer")
    assert world.complete(notes="Ring mig").completed == ("notes",)


def test_a_worker_that_stood_still_ends_no_lease_of_another(world):
    world.has()
    old = world.leases.take(world.id)
    world.clock.now += LEASE + 1
    world.leases.take(world.id)
    world.leases.release(old)
    assert world.fails(notes="Ring mig").reason == "claim_held"


def test_the_record_of_a_delivery_names_fields_and_no_values(world):
    world.has()
    outcome = world.complete("phone", phone="070-174 06 05", notes="Ring mig")
    delivery = Delivery("d1", "form", b"", received_at=NOVEMBER_30)
    world.deliveries.finish(delivery, replace(outcome, warnings=()))
    record = world.deliveries.find("d1")
    assert (record.completed, record.completing, record.final) == (("phone", "notes"), (), True)


def other(world):
    """A second worker's client."""
    seventime = SevenTime("http://seventime.test", "2", lambda _: "secret", created_by_user=USER_ID)
    connect(seventime, world.exchange)
    return seventime


def _dies(_lease):
    raise SystemExit


def _refuses(_customer, _stored):
    raise Rejected(Reason.SEVENTIME_FORBIDDEN, "PUT /api/2/customers/: 403")


# With the worker around it


COMPLETING = replace(FORM, existing_customers=Completion())
WITH_PHONE = {"Namn": "Åsa Öberg", "E-post": "asa@example.se", "Telefon": "070-174 06 05"}


@pytest.fixture
def bridge():
    """The whole worker. Seven Time has the customer of its deliveries."""
    with table() as database:
        it = Bridge(database, "2")
        it.sources(form=COMPLETING)
        it.twin.customers.create(BY_EMAIL, it.clock.now)
        yield it


def test_logs_and_records_what_changed(bridge):
    delivery = bridge.arrive(bridge.delivery(**WITH_PHONE))
    bridge.work()
    record = bridge.record(delivery)
    assert (record.completed, record.differs) == (("phone",), ())
    [(_, facts)] = [each for each in bridge.logged if each[0] == "delivery"]
    assert (facts["status"], facts["completed"]) == ("existing", ("phone",))
    assert bridge.customers[0]["phone"] == "070-174 06 05"


def test_what_was_completed_differs_no_more_and_costs_no_request(bridge):
    bridge.arrive(bridge.delivery(**WITH_PHONE))
    bridge.work()
    before = len(bridge.requests)
    again = bridge.arrive(bridge.delivery(**WITH_PHONE, utm_id=2))
    bridge.work()
    assert bridge.record(again).differs == ()
    assert len(bridge.requests) == before


def test_a_new_message_is_added_to_the_notes_of_a_customer_that_the_bridge_created(bridge):
    bridge.arrive(bridge.delivery(Namn="Bo Ek", Telefon="070-174 06 07", Meddelande="Ett"))
    bridge.work()
    bridge.arrive(bridge.delivery(Namn="Bo Ek", Telefon="070-174 06 07", Meddelande="Två"))
    bridge.work()
    notes = bridge.customers[1]["notes"].splitlines()
    assert notes[0] == "Ett"
    assert notes[1].endswith(" form: Två")


def test_without_the_setting_a_known_customer_is_left_alone(bridge):
    bridge.sources(form=FORM)
    delivery = bridge.arrive(bridge.delivery(**WITH_PHONE))
    bridge.work()
    assert (bridge.record(delivery).completed, bridge.record(delivery).differs) == ((), ("phone",))
    assert "PUT" not in bridge.requests


def test_gives_up_a_completion_and_never_makes_a_dead_letter_of_it(bridge):
    break_updates(bridge, "error_500")
    delivery = bridge.arrive(bridge.delivery(**WITH_PHONE))
    for _ in range(1000):
        bridge.work()
        bridge.clock.now += 600
        if bridge.record(delivery).final:
            break
    record = bridge.record(delivery)
    assert (record.status, bridge.dead) == ("existing", [])
    assert (record.matched_by, record.differs) == (("name", "email"), ("phone",))
    assert [str(warning) for warning in record.warnings] == ["completion_given_up phone"]
    assert bridge.clock.now - delivery.received_at >= PATIENCE
