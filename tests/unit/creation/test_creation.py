import pytest

from bridge.creation.creation import CLOCKS_APART, LAG, LATE, RESOLVE_AFTER
from bridge.identity.traits import Unsent
from bridge.ledger.claims import LEASE, SEND_WITHIN
from bridge.model.failures import Rejected, Unavailable
from bridge.model.reasons import Reason
from bridge.model.source import CustomerNumber, Existing, Source
from bridge.seventime.models import BillingSettings, Customer
from tests.support.creations import SOURCE, CreationWorld
from tests.support.tables import table

LEDGER_ONLY = Source(id="shop", kind="shop", provider="shopify", existing=Existing.LEDGER_ONLY)
THOROUGH = Source(id="shop", kind="shop", provider="shopify", existing=Existing.THOROUGH)
RESERVED = Source(
    id="shop",
    kind="shop",
    provider="shopify",
    existing=Existing.LEDGER_ONLY,
    customer_number=CustomerNumber("W", 1000),
)
ANNA = Customer(name="Åsa Öberg", email="asa@example.se", organizationNumber="556016-0680")
BY_EMAIL = Customer(name="Åsa Öberg", email="Asa@Example.se")
ONE_WORD = Customer(name="Anna", email="anna4@example.se", address="Gatan 4")
NAMELESS = Customer(name="Bo")


@pytest.fixture(params=["1", "2"])
def world(request):
    with table() as database:
        yield CreationWorld(database, request.param)


def test_creates_a_customer(world):
    outcome = world.create(ANNA)
    assert outcome.status == "created"
    assert [c["_id"] for c in world.customers] == [outcome.seventime_id]
    assert outcome.customer_number == world.customers[0]["customerNumber"]


@pytest.mark.parametrize(
    ("source", "customer", "looks"),
    [
        (LEDGER_ONLY, "with number", 0),
        (LEDGER_ONLY, "without", 0),
        (SOURCE, "with number", 2),
        (SOURCE, "without", 1),
        (THOROUGH, "with number", {"1": 3, "2": 4}),
        (THOROUGH, "without", {"1": 2, "2": 3}),
    ],
    ids=lambda value: getattr(value, "existing", None),
)
def test_a_new_customer_costs_one_request_and_its_looks(world, source, customer, looks):
    world.create(ANNA if customer == "with number" else BY_EMAIL, source=source)
    if isinstance(looks, dict):
        looks = looks[world.seventime.version]
    assert world.requests == [*["GET"] * looks, "POST"]


def test_the_same_customer_again_needs_no_request(world):
    first = world.create(ANNA)
    again = world.create(BY_EMAIL, "d2")
    assert (again.status, again.seventime_id) == ("existing", first.seventime_id)
    assert world.requests.count("POST") == 1
    assert world.requests[-1] == "POST"


def test_the_delivery_that_created_a_customer_says_so_when_it_comes_again(world):
    assert world.create(ANNA).status == world.create(ANNA).status == "created"


def test_leaves_a_customer_alone_that_seven_time_has(world):
    world.twin.customers.create({"name": "Någon Annan", "organizationNumber": "556016-0680"}, world.clock.now)
    outcome = world.create(ANNA)
    assert (outcome.status, outcome.matched_by) == ("existing", ("organizationNumber",))
    assert (outcome.differs, outcome.brought_by) == (("name", "email"), "")
    assert len(world.customers) == 1


BOLAGET = {"name": "Norrfrakt AB", "email": "eva@norrfrakt.example"}
NUMBER = "556016-0680"
IN_SEVEN_TIME = {
    "number without hyphen": BOLAGET | {"organizationNumber": "5560160680"},
    "number with 16 in front": BOLAGET | {"organizationNumber": "165560160680"},
    "number in the VAT number alone": BOLAGET | {"vatNumber": "SE556016068001"},
    "no number": BOLAGET,
    "another e-mail address, the number without hyphen": {
        "name": "Norrfrakt AB",
        "organizationNumber": "5560160680",
        "email": "info@norrfrakt.example",
    },
}


