import pytest
import requests

from bridge.creation.creator import SETTLE_AFTER, Creation
from bridge.identity.identities import Identifier
from bridge.ledger.claims import LEASE, Ledger
from bridge.model.failures import Rejected, Unavailable
from bridge.model.source import CustomerNumber, Source
from bridge.seventime.client import SevenTime
from bridge.seventime.models import BillingSettings, Customer
from dev.simulator.account import USER_ID
from dev.simulator.faults import Faults, Plan
from dev.simulator.twin import Twin
from tests.support.clock import Clock
from tests.support.tables import table
from tests.support.wire import answered, connect

SOURCE = Source(id="shop", kind="shop", provider="shopify")
LEDGER_ONLY = Source(id="shop", kind="shop", provider="shopify", existing="ledger_only")
RESERVED = Source(
    id="shop",
    kind="shop",
    provider="shopify",
    existing="ledger_only",
    customer_number=CustomerNumber("W", 1000),
)
ANNA = Customer(name="Åsa Öberg", email="asa@example.se", organizationNumber="556016-0680")
BY_EMAIL = Customer(name="Åsa Öberg", email="Asa@Example.se")
NAMELESS = Customer(name="Bo")


class World:
    """The creation with a simulator behind it, and time that only moves when told to."""

    def __init__(self, database, version):
        self.clock = Clock()
        self.twin = Twin(client_secret="secret", requests_per_second=0)
        self.seventime = SevenTime(
            "http://seventime.test", version, lambda _: "secret", created_by_user=USER_ID
        )
        connect(self.seventime, self.exchange)
        self.ledger = Ledger(database, self.clock)
        self.creation = Creation(self.ledger, self.seventime, Identifier(b"k" * 32), self.clock)

    def exchange(self, request):
        answer = answered(self.twin, request, self.clock.now)
        if answer.lost:
            raise requests.ConnectionError("lost")
        return answer

    def faults(self, fault, first=1):
        rules = [{"fault": fault, "first": first, "method": "POST"}]
        self.twin.faults = Faults(Plan.model_validate({"rules": rules}))

    def create(self, customer=ANNA, delivery="d1", source=SOURCE):
        return self.creation.create(customer, delivery, source)

    @property
    def customers(self):
        return list(self.twin.customers.all.values())

    @property
    def requests(self):
        return [entry["method"] for entry in self.twin.history]


@pytest.fixture(params=["1", "2"])
def world(request):
    with table() as database:
        yield World(database, request.param)


def test_creates_a_customer_with_one_look_and_one_request(world):
    outcome = world.create()
    assert outcome.status == "created"
    assert [c["_id"] for c in world.customers] == [outcome.seventime_id]
    assert outcome.customer_number == world.customers[0]["customerNumber"]
    assert world.requests == ["GET", "POST"]


def test_needs_one_request_when_only_the_ledger_is_asked(world):
    world.create(source=LEDGER_ONLY)
    assert world.requests == ["POST"]


def test_the_same_customer_again_needs_no_request(world):
    first = world.create()
    again = world.create(BY_EMAIL, "d2")
    assert (again.status, again.seventime_id) == ("existing", first.seventime_id)
    assert world.requests == ["GET", "POST"]


def test_the_delivery_that_created_a_customer_says_so_when_it_comes_again(world):
    assert world.create().status == world.create().status == "created"


def test_leaves_a_customer_alone_that_seven_time_has(world):
    world.twin.customers.create({"name": "Någon Annan", "organizationNumber": "556016-0680"}, world.clock.now)
    assert world.create().status == "existing"
    assert len(world.customers) == 1


def test_a_personal_number_that_seven_time_has_as_customer_number_goes_no_further(world):
    other = {"name": "Åsa Öberg", "organizationNumber": "556016-0680", "customerNumber": "19900101-2385"}
    world.twin.customers.create(other, world.clock.now)
    assert [world.create().customer_number for _ in range(2)] == ["19900101-****"] * 2


def test_finds_nobody_by_a_fuzzy_filter_alone(world):
    world.twin.customers.create({"name": "Åsa Öberg & Co", "email": "other@example.se"}, world.clock.now)
    assert world.create(BY_EMAIL).status == "created"
    assert len(world.customers) == 2


@pytest.mark.parametrize(
    "source", [SOURCE, LEDGER_ONLY, RESERVED], ids=["look_up", "ledger_only", "reserved"]
)
@pytest.mark.parametrize("customer", [ANNA, BY_EMAIL, NAMELESS], ids=["number", "email", "name"])
@pytest.mark.parametrize("fault", ["answer_lost_after_create", "wrong_json"])
def test_adopts_what_a_lost_answer_created(world, fault, customer, source):
    world.faults(fault)
    with pytest.raises(Unavailable) as failure:
        world.create(customer, source=source)
    assert failure.value.unknown
    world.clock.now += SETTLE_AFTER + 1
    outcome = world.create(customer, source=source)
    assert outcome.status == "created"
    assert [c["_id"] for c in world.customers] == [outcome.seventime_id]


@pytest.mark.parametrize(
    "source", [SOURCE, LEDGER_ONLY, RESERVED], ids=["look_up", "ledger_only", "reserved"]
)
def test_sends_again_what_a_lost_answer_did_not_create(world, source):
    world.faults("answer_lost_before_create")
    with pytest.raises(Unavailable):
        world.create(source=source)
    world.clock.now += SETTLE_AFTER + 1
    assert world.create(source=source).status == "created"
    assert len(world.customers) == 1


def test_does_not_believe_an_absence_too_soon(world):
    world.faults("answer_lost_before_create")
    for expected in ("seventime_broken_answer", "settling"):
        with pytest.raises(Unavailable) as failure:
            world.create()
        assert failure.value.code == expected
    assert failure.value.retry_after == pytest.approx(SETTLE_AFTER, abs=1)
    assert world.requests.count("POST") == 1


