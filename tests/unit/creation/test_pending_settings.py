"""Settings that version 2 takes by an update only."""

import pytest

from bridge.creation.creation import RESOLVE_AFTER
from bridge.creation.failure_policy import REFUSALS
from bridge.model.failures import Rejected, Unavailable
from bridge.model.reasons import Reason
from bridge.model.warnings import FieldWarning
from bridge.seventime.models import BillingSettings, Customer, DeductionItem
from tests.support.creations import CreationWorld
from tests.support.tables import table

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
        yield CreationWorld(database, "2")


def break_updates(world, fault, **more):
    world.break_requests(fault, method="PUT", **more)


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
        world = CreationWorld(database, "1")
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
    break_updates(world, fault, first=2)
    for _ in range(2):
        with pytest.raises(Unavailable):
            world.create(LETTER)
    outcome = world.create(LETTER)
    assert (outcome.status, outcome.warnings) == ("created", ())
    assert billing(world)["invoiceDeliveryType"] == 10
    assert world.requests == ["GET", "POST", *["GET", "PUT"] * 3]


def test_are_pending_after_a_crash_too(world, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(world.seventime, "update_customer", _dies)
        with pytest.raises(SystemExit):
            world.create(LETTER)
    assert world.create(LETTER).status == "created"
    assert billing(world)["invoiceDeliveryType"] == 10
    assert world.requests.count("POST") == 1


def test_are_set_at_a_customer_whose_creation_had_to_be_resolved(world):
    world.break_creations("answer_lost_after_create")
    with pytest.raises(Unavailable):
        world.create(LETTER)
    world.clock.now += RESOLVE_AFTER + 1
    assert world.create(LETTER).status == "created"
    assert billing(world)["invoiceDeliveryType"] == 10


def test_only_a_delivery_with_the_same_settings_may_resolve_a_lost_creation(world):
    world.break_creations("answer_lost_after_create")
    with pytest.raises(Unavailable):
        world.create(LETTER)
    world.clock.now += RESOLVE_AFTER + 1
    with pytest.raises(Unavailable) as failure:
        world.create(LETTER.model_copy(update={"billingSettings": None}), "d2")
    assert failure.value.reason == "unresolved"


def test_the_delivery_that_lost_the_creation_may_resolve_it_even_with_other_settings(world):
    world.break_creations("answer_lost_after_create")
    with pytest.raises(Unavailable):
        world.create(LETTER.model_copy(update={"billingSettings": None}))
    world.clock.now += RESOLVE_AFTER + 1
    assert world.create(LETTER).status == "created"
    assert billing(world)["invoiceDeliveryType"] == 10
    assert world.requests.count("POST") == 1


def test_a_refused_update_leaves_the_customer_and_a_warning(world, monkeypatch):
    monkeypatch.setattr(world.seventime, "update_customer", _refuses)
    outcome = world.create(LETTER, warnings=NOTICED)
    assert (outcome.status, outcome.warnings) == ("created", NOTICED + REFUSED)
    assert len(world.customers) == 1


def test_a_500_with_a_message_each_time_is_a_refusal(world):
    break_updates(world, "error_500_message")
    for _ in range(REFUSALS - 1):
        with pytest.raises(Unavailable) as failure:
            world.create(LETTER)
        world.count_attempt(failure.value)
    assert world.create(LETTER).warnings == REFUSED
    assert world.requests.count("POST") == 1


def test_the_ledger_knows_the_customer_while_its_settings_are_pending(world):
    world.count_attempt(Unavailable(Reason.SEVENTIME_ERROR))
    break_updates(world, "error_503")
    with pytest.raises(Unavailable):
        world.create(LETTER, warnings=NOTICED)
    record = world.deliveries.find("d1")
    assert (record.status, record.warnings) == ("pending", NOTICED)
    assert record.seventime_id == world.customers[0]["_id"]
    assert record.attempts == 0


def test_a_customer_that_was_there_before_is_left_alone(world):
    world.twin.customers.create({"name": "Åsa Öberg", "email": "asa@example.se"}, world.clock.now)
    assert world.create(LETTER).status == "existing"
    assert "PUT" not in world.requests


def _dies(_customer):
    raise SystemExit


def _refuses(_customer):
    raise Rejected(Reason.SEVENTIME_FORBIDDEN, "PUT /api/2/customers/: 403")