@pytest.mark.parametrize("theirs", IN_SEVEN_TIME.values(), ids=IN_SEVEN_TIME)
def test_finds_a_customer_that_seven_time_has_in_another_form(world, theirs):
    asks_by_another_email = world.seventime.version == "2" and theirs["email"] != BOLAGET["email"]
    there = world.twin.customers.create(theirs, world.clock.now)
    source = THOROUGH if asks_by_another_email else SOURCE
    outcome = world.create(Customer(**BOLAGET, organizationNumber=NUMBER), source=source)
    assert (outcome.status, outcome.seventime_id) == ("existing", there["_id"])


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ({"name": "Andersson, Anna"}, {"name": "Anna Andersson"}),
        ({"name": "Norrfrakt Aktiebolag"}, {"name": "Norrfrakt AB"}),
        ({"name": "Norrfrakt AB"}, {"name": "Norrfrakt Aktiebolag"}),
        ({"name": "Anna Andersson", "email": "anna@home.example"}, {"name": "Anna Andersson"}),
    ],
    ids=["turned round", "Aktiebolag", "AB", "another e-mail address"],
)
def test_a_thorough_look_finds_names_that_are_written_otherwise(world, theirs, ours):
    contact = {"email": "anna@example.se", "phone": "070-174 06 05"}
    there = world.twin.customers.create(contact | theirs, world.clock.now)
    outcome = world.create(Customer(**contact | ours), source=THOROUGH)
    assert (outcome.status, outcome.seventime_id) == ("existing", there["_id"])
    assert {"name", "phone"} <= set(outcome.matched_by)


def test_an_inactive_customer_is_said_to_be_one(world):
    theirs = {"name": BY_EMAIL.name, "email": BY_EMAIL.email, "isActive": False}
    world.twin.customers.create(theirs, world.clock.now)
    outcome = world.create(BY_EMAIL)
    assert [str(warning) for warning in outcome.warnings] == ["customer_inactive isActive"]


def test_a_record_of_another_customer_in_the_ledger_is_not_taken_for_this_one(world):
    """Father and son of one name and address, whose personal numbers are not sent to Seven Time."""
    both = Customer(name="Lars Ek", email="ek@example.se")
    numbers = ("194501103297", "197704032395")
    father, son = (
        world.create(both, delivery, unsent=Unsent(person="Lars Ek", person_number=number))
        for delivery, number in zip(("d1", "d2"), numbers, strict=True)
    )
    assert (father.status, son.status) == ("created", "created")
    assert len(world.customers) == 2
    assert [each.seventime_id for each in son.similar] == [father.seventime_id]


def test_says_what_version_1_did_not_take(world):
    world.create(BY_EMAIL.model_copy(update={"notes": "Ring mig"}))
    again = world.create(BY_EMAIL.model_copy(update={"notes": "Ring mig"}), "d2")
    assert again.differs == (() if world.seventime.version == "2" else ("notes",))


def test_a_personal_number_that_seven_time_has_as_customer_number_goes_no_further(world):
    other = {"name": "Åsa Öberg", "organizationNumber": "556016-0680", "customerNumber": "19900101-2385"}
    world.twin.customers.create(other, world.clock.now)
    assert [world.create(ANNA).customer_number for _ in range(2)] == ["19900101-****"] * 2


def test_finds_nobody_by_a_fuzzy_filter_alone(world):
    world.twin.customers.create({"name": "Åsa Öberg & Co", "email": "other@example.se"}, world.clock.now)
    assert world.create(BY_EMAIL).status == "created"
    assert len(world.customers) == 2


@pytest.mark.parametrize(
    "source", [SOURCE, LEDGER_ONLY, RESERVED], ids=["look_up", "ledger_only", "reserved"]
)
@pytest.mark.parametrize(
    "customer", [ANNA, BY_EMAIL, NAMELESS, ONE_WORD], ids=["number", "email", "name", "one word"]
)
@pytest.mark.parametrize("fault", ["answer_lost_after_create", "wrong_json"])
def test_adopts_what_a_lost_answer_created(world, fault, customer, source):
    world.break_creations(fault)
    with pytest.raises(Unavailable) as failure:
        world.create(customer, source=source)
    assert failure.value.unknown
    world.clock.now += RESOLVE_AFTER + 1
    outcome = world.create(customer, source=source)
    assert outcome.status == "created"
    assert [c["_id"] for c in world.customers] == [outcome.seventime_id]


