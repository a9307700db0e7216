"""Dead letters of the deployed stack, in the operator's hands."""

import json
import os
import subprocess
import sys
import time
import uuid

import pytest

from dev.local.places import ROOT
from dev.local.senders import post, signed
from dev.local.stack import get_json

pytestmark = pytest.mark.e2e


class Operator:
    """A sender whose forms lack the name, and who has to mend that."""

    def __init__(self, stack):
        self.stack = stack
        self.email = f"{uuid.uuid4().hex[:12]}@example.se"
        body = f"E-post={self.email}".encode()
        _, answer = post(stack, "contact-form", body, signed(stack.sources["contact-form"], body))
        self.delivery = json.loads(answer)["delivery"]

    def command(self, *arguments):
        """Exit code and what was printed."""
        env = os.environ | {"PYTHONPATH": str(ROOT / "layers/bridge")}
        done = subprocess.run(
            [sys.executable, "-m", "cli.dead_letters", *arguments],
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return done.returncode, done.stdout

    def status(self):
        url = f"{self.stack.api_url}/deliveries/{self.delivery}"
        return get_json(url, {"x-api-key": self.stack.api_key})["status"]

    def becomes(self, status, seconds=90):
        ends = time.monotonic() + seconds
        while self.status() != status:
            assert time.monotonic() < ends, f"{self.status()}, not {status}"
            time.sleep(0.2)

    def is_dead(self):
        return self.delivery in self.command("list", "--reason", "name_missing")[1]

    def customers(self):
        found = get_json(f"{self.stack.seventime_url}/_control/customers")
        return [each["name"] for each in found if each.get("email") == self.email]

    def redrive(self):
        """As SQS moves a dead letter back: unchanged."""
        sqs, outputs = self.stack.client("sqs"), self.stack.outputs
        message = self._message(sqs, outputs["DeadLettersUrl"])
        attributes = {
            name: {"DataType": "String", "StringValue": each["StringValue"]}
            for name, each in message["MessageAttributes"].items()
        }
        sqs.send_message(
            QueueUrl=outputs["CustomersQueueUrl"],
            MessageBody=message["Body"],
            MessageAttributes=attributes,
        )
        sqs.delete_message(QueueUrl=outputs["DeadLettersUrl"], ReceiptHandle=message["ReceiptHandle"])

    def _message(self, sqs, url):
        while True:
            answer = sqs.receive_message(QueueUrl=url, VisibilityTimeout=3, MessageAttributeNames=["All"])
            for message in answer.get("Messages", []):
                if self.delivery in message["Body"]:
                    return message


@pytest.fixture
def operator(stack):
    operator = Operator(stack)
    operator.becomes("rejected")
    yield operator
    operator.command("discard", operator.delivery, "--yes")


def test_a_corrected_dead_letter_becomes_one_customer(operator):
    _, shown = operator.command("show", operator.delivery)
    assert "name_missing" in shown
    assert operator.email not in shown
    code, said = operator.command("replay", operator.delivery, "--set", "name=Åsa Öberg")
    assert (code, said.partition(".")[0]) == (0, "Replayed: 1 dead letter")
    operator.becomes("created")
    assert operator.customers() == ["Åsa Öberg"]
    assert not operator.is_dead()


def test_a_dead_letter_moved_back_unchanged_is_dead_again_and_then_a_customer_once(operator):
    operator.redrive()
    ends = time.monotonic() + 60
    while not operator.is_dead():
        assert time.monotonic() < ends
    operator.command("replay", operator.delivery, "--set", "name=Åsa Öberg")
    operator.becomes("created")
    assert operator.customers() == ["Åsa Öberg"]
