import json
import runpy
from datetime import UTC, datetime

import boto3
import pytest
from moto import mock_aws

from bridge.aws.table import Table
from bridge.ledger.deliveries import KEEP_DELIVERY, Deliveries, delivery_pk
from bridge.model.backoff import Backoff
from bridge.model.delivery import Delivery, delivery_id
from bridge.model.failures import Rejected, Unavailable
from bridge.model.outcome import DeliveryStatus, Outcome
from bridge.model.reasons import Reason, sentences
from bridge.model.warnings import FieldWarning
from tests.support import contract
from tests.support.clock import Clock
from tests.support.webhooks import ROOT, load

ONE = load("show_delivery.one")
ID = ONE["pathParameters"]["id"]
CREATED = Outcome(
    DeliveryStatus.CREATED,
    "5bb26376c42fb99275000080",
    "1001",
    (FieldWarning(Reason.PHONE_INVALID, "phone"),),
)


def delivery(source):
    return Delivery(ID, source, b"{}", received_at=1_795_512_600.7)


class Deployed:
    """The function and its ledger."""

    def __init__(self):
        self.dynamodb = boto3.client("dynamodb", region_name="eu-north-1")
        self.create_table()
        self.deliveries = Deliveries(Table(self.dynamodb, "Ledger"))
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("AWS_DEFAULT_REGION", "eu-north-1")
            environment.setenv("LEDGER_TABLE", "Ledger")
            environment.setenv("LOOK_UP_KEY_IDS", "key456,")
            self.handler = runpy.run_path(str(ROOT / "functions/show_delivery/app.py"))["handler"]

    def create_table(self):
        self.dynamodb.create_table(
            TableName="Ledger",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )

    def show(self, id_=ID):
        """Status and body of a response, which has to be a documented one, without the request's id."""
        event = ONE | {"pathParameters": {"id": id_}}
        response = self.handler(event, None)
        contract.check_response(event, response)
        body = json.loads(response["body"])
        if "error" in body:
            assert body["error"].pop("request_id") == ONE["requestContext"]["requestId"]
        return response["statusCode"], body


@pytest.fixture(scope="module")
def started():
    with mock_aws():
        yield Deployed()


@pytest.fixture
def deployed(started):
    started.dynamodb.delete_item(TableName="Ledger", Key={"pk": {"S": delivery_pk(ID)}})
    return started


UNSEEN = {"delivery": ID, "status": "pending", "reason": "not_taken_yet", **sentences("not_taken_yet")}


def test_what_was_just_queued_is_pending_and_says_that_no_worker_has_taken_it(deployed):
    assert deployed.show() == (200, UNSEEN)


def test_shows_the_customer_that_was_created(deployed):
    deployed.deliveries.finish(delivery("nordic-garden"), CREATED)
    assert deployed.show() == (
        200,
        {
            "delivery": ID,
            "status": "created",
            "source": "nordic-garden",
            "received_at": "2026-11-24T09:30:00+00:00",
            "_id": "5bb26376c42fb99275000080",
            "customerNumber": "1001",
            "warnings": [{"reason": "phone_invalid", "field": "phone", **sentences("phone_invalid")}],
        },
    )


def test_shows_who_discarded_it(deployed):
    deployed.deliveries.discard_letter(delivery("nordic-garden"), "anna")
    _, shown = deployed.show()
    assert (shown["status"], shown["decision"], shown["decided_by"]) == ("discarded", "discard", "anna")
    assert datetime.fromisoformat(shown["decided_at"]).tzinfo


def test_shows_which_fields_it_changed_once_that_is_certain(deployed):
    known = Outcome(DeliveryStatus.EXISTING, "5bb26376c42fb99275000080", "1001", completed=("phone", "notes"))
    deployed.deliveries.await_update(ID, known, ("phone", "notes"))
    deployed.deliveries.begin_update(ID, ("phone",))
    assert "completed" not in deployed.show()[1]
    deployed.deliveries.finish(delivery("contact-form"), known)
    assert deployed.show()[1]["completed"] == ["phone", "notes"]


def test_shows_why_it_was_rejected_and_which_field(deployed):
    deployed.deliveries.reject(delivery("quote-request"), Rejected(Reason.SEVENTIME_INVALID, field="email"))
    assert deployed.show()[1] == {
        "delivery": ID,
        "status": "rejected",
        "source": "quote-request",
        "received_at": "2026-11-24T09:30:00+00:00",
        "reason": "seventime_invalid",
        "field": "email",
        "message": "Check the field: Seven Time says that the data is invalid.",
        "message_sv": "Kontrollera fältet: Seven Time säger att uppgifterna är ogiltiga.",
    }


def test_shows_what_it_waits_for(deployed):
    failed_at = datetime(2026, 11, 24, 10, 0, tzinfo=UTC).timestamp()
    backoff = Backoff(failed_at, 30.0, doubles=True)
    for _ in range(2):
        failure = Unavailable(Reason.SEVENTIME_ERROR)
        deployed.deliveries.count_attempt(delivery("contact-form"), failure, backoff)
    assert deployed.show()[1] == {
        "delivery": ID,
        "status": "pending",
        "source": "contact-form",
        "received_at": "2026-11-24T09:30:00+00:00",
        "reason": "seventime_error",
        "attempts": 2,
        "next_attempt_at": "2026-11-24T10:01:00+00:00",
        **sentences("seventime_error"),
    }


def test_shows_how_it_ended(deployed):
    deployed.deliveries.ignore(delivery("contact-form"), Reason.TEST_DELIVERY)
    assert deployed.show()[1]["status"] == "ignored"
    existing = Outcome(DeliveryStatus.EXISTING, "5bb26376c42fb99275000080", "1001")
    deployed.deliveries.finish(delivery("contact-form"), existing)
    assert deployed.show()[1]["status"] == "existing"


@pytest.mark.parametrize(
    "id_",
    [
        *(
            "",
            "x",
            ID[:-1],
            ID.upper(),
            f"{ID[:-1]}{'0' if ID[-1] != '0' else '1'}",
            "å" * 28,
            "../customers",
        ),
        *(delivery_id("a", b"b") + "0", "\ud800", "%00"),
    ],
)
def test_what_can_be_no_delivery_is_404(deployed, id_):
    status, body = deployed.show(id_)
    assert (status, body["error"]["code"]) == (404, "delivery_unknown")


def test_forgets_after_90_days(deployed):
    clock = Clock(start=1_000_000.0)
    Deliveries(Table(deployed.dynamodb, "Ledger"), clock).finish(delivery("nordic-garden"), CREATED)
    assert KEEP_DELIVERY == 90 * 86_400
    assert deployed.show()[1] == UNSEEN


def test_without_its_ledger_it_answers_503(deployed, caplog):
    deployed.dynamodb.delete_table(TableName="Ledger")
    status, body = deployed.show()
    deployed.create_table()
    assert (status, body["error"]["code"]) == (503, "ledger_unavailable")
    [line] = [record for record in caplog.records if record.name.startswith("bridge")]
    assert (line.reason, line.request_id) == ("ledger_unavailable", ONE["requestContext"]["requestId"])