@pytest.mark.parametrize(
    "source", [SOURCE, LEDGER_ONLY, RESERVED], ids=["look_up", "ledger_only", "reserved"]
)
def test_adopts_what_was_created_late_and_was_listed_later_still(world, source):
    world.break_by_rules(
        {"fault": "late", "seconds": LATE - 1, "first": 1, "method": "POST"},
        {"fault": "lagging_list", "seconds": LAG - 1},
    )
    start = world.clock.now
    for retry in (0, LATE, LATE + LAG - 1):
        world.clock.now = start + retry
        with pytest.raises(Unavailable):
            world.create(ANNA, source=source)
    world.clock.now = start + LATE + LAG + 1
    outcome = world.create(ANNA, source=source)
    assert [c["_id"] for c in world.customers] == [outcome.seventime_id]


@pytest.mark.parametrize(
    "source", [SOURCE, LEDGER_ONLY, RESERVED], ids=["look_up", "ledger_only", "reserved"]
)
def test_sends_again_what_a_lost_answer_did_not_create(world, source):
    world.break_creations("answer_lost_before_create")
    with pytest.raises(Unavailable):
        world.create(ANNA, source=source)
    world.clock.now += RESOLVE_AFTER + 1
    assert world.create(ANNA, source=source).status == "created"
    assert len(world.customers) == 1


def test_the_last_attempt_resolves_and_sends_nothing(world):
    world.break_creations("answer_lost_before_create")
    with pytest.raises(Unavailable):
        world.create(ANNA)
    world.clock.now += RESOLVE_AFTER + 1
    with pytest.raises(Rejected) as failure:
        world.create(ANNA, last=True)
    assert failure.value.reason is Reason.NEVER_ANSWERED
    assert (world.customers, world.requests.count("POST")) == ([], 1)


def test_the_last_attempt_finds_what_was_created(world):
    world.break_creations("answer_lost_after_create")
    with pytest.raises(Unavailable):
        world.create(ANNA)
    world.clock.now += RESOLVE_AFTER + 1
    assert world.create(ANNA, last=True).status == "created"


def test_does_not_believe_an_absence_too_soon(world):
    world.break_creations("answer_lost_before_create")
    for expected in ("seventime_broken_answer", "resolving"):
        with pytest.raises(Unavailable) as failure:
            world.create(ANNA)
        assert failure.value.reason == expected
    assert failure.value.retry_after == pytest.approx(RESOLVE_AFTER, abs=1)
    assert world.requests.count("POST") == 1


def test_sends_nothing_under_a_claim_that_became_too_old(world):
    world.stand_still(SEND_WITHIN + 1)
    with pytest.raises(Unavailable) as failure:
        world.create(ANNA, source=LEDGER_ONLY)
    assert (failure.value.reason, failure.value.unknown) == ("claim_too_old", False)
    assert (failure.value.free, failure.value.retry_after) == (True, 1)
    assert world.requests == []
    world.stand_still(0)
    assert world.create(ANNA, source=LEDGER_ONLY).status == "created"


def test_a_worker_that_stood_still_until_its_claim_was_taken_over_sends_nothing(world):
    world.stand_still(LEASE + 1)
    with pytest.raises(Unavailable):
        world.create(ANNA)
    world.stand_still(0)
    world.create(ANNA, "d2")
    assert world.requests == ["GET", "GET", "POST"]


def test_sends_under_a_claim_that_is_young_enough(world):
    world.stand_still(SEND_WITHIN - 1)
    assert world.create(ANNA, source=LEDGER_ONLY).status == "created"


