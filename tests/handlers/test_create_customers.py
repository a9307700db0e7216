import json
import logging
import runpy
import sys

import boto3
import pytest
from moto import mock_aws

from dev.simulator.account import USER_ID
from dev.simulator.faults import Faults, Plan
from dev.simulator.server import running
from tests.support.webhooks import ROOT, load

ORDER, MIXED = load("create_customers.shopify_order"), load("create_customers.mixed_batch")


class Context:
    """What the function needs of Lambda's context."""

    def __init__(self, left=60.0):
        self._left = left

    def get_remaining_time_in_millis(self):
        return int(self._left * 1000)


class Stack:
    """The function with its tables, queues and secrets in moto, and Seven Time's simulator."""

    def __init__(self, simulator, version):
        self.simulator = simulator
        self.sqs, self.secrets, dynamodb = (
            boto3.client(name, region_name="eu-north-1") for name in ("sqs", "secretsmanager", "dynamodb")
        )
        for name in ("Ledger", "Pacer"):
            dynamodb.create_table(
                TableName=name,
                KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
                BillingMode="PAY_PER_REQUEST",
            )
        self.dynamodb = dynamodb
        self.customers, self.dead = (
            self.sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("Customers", "DeadLetters")
        )
        self.secrets.create_secret(Name="client-secret", SecretString="local-client-secret")
        self.secrets.create_secret(Name="ledger-key", SecretString="k" * 64)
        self.secrets.create_secret(Name="senders", SecretString="{}")
        self.environment = {
            "AWS_DEFAULT_REGION": "eu-north-1",
            "CUSTOMERS_QUEUE_URL": self.customers,
            "DEAD_LETTERS_URL": self.dead,
            "LEDGER_TABLE": "Ledger",
            "PACER_TABLE": "Pacer",
            "CLIENT_SECRET_ID": "client-secret",
            "LEDGER_KEY_ID": "ledger-key",
            "SENDER_SECRETS_ID": "senders",
            "SEVENTIME_BASE_URL": simulator.url,
            "SEVENTIME_API_VERSION": version,
            "CREATED_BY_USER": USER_ID,
            "REQUESTS_PER_SECOND": "100",
            "POWERTOOLS_SERVICE_NAME": "create_customers",
        }
        self.app = {}

    def start(self):
        with pytest.MonkeyPatch.context() as environment:
            for name, value in self.environment.items():
                environment.setenv(name, value)
            self.app = runpy.run_path(str(ROOT / "functions" / "create_customers" / "app.py"))
        for handler in logging.getLogger("create_customers").handlers:
            handler.stream = sys.stdout  # it holds an earlier test's

    def call(self, event, left=60.0):
        with pytest.MonkeyPatch.context() as environment:
            for name, value in self.environment.items():
                environment.setenv(name, value)
            answer = self.app["handler"](self.received(event), Context(left))
        return [each["itemIdentifier"][-1] for each in answer["batchItemFailures"]]

    def received(self, event):
        """The event with receipt handles that moto knows."""
        event = json.loads(json.dumps(event))
        for record in event["Records"]:
            self.sqs.send_message(QueueUrl=self.customers, MessageBody="x")
            [message] = self.sqs.receive_message(QueueUrl=self.customers)["Messages"]
            record["receiptHandle"] = message["ReceiptHandle"]
        return event

    @property
    def created(self):
        return list(self.simulator.twin.customers.all.values())

    def dead_letters(self):
        answer = self.sqs.receive_message(
            QueueUrl=self.dead, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        )
        return [
            ({n: a["StringValue"] for n, a in m.get("MessageAttributes", {}).items()}, m["Body"])
            for m in answer.get("Messages", [])
        ]

    def delivery(self, event, n=0):
        id = json.loads(event["Records"][n]["body"])["delivery"]
        return self.dynamodb.get_item(TableName="Ledger", Key={"pk": {"S": f"delivery#{id}"}}).get("Item")


@pytest.fixture(params=["1", "2"])
def stack(request):
    with mock_aws(), running(requests_per_second=0) as simulator:
        stack = Stack(simulator, request.param)
        stack.start()
        yield stack


def test_a_shopify_order_becomes_a_customer_with_its_letters_intact(stack):
    assert stack.call(ORDER) == []
    [customer] = stack.created
    billing = json.loads(json.loads(ORDER["Records"][0]["body"])["body"])["billing_address"]
    assert customer["city"] == billing["city"]
    assert customer["address"] == billing["address1"]
    assert stack.delivery(ORDER)["status"] == {"S": "created"}


def test_the_same_delivery_again_makes_no_second_customer_and_no_request(stack):
    stack.call(ORDER)
    requests = len(stack.simulator.twin.history)
    assert stack.call(ORDER) == []
    assert len(stack.created) == 1
    assert len(stack.simulator.twin.history) == requests


def test_one_bad_message_never_fails_its_batch(stack):
    assert stack.call(MIXED) == []
    assert sorted(c["name"] for c in stack.created) == ["Exempelbygg AB", "Åsa Öberg"]
    reasons = sorted(attributes["reason"] for attributes, _ in stack.dead_letters())
    assert reasons == ["malformed_message", "name_missing", "source_unknown"]


def test_a_dead_letter_is_whole_and_says_why_without_anything_personal(stack):
    stack.call({"Records": MIXED["Records"][3:4]})
    [(attributes, body)] = stack.dead_letters()
    assert body == MIXED["Records"][3]["body"]
    delivery = json.loads(body)["delivery"]
    assert attributes == {
        "delivery": delivery,
        "source": "contact-form",
        "reason": "name_missing",
        "field": "name",
    }


def test_a_second_delivery_of_a_known_customer_is_existing(stack):
    stack.call(MIXED)
    statuses = [stack.delivery(MIXED, n)["status"]["S"] for n in (0, 4, 5)]
    assert statuses == ["created", "existing", "created"]


def test_what_seven_time_refuses_is_parked(stack, monkeypatch):
    rule = {"fault": "error_500_message", "method": "POST"}
    stack.simulator.twin.faults = Faults(Plan.model_validate({"rules": [rule]}))
    monkeypatch.setattr("bridge.creation.creator.SETTLE_AFTER", 0)
    assert [stack.call(ORDER) for _ in range(4)] == [["1"], ["1"], ["1"], []]
    [(attributes, _)] = stack.dead_letters()
    assert attributes["reason"] == "seventime_refused"


def test_a_wrong_client_secret_parks_nothing_and_heals_when_it_is_put_right(stack, capsys):
    stack.secrets.put_secret_value(SecretId="client-secret", SecretString="wrong")
    stack.start()
    assert stack.call(ORDER) == ["1"]
    assert stack.delivery(ORDER)["code"] == {"S": "client_secret_refused"}
    assert '"code":"client_secret_refused"' in capsys.readouterr().out
    stack.secrets.put_secret_value(SecretId="client-secret", SecretString="local-client-secret")
    assert stack.call(ORDER) == []
    assert (len(stack.created), stack.dead_letters()) == (1, [])


def test_leaves_for_the_next_invocation_what_there_is_no_time_for(stack):
    assert stack.call(MIXED, left=5) == ["1", "3", "4", "5", "6"]
    assert stack.simulator.twin.history == []


def test_logs_nothing_personal(stack, capsys):
    stack.start()
    stack.call(MIXED)
    stack.call(ORDER)
    logged = capsys.readouterr().out
    assert logged.count("\n") >= 5
    for personal in ("berg", "example", "1740605", "174 06", "5560160680", "Karup"):
        assert personal not in logged
