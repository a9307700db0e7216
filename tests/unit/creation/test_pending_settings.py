"""The settings that version 2 takes by an update only."""

import pytest

from bridge.creation.creator import SETTLE_AFTER
from bridge.creation.failure_policy import REFUSALS
from bridge.model.failures import Rejected, Unavailable
from bridge.model.warnings import FieldWarning
from bridge.seventime.models import BillingSettings, Customer, DeductionItem
from dev.simulator.faults import Faults, Plan
from tests.support.tables import table
from tests.unit.test_creation import SOURCE, World

SHARE = DeductionItem(userName="Åsa Öberg", personalNumber="900101-2385", distributionPercent=100)
LETTER = Customer(
    name="Åsa Öberg",
    email="asa@example.se",
    billingSettings=BillingSettings(
        invoiceDeliveryType=10,
        defaultEmailSubject="Faktura",
        isRUTCustomer=True,
        deductionDistribution=[SHARE],
    ),
)
REFUSED = tuple(
    FieldWarning("settings_refused", f"billingSettings.{name}")
    for name in ("invoiceDeliveryType", "defaultEmailSubject")
)
NOTICED = (FieldWarning("phone_invalid", "phone"),)


@pytest.fixture
def world():
    with table() as database:
        yield World(database, "2")


def puts_fail(world, fault, **more):
    rules = [{"fault": fault, "method": "PUT", **more}]
    world.twin.faults = Faults(Plan.model_validate({"rules": rules}))


def billing(world):
    [customer] = world.customers
    return customer["billingSettings"]


def test_are_set_after_the_customer_was_created_and_its_others_stay(world):
    assert world.create(LETTER).status == "created"
    assert world.requests == ["GET", "POST", "GET", "PUT"]
    settings = billing(world)
    assert (settings["invoiceDeliveryType"], settings["defaultEmailSubject"]) == (10, "Faktura")
    assert settings["isRUTCustomer"] is True
    assert settings["deductionDistribution"][0]["personalNumber"] == "900101-2385"


def test_go_with_the_creation_in_version_1():
    with table() as database:
        world = World(database, "1")
        world.create(LETTER)
        assert world.requests == ["GET", "POST"]
        assert billing(world)["invoiceDeliveryType"] == 10


def test_an_e_mail_invoice_is_a_setting_too(world):
    world.create(LETTER.model_copy(update={"billingSettings": BillingSettings(invoiceDeliveryType=0)}))
    assert billing(world)["invoiceDeliveryType"] == 0


@pytest.mark.parametrize(
    "fault", ["error_503", "error_429", "error_500_message", "reset", "answer_lost_after_create"]
)
def test_are_tried_again_and_the_customer_is_never_created_again(world, fault):
    puts_fail(world, fault, first=2)
    for _ in range(2):
        with pytest.raises(Unavailable):
            world.create(LETTER)
    outcome = world.create(LETTER)
    assert (outcome.status, outcome.warnings) == ("created", ())
    assert billing(world)["invoiceDeliveryType"] == 10
    assert world.requests == ["GET", "POST", *["GET", "PUT"] * 3]


def test_are_owed_after_a_crash_too(world, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(world.seventime, "update_customer", _dies)
        with pytest.raises(SystemExit):
            world.create(LETTER)
    assert world.create(LETTER).status == "created"
    assert billing(world)["invoiceDeliveryType"] == 10
    assert world.requests.count("POST") == 1


def test_are_set_at_a_customer_whose_creation_had_to_be_settled(world):
    world.faults("answer_lost_after_create")
    with pytest.raises(Unavailable):
        world.create(LETTER)
    world.clock.now += SETTLE_AFTER + 1
    assert world.create(LETTER).status == "created"
    assert billing(world)["invoiceDeliveryType"] == 10


def test_only_who_owes_the_same_may_settle_a_lost_creation(world):
    world.faults("answer_lost_after_create")
    with pytest.raises(Unavailable):
        world.create(LETTER)
    world.clock.now += SETTLE_AFTER + 1
    with pytest.raises(Unavailable) as failure:
        world.create(LETTER.model_copy(update={"billingSettings": None}), "d2")
    assert failure.value.code == "unsettled"


def test_who_lost_the_creation_may_settle_it_though_it_owes_something_else_by_now(world):
    world.faults("answer_lost_after_create")
    with pytest.raises(Unavailable):
        world.create(LETTER.model_copy(update={"billingSettings": None}))
    world.clock.now += SETTLE_AFTER + 1
    assert world.create(LETTER).status == "created"
    assert billing(world)["invoiceDeliveryType"] == 10
    assert world.requests.count("POST") == 1


def test_a_refused_update_leaves_the_customer_and_is_told(world, monkeypatch):
    monkeypatch.setattr(world.seventime, "update_customer", _refuses)
    outcome = world.creation.create(LETTER, "d1", SOURCE, NOTICED)
    assert (outcome.status, outcome.warnings) == ("created", NOTICED + REFUSED)
    assert len(world.customers) == 1


def test_a_500_with_a_message_every_time_is_a_no(world):
    puts_fail(world, "error_500_message")
    for _ in range(REFUSALS - 1):
        with pytest.raises(Unavailable) as failure:
            world.create(LETTER)
        world.ledger.deliveries.count_try(
            "d1", counts=True, status="pending", source="shop", code=failure.value.code
        )
    assert world.create(LETTER).warnings == REFUSED
    assert world.requests.count("POST") == 1


def test_the_ledger_knows_the_customer_while_its_settings_are_owed(world):
    world.ledger.deliveries.count_try(
        "d1", counts=True, status="pending", source="shop", code="seventime_error"
    )
    puts_fail(world, "error_503")
    with pytest.raises(Unavailable):
        world.creation.create(LETTER, "d1", SOURCE, NOTICED)
    known = world.ledger.deliveries.find("d1")
    assert (known["status"], known["warnings"]) == ("pending", ["phone_invalid phone"])
    assert known["seventime_id"] == world.customers[0]["_id"]
    assert "tries" not in known


def test_a_customer_that_was_there_before_is_left_alone(world):
    world.twin.customers.create({"name": "Åsa", "email": "asa@example.se"}, world.clock.now)
    assert world.create(LETTER).status == "existing"
    assert "PUT" not in world.requests


def _dies(_customer):
    raise SystemExit


def _refuses(_customer):
    raise Rejected("seventime_forbidden", "PUT /api/2/customers/: 403")