def test_resolves_what_a_worker_left_that_died_after_sending(world, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(world.claims, "complete", _dies)
        with pytest.raises(SystemExit):
            world.create(ANNA)
    with pytest.raises(Unavailable) as failure:
        world.create(ANNA)
    assert failure.value.reason == "claim_held"
    world.clock.now += LEASE + 1
    assert world.create(ANNA).status == "created"
    assert len(world.customers) == 1


@pytest.mark.parametrize("fault", ["error_429", "unauthorized"])
def test_a_request_that_was_not_let_in_leaves_nothing_to_resolve(world, fault):
    world.break_creations(fault, first=2)
    with pytest.raises(Unavailable) as failure:
        world.create(ANNA)
    assert (failure.value.unknown, failure.value.free) == (False, True)
    world.mend()
    assert world.create(ANNA).status == "created"


def test_a_500_with_a_message_each_time_is_a_refusal_after_three_attempts(world):
    world.break_requests("error_500_message", method="POST")
    for _ in range(3):
        with pytest.raises(Unavailable):
            world.create(ANNA)
        world.clock.now += RESOLVE_AFTER + 1
    with pytest.raises(Rejected) as failure:
        world.create(ANNA)
    assert failure.value.reason == "seventime_refused"
    assert world.requests.count("POST") == 3


def test_a_500_with_a_message_that_goes_away_costs_nothing(world):
    world.break_creations("error_500_message")
    with pytest.raises(Unavailable):
        world.create(ANNA)
    world.clock.now += RESOLVE_AFTER + 1
    assert world.create(ANNA).status == "created"


def test_reserved_numbers_are_sent(world):
    assert world.create(ANNA, source=RESERVED).customer_number == "W1000"
    assert world.create(NAMELESS, "d2", RESERVED).customer_number == "W1001"


def test_a_reserved_number_that_somebody_else_has_is_passed_over(world):
    world.twin.customers.create({"name": "Någon Annan", "customerNumber": "W1000"}, world.clock.now)
    with pytest.raises(Unavailable) as failure:
        world.create(ANNA, source=RESERVED)
    assert (failure.value.reason, failure.value.free) == ("number_taken", True)
    assert world.create(ANNA, source=RESERVED).customer_number == "W1001"
    assert len(world.customers) == 2


def test_a_reserved_number_whose_holder_is_not_listed_yet_makes_no_second_customer(world):
    world.break_by_rules({"fault": "lagging_list", "seconds": LAG - 1})
    world.twin.customers.create({"name": "Någon Annan", "customerNumber": "W1000"}, world.clock.now)
    with pytest.raises(Unavailable) as failure:
        world.create(ANNA, source=RESERVED)
    assert (failure.value.reason, failure.value.unknown) == ("seventime_error_message", True)
    world.clock.now += RESOLVE_AFTER + 1
    assert world.create(ANNA, source=RESERVED).customer_number == "W1001"
    assert len(world.customers) == 2


def test_a_reserved_number_that_a_late_request_took_is_found_to_be_ours(world):
    """The first request is later than assumed: only the number prevents a second customer."""
    world.break_by_rules(
        {"fault": "late", "seconds": RESOLVE_AFTER + 2, "first": 1, "method": "POST"},
        {"fault": "late", "seconds": 5.0, "first": 2, "method": "POST"},
        {"fault": "lagging_list", "seconds": LAG - 1},
    )
    for _ in range(2):
        with pytest.raises(Unavailable):
            world.create(ANNA, source=RESERVED)
        world.clock.now += RESOLVE_AFTER + 1
    outcome = world.create(ANNA, source=RESERVED)
    assert [c["_id"] for c in world.customers] == [outcome.seventime_id]


def test_a_lost_answer_about_a_number_that_is_somebody_elses_adopts_nobody(world):
    world.twin.customers.create({"name": "Någon Annan", "customerNumber": "W1000"}, world.clock.now)
    world.break_creations("answer_lost_before_create")
    with pytest.raises(Unavailable):
        world.create(ANNA, source=RESERVED)
    world.clock.now += RESOLVE_AFTER + 1
    assert world.create(ANNA, source=RESERVED).customer_number == "W1001"


@pytest.mark.parametrize("resolver", [LEDGER_ONLY, RESERVED], ids=["auto", "reserved"])
def test_finds_what_was_sent_without_the_number_that_another_source_reserved(world, resolver):
    world.break_creations("error_429")
    with pytest.raises(Unavailable):
        world.create(BY_EMAIL, "d1", RESERVED)
    world.break_creations("answer_lost_after_create")
    with pytest.raises(Unavailable):
        world.create(BY_EMAIL, "d2", LEDGER_ONLY)
    world.clock.now += RESOLVE_AFTER + 1
    outcome = world.create(BY_EMAIL, "d3", resolver)
    assert [c["_id"] for c in world.customers] == [outcome.seventime_id]


def test_a_number_that_was_not_sent_is_not_to_blame_for_a_refusal(world):
    world.break_creations("error_429")
    with pytest.raises(Unavailable):
        world.create(BY_EMAIL, "d1", RESERVED)
    world.twin.customers.create({"name": "Någon Annan", "customerNumber": "W1000"}, world.clock.now)
    world.break_creations("error_500_message")
    with pytest.raises(Unavailable) as failure:
        world.create(BY_EMAIL, "d2", LEDGER_ONLY)
    assert failure.value.reason == "seventime_error_message"


def test_an_email_leads_to_nobody_with_another_number_than_its_customer_has(world):
    other = {"name": BY_EMAIL.name, "email": BY_EMAIL.email, "organizationNumber": "556036-0793"}
    theirs = world.twin.customers.create(other, world.clock.now)
    world.break_creations("error_429")
    with pytest.raises(Unavailable):
        world.create(ANNA)
    ours = world.create(BY_EMAIL, "d2")
    assert ours.seventime_id != theirs["_id"]
    assert world.create(ANNA).seventime_id == ours.seventime_id


def test_two_mere_names_are_two_customers(world):
    world.create(NAMELESS, "d1")
    world.create(NAMELESS, "d2")
    assert len(world.customers) == 2


def test_adopts_no_namesake_for_a_lost_request(world):
    """She is created while the outcome is unknown, and has an e-mail address of her own."""
    world.break_creations("answer_lost_before_create")
    with pytest.raises(Unavailable):
        world.create(BY_EMAIL)
    world.mend()
    other = world.create(Customer(name="Åsa Öberg", email="asa.oberg@example.com"), "d2")
    nameless = world.create(Customer(name="Åsa Öberg"), "d3")
    world.clock.now += RESOLVE_AFTER + 1
    assert world.create(BY_EMAIL).seventime_id not in (other.seventime_id, nameless.seventime_id)
    assert len(world.customers) == 3


def test_adopts_no_namesake_with_a_contact_for_a_lost_request_without_one(world):
    world.break_creations("answer_lost_before_create")
    with pytest.raises(Unavailable):
        world.create(NAMELESS)
    world.twin.customers.create({"name": "Bo", "email": "bo@example.se"}, world.clock.now)
    world.clock.now += RESOLVE_AFTER + 1
    assert world.create(NAMELESS).status == "created"
    assert len(world.customers) == 2


def test_of_two_lost_requests_for_one_name_each_finds_its_customer(world):
    """The newer one cannot have made what is older than itself."""
    for delivery in ("d1", "d2"):
        world.break_creations("answer_lost_after_create")
        with pytest.raises(Unavailable):
            world.create(NAMELESS, delivery, source=LEDGER_ONLY)
        world.clock.now += CLOCKS_APART + 100
    world.mend()
    for delivery in ("d1", "d2"):
        world.create(NAMELESS, delivery, source=LEDGER_ONLY)
    assert len(world.customers) == 2


@pytest.mark.parametrize("source", [SOURCE, LEDGER_ONLY], ids=["look_up", "ledger_only"])
def test_adopts_no_older_customer_of_the_same_name_for_a_lost_request(world, source):
    namesake = world.twin.customers.create({"name": "Bo"}, world.clock.now - 3600)
    world.break_creations("answer_lost_before_create")
    with pytest.raises(Unavailable):
        world.create(NAMELESS, source=source)
    world.clock.now += RESOLVE_AFTER + 1
    outcome = world.create(NAMELESS, source=source)
    assert outcome.status == "created"
    assert outcome.seventime_id != namesake["_id"]


def test_an_older_customer_that_is_found_for_a_lost_request_existed_before(world):
    older = world.twin.customers.create(
        {"name": BY_EMAIL.name, "email": BY_EMAIL.email}, world.clock.now - 3600
    )
    world.break_creations("answer_lost_before_create")
    with pytest.raises(Unavailable):
        world.create(BY_EMAIL, source=LEDGER_ONLY)
    world.clock.now += RESOLVE_AFTER + 1
    outcome = world.create(BY_EMAIL, source=LEDGER_ONLY)
    assert (outcome.status, outcome.seventime_id) == ("existing", older["_id"])


def test_invalid_data_is_rejected_and_leaves_the_identity_free(world):
    share = {"userName": "Åsa Öberg", "distributionPercent": 100}
    bad = ANNA.model_copy(update={"billingSettings": BillingSettings(deductionDistribution=[share])})
    with pytest.raises((Rejected, Unavailable)):
        world.create(bad)
    world.clock.now += RESOLVE_AFTER + 1
    assert world.create(ANNA, "d2").status == "created"


def test_a_customer_that_could_not_be_written_down_is_found_again(world, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(world.claims, "complete", _ledger_down)
        with pytest.raises(Unavailable):
            world.create(ANNA)
    world.clock.now += LEASE + 1
    assert world.create(ANNA).status == "created"
    assert len(world.customers) == 1


def _ledger_down(*_, **__):
    raise Unavailable(Reason.LEDGER_UNAVAILABLE)


def _dies(*_, **__):
    raise SystemExit
