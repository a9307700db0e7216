"""The function that creates customers, as deployed: its AWS in moto, Seven Time in the simulator."""

import json
import logging
import runpy
import sys
from contextlib import contextmanager

import pytest

from dev.simulator.account import USER_ID
from dev.simulator.faults import Faults, Plan
from dev.simulator.server import running
from tests.support.aws import REGION, client, create_table, empty_aws
from tests.support.webhooks import ROOT, load

MIXED = load("create_customers.mixed_batch")
SHOW = load("show_delivery.one")


class Context:
    """What the function needs of Lambda's context."""

    def __init__(self, left):
        self._left = left

    def get_remaining_time_in_millis(self):
        return int(self._left * 1000)


class CreateCustomers:
    """The function with its tables, queues and secrets, and Seven Time's simulator."""

    def __init__(self, simulator, version):
        self.simulator = simulator
        self.sqs, self.secrets, self.dynamodb = map(client, ("sqs", "secretsmanager", "dynamodb"))
        for name in ("Ledger", "Pacer"):
            create_table(name)
        self.customers, self.dead = (
            self.sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("Customers", "DeadLetters")
        )
        self.secrets.create_secret(Name="client-secret", SecretString="local-client-secret")
        self.secrets.create_secret(Name="ledger-key", SecretString="k" * 64)
        self.secrets.create_secret(Name="senders", SecretString="{}")
        self.environment = {
            "AWS_DEFAULT_REGION": REGION,
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
            "ALARM_EMAIL": "",
            "REQUESTS_PER_SECOND": "100",
            "LOOK_UP_KEY_IDS": "key456,",
            "POWERTOOLS_SERVICE_NAME": "create_customers",
        }
        self.handler = None

    def start(self):
        """A cold start."""
        self.handler = self._start("create_customers")
        for handler in logging.getLogger("create_customers").handlers:
            handler.stream = sys.stdout  # it holds an earlier test's

    def call(self, event, left=60.0):
        """Hand over the event. Returns the ends of the ids of the messages that are kept."""
        with self._in_environment():
            answer = self.handler(self._received(event), Context(left))
        return [each["itemIdentifier"][-1] for each in answer["batchItemFailures"]]

    def finish(self, event):
        """Hand over the event, and then what is kept of it, until nothing is: SQS without its waits."""
        records = event["Records"]
        while records:
            kept = self.call({"Records": records})
            records = [each for each in records if each["messageId"][-1] in kept]

    def deliver(self, delivery):
        """Hand over one delivery. Returns True if its message is kept."""
        return self.call({"Records": [MIXED["Records"][0] | {"body": delivery.to_message()}]}) != []

    def break_requests(self, fault, **more):
        """Let requests to Seven Time fail; `more` is the rest of the simulator's rule."""
        plan = Plan.model_validate({"rules": [{"fault": fault, **more}]})
        self.simulator.twin.faults = Faults(plan)

    def mend(self):
        """Nothing fails any more."""
        self.simulator.twin.faults = Faults()

    @property
    def created(self):
        return list(self.simulator.twin.customers.all.values())

    def dead_letters(self):
        """The attributes and body of each."""
        answer = self.sqs.receive_message(
            QueueUrl=self.dead, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        )
        return [(_attributes(message), message["Body"]) for message in answer.get("Messages", [])]

    def item(self, event, n=0):
        """The ledger's item of the delivery in the event's message `n`."""
        id = json.loads(event["Records"][n]["body"])["delivery"]
        return self.dynamodb.get_item(TableName="Ledger", Key={"pk": {"S": f"delivery#{id}"}}).get("Item")

    def shown(self, delivery):
        """The body of `GET /deliveries/{id}`, as text."""
        event = SHOW | {"path": f"/deliveries/{delivery}", "pathParameters": {"id": delivery}}
        return self._start("show_delivery")(event, None)["body"]

    def _start(self, function):
        with self._in_environment():
            return runpy.run_path(str(ROOT / "functions" / function / "app.py"))["handler"]

    @contextmanager
    def _in_environment(self):
        with pytest.MonkeyPatch.context() as environment:
            for name, value in self.environment.items():
                environment.setenv(name, value)
            yield

    def _received(self, event):
        """The event with receipt handles that moto knows."""
        event = json.loads(json.dumps(event))
        for record in event["Records"]:
            self.sqs.send_message(QueueUrl=self.customers, MessageBody="x")
            [message] = self.sqs.receive_message(QueueUrl=self.customers)["Messages"]
            record["receiptHandle"] = message["ReceiptHandle"]
        return event


@contextmanager
def deployed(version):
    """Everything that the function needs; nothing is started yet."""
    with pytest.MonkeyPatch.context() as context, empty_aws(), running(requests_per_second=0) as simulator:
        context.setattr(
            "bridge.pacing.written.LATE", 1.0
        )  # on a busy machine, moto takes long to grant a slot
        yield CreateCustomers(simulator, version)


def _attributes(message):
    return {name: each["StringValue"] for name, each in message.get("MessageAttributes", {}).items()}
