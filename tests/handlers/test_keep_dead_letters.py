"""The function that keeps dead letters, as deployed: its AWS in moto."""

import json
import logging
import runpy
import sys

import pytest

from bridge.aws.queue import Queue
from bridge.operations import care, queue_walk
from tests.support.aws import REGION, client, create_table, empty_aws
from tests.support.create_customers import MIXED, Context
from tests.support.webhooks import ROOT, load

EVENT = load("keep_dead_letters.every_hour")
SERVICE = "keep_dead_letters"
BODY = MIXED["Records"][0]["body"]


class Deployed:
    """The function with its queues and its ledger."""

    def __init__(self, monkeypatch, capsys):
        self._capsys = capsys
        self.sqs = client("sqs")
        create_table("Ledger")
        self.letters, self.imports, self.refused = (
            self.sqs.create_queue(QueueName=name)["QueueUrl"]
            for name in ("DeadLetters", "DeadImports", "Refused")
        )
        environment = {
            "AWS_DEFAULT_REGION": REGION,
            "DEAD_LETTERS_URL": self.letters,
            "DEAD_IMPORTS_URL": self.imports,
            "REFUSED_QUEUE_URL": self.refused,
            "LEDGER_TABLE": "Ledger",
            "POWERTOOLS_SERVICE_NAME": SERVICE,
        }
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        self.handler = runpy.run_path(str(ROOT / "functions/keep_dead_letters/app.py"))["handler"]

    def call(self):
        """One run. Returns its log lines by message."""
        for handler in logging.getLogger(SERVICE).handlers:
            handler.stream = sys.stdout  # it holds an earlier test's
        self.handler(EVENT, Context(60.0))
        lines = [json.loads(line) for line in self._capsys.readouterr().out.splitlines()]
        return [(line["message"], line) for line in lines]

    def messages(self, url):
        """Body and attributes of each message."""
        answer = self.sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0, MessageAttributeNames=["All"]
        )
        return [
            (
                message["Body"],
                {name: each["StringValue"] for name, each in message["MessageAttributes"].items()},
            )
            for message in answer.get("Messages", [])
        ]


@pytest.fixture
def deployed(monkeypatch, capsys):
    monkeypatch.setattr(queue_walk, "WAIT", 0)
    with empty_aws():
        yield Deployed(monkeypatch, capsys)


def test_logs_a_line_of_numbers_for_each_queue_even_if_it_is_empty(deployed):
    lines = deployed.call()
    assert [(name, line["queue"]) for name, line in lines] == [
        ("dead_letters", "Refused"),
        ("dead_letters", "DeadImports"),
        ("dead_letters", "DeadLetters"),
    ]
    names = ("waiting", "oldest_days", "seen", "announced", "renewed", "expiring", "expired", "surplus")
    assert all(line[name] == 0 for _, line in lines[1:] for name in (*names, "failed"))


def test_counts_what_was_refused_and_renews_none_of_it(deployed):
    Queue(deployed.sqs, deployed.refused).send("refused", {"source": "contact-form"})
    [(_, line), *_] = deployed.call()
    assert (line["queue"], line["waiting"]) == ("Refused", 1)
    assert deployed.messages(deployed.refused) == [("refused", {"source": "contact-form"})]


def test_announces_and_renews(deployed, monkeypatch):
    Queue(deployed.sqs, deployed.letters).send(BODY, {"delivery": "4711"})
    Queue(deployed.sqs, deployed.imports).send('{"import": "5f1c", "step": 3}', {})
    events = dict(deployed.call())
    assert events["dead_import"]["import"] == "5f1c"
    assert events["dead_letter"]["reason"] == "worker_died"
    [(body, attributes)] = deployed.messages(deployed.letters)
    assert body == BODY
    assert attributes.keys() == {"delivery", "source", "reason", "first_at"}
    monkeypatch.setattr(care, "RENEW_AFTER", 0)
    assert [line["renewed"] for _, line in deployed.call()[1:]] == [1, 1]
    assert deployed.messages(deployed.letters) == [(body, attributes)]


def test_logs_nothing_personal(deployed):
    Queue(deployed.sqs, deployed.letters).send(BODY, {})
    lines = str(deployed.call())
    assert "dead_letter" in lines
    assert "@" not in lines
    assert json.loads(BODY)["body"] not in lines
