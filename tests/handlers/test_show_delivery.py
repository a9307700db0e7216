import json
import runpy

import boto3
import pytest
from moto import mock_aws

from bridge.aws.table import Table
from bridge.ledger.deliveries import KEEP_DELIVERY, Deliveries
from bridge.model.delivery import delivery_id
from bridge.model.reasons import sentences
from tests.support import contract
from tests.support.clock import Clock
from tests.support.webhooks import ROOT, load

ONE = load("show_delivery.one")
ID = ONE["pathParameters"]["id"]


class Deployed:
    """The function and its ledger."""

    def __init__(self, monkeypatch):
        self.dynamodb = boto3.client("dynamodb", region_name="eu-north-1")
        self.dynamodb.create_table(
            TableName="Ledger",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        self.deliveries = Deliveries(Table(self.dynamodb, "Ledger"))
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-north-1")
        monkeypatch.setenv("LEDGER_TABLE", "Ledger")
        self.handler = runpy.run_path(str(ROOT / "functions/show_delivery/app.py"))["handler"]

    def show(self, id_=ID):
        """Status and body of an answer, which has to be a documented one."""
        event = ONE | {"pathParameters": {"id": id_}}
        answer = self.handler(event, None)
        contract.check_response(event, answer)
        assert answer["headers"]["Cache-Control"] == "no-store"
        return answer["statusCode"], json.loads(answer["body"])


@pytest.fixture
def deployed(monkeypatch):
    with mock_aws():
        yield Deployed(monkeypatch)


def test_what_was_just_queued_is_pending(deployed):
    assert deployed.show() == (200, {"delivery": ID, "status": "pending"})


def test_shows_the_customer_that_was_created(deployed):
    deployed.deliveries.record(
        ID,
        status="created",
        settled=True,
        source="nordic-garden",
        received_at=1.0,
        seventime_id="5bb26376c42fb99275000080",
        customer_number="1001",
        warnings=["phone_invalid phone"],
        code=None,
    )
    assert deployed.show() == (
        200,
        {
            "delivery": ID,
            "status": "created",
            "source": "nordic-garden",
            "_id": "5bb26376c42fb99275000080",
            "customerNumber": "1001",
            "warnings": [{"code": "phone_invalid", "field": "phone", **sentences("phone_invalid")}],
        },
    )


def test_shows_why_it_was_rejected_and_which_field(deployed):
    deployed.deliveries.record(
        ID, status="rejected", source="quote-request", code="seventime_invalid", field="email"
    )
    assert deployed.show()[1] == {
        "delivery": ID,
        "status": "rejected",
        "source": "quote-request",
        "reason": "seventime_invalid",
        "field": "email",
        "message": "Check the field: Seven Time says that the data is invalid.",
        "message_sv": "Kontrollera fältet: Seven Time säger att uppgifterna är ogiltiga.",
    }


def test_shows_what_it_waits_for(deployed):
    deployed.deliveries.count_try(
        ID, counts=True, status="pending", source="contact-form", code="seventime_error"
    )
    assert deployed.show()[1] == {
        "delivery": ID,
        "status": "pending",
        "source": "contact-form",
        "reason": "seventime_error",
        "tries": 1,
        **sentences("seventime_error"),
    }


@pytest.mark.parametrize("status", ["existing", "ignored"])
def test_shows_how_it_ended(deployed, status):
    deployed.deliveries.record(ID, status=status, source="contact-form")
    assert deployed.show()[1]["status"] == status


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
    Deliveries(Table(deployed.dynamodb, "Ledger"), clock).record(ID, status="created", source="nordic-garden")
    assert KEEP_DELIVERY == 90 * 86_400
    assert deployed.show()[1] == {"delivery": ID, "status": "pending"}


def test_without_its_ledger_it_answers_503(deployed):
    deployed.dynamodb.delete_table(TableName="Ledger")
    status, body = deployed.show()
    assert (status, body["error"]["code"]) == (503, "ledger_unavailable")