def test_settles_what_a_worker_left_that_died_after_sending(world):
    dead = world.ledger.complete
    world.ledger.complete = lambda *args, **kwargs: (_ for _ in ()).throw(SystemExit)
    with pytest.raises(SystemExit):
        world.create()
    world.ledger.complete = dead
    with pytest.raises(Unavailable) as failure:
        world.create()
    assert failure.value.code == "claim_held"
    world.clock.now += LEASE + 1
    assert world.create().status == "created"
    assert len(world.customers) == 1


@pytest.mark.parametrize("fault", ["error_429", "unauthorized"])
def test_a_request_that_was_refused_at_the_door_leaves_nothing_to_settle(world, fault):
    world.faults(fault, first=2)
    with pytest.raises(Unavailable) as failure:
        world.create()
    assert (failure.value.unknown, failure.value.free) == (False, True)
    world.twin.faults = Faults()
    assert world.create().status == "created"


def test_a_500_with_a_message_every_time_is_a_no_after_three_tries(world):
    rule = {"fault": "error_500_message", "method": "POST"}
    world.twin.faults = Faults(Plan.model_validate({"rules": [rule]}))
    for _ in range(3):
        with pytest.raises(Unavailable):
            world.create()
        world.clock.now += SETTLE_AFTER + 1
    with pytest.raises(Rejected) as failure:
        world.create()
    assert failure.value.code == "seventime_refused"
    assert world.requests.count("POST") == 3


def test_a_500_with_a_message_that_goes_away_costs_nothing(world):
    world.faults("error_500_message")
    with pytest.raises(Unavailable):
        world.create()
    world.clock.now += SETTLE_AFTER + 1
    assert world.create().status == "created"


def test_reserved_numbers_are_sent(world):
    assert world.create(source=RESERVED).customer_number == "W1000"
    assert world.create(NAMELESS, "d2", RESERVED).customer_number == "W1001"


def test_a_reserved_number_that_somebody_else_has_is_passed_over(world):
    world.twin.customers.create({"name": "Någon Annan", "customerNumber": "W1000"}, world.clock.now)
    with pytest.raises(Unavailable) as failure:
        world.create(source=RESERVED)
    assert (failure.value.code, failure.value.free) == ("number_taken", True)
    assert world.create(source=RESERVED).customer_number == "W1001"
    assert len(world.customers) == 2


def test_a_lost_answer_about_a_number_that_is_somebody_elses_adopts_nobody(world):
    world.twin.customers.create({"name": "Någon Annan", "customerNumber": "W1000"}, world.clock.now)
    world.faults("answer_lost_before_create")
    with pytest.raises(Unavailable):
        world.create(source=RESERVED)
    world.clock.now += SETTLE_AFTER + 1
    assert world.create(source=RESERVED).customer_number == "W1001"


@pytest.mark.parametrize("settler", [LEDGER_ONLY, RESERVED], ids=["auto", "reserved"])
def test_finds_what_was_sent_without_the_number_that_another_source_reserved(world, settler):
    world.faults("error_429")
    with pytest.raises(Unavailable):
        world.create(BY_EMAIL, "d1", RESERVED)
    world.faults("answer_lost_after_create")
    with pytest.raises(Unavailable):
        world.create(BY_EMAIL, "d2", LEDGER_ONLY)
    world.clock.now += SETTLE_AFTER + 1
    outcome = world.create(BY_EMAIL, "d3", settler)
    assert [c["_id"] for c in world.customers] == [outcome.seventime_id]


def test_a_number_that_was_not_sent_is_not_to_blame_for_a_refusal(world):
    world.faults("error_429")
    with pytest.raises(Unavailable):
        world.create(BY_EMAIL, "d1", RESERVED)
    world.twin.customers.create({"name": "Någon Annan", "customerNumber": "W1000"}, world.clock.now)
    world.faults("error_500_message")
    with pytest.raises(Unavailable) as failure:
        world.create(BY_EMAIL, "d2", LEDGER_ONLY)
    assert failure.value.code == "seventime_error_message"


def test_an_email_leads_to_nobody_with_another_number_than_its_customer_has(world):
    other = {"name": BY_EMAIL.name, "email": BY_EMAIL.email, "organizationNumber": "556036-0793"}
    theirs = world.twin.customers.create(other, world.clock.now)
    world.faults("error_429")
    with pytest.raises(Unavailable):
        world.create(ANNA)
    ours = world.create(BY_EMAIL, "d2")
    assert ours.seventime_id != theirs["_id"]
    assert world.create(ANNA).seventime_id == ours.seventime_id


def test_two_mere_names_are_two_customers(world):
    world.create(NAMELESS, "d1")
    world.create(NAMELESS, "d2")
    assert len(world.customers) == 2


def test_invalid_data_is_rejected_and_leaves_the_identity_free(world):
    share = {"userName": "Åsa Öberg", "distributionPercent": 100}
    bad = ANNA.model_copy(update={"billingSettings": BillingSettings(deductionDistribution=[share])})
    with pytest.raises((Rejected, Unavailable)):
        world.create(bad)
    world.clock.now += SETTLE_AFTER + 1
    assert world.create(ANNA, "d2").status == "created"


def test_a_customer_that_could_not_be_written_down_is_found_again(world, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(world.ledger, "complete", _ledger_down)
        with pytest.raises(Unavailable):
            world.create()
    world.clock.now += LEASE + 1
    assert world.create().status == "created"
    assert len(world.customers) == 1


def _ledger_down(*_, **__):
    raise Unavailable("ledger_unavailable", free=True)
