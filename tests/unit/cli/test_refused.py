"""The operator's command for refused deliveries, from its command line to the queues."""

import json
import re

import pytest

from bridge.aws.queue import Queue
from bridge.http import Request
from bridge.model.delivery import Delivery, delivery_id
from bridge.model.source import Source
from bridge.operations import queue_walk
from bridge.operations.refused import RefusedDeliveries
from bridge.sources.refused import RefusedDelivery
from bridge.sources.secrets import SenderSecrets
from cli import stacks
from cli.commands import refused as command
from tests.support.aws import client, empty_aws
from tests.support.senders import SecretsManager
from tests.support.terminal import Terminal

FORM = Source(id="form", kind="form", provider="plain")
OTHER = Source(id="other", kind="form", provider="plain")
PERSONAL = ("Öberg", "asa@", "the secret", "forged")


class Desk:
    """An operator's terminal, with queues in moto."""

    def __init__(self, monkeypatch, capsys):
        self.terminal = Terminal(monkeypatch, capsys)
        self.sqs = client("sqs")
        urls = [self.sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("Customers", "Refused")]
        self.customers, self.refused = urls
        monkeypatch.setattr(queue_walk, "WAIT", 0)
        monkeypatch.setattr(command, "refused_of", self._open)

    def _open(self, stack):
        secrets = SenderSecrets(SecretsManager({"form": "the secret", "other": "the secret"}), "senders")
        customers, sources = Queue(self.sqs, self.customers), {"form": FORM, "other": OTHER}
        return RefusedDeliveries(self.sqs, self.refused, customers, sources, secrets)

    def keep(self, n=0, token="the secret", source="form"):
        """Keep the delivery of customer n. Return the id that it would have got."""
        body = json.dumps({"namn": "Åsa Öberg", "E-post": f"asa@{n}.example.se"}, ensure_ascii=False).encode()
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        request = Request("POST", headers=headers, body=body, received_at=1_800_000_000.0, id="request-7")
        message = RefusedDelivery(source, "bad_token", request).to_message()
        Queue(self.sqs, self.refused).send(message, {"source": source, "reason": "bad_token"})
        return delivery_id(source, body)

    def ids(self):
        """The ids in the first column of the list."""
        return [line.split()[0] for line in self.run("list")[1].splitlines() if " bad_token " in line]

    def run(self, *arguments, answer=""):
        """Exit code and what was written."""
        return self.terminal.run("refused", *arguments, answer=answer)

    def released(self):
        answer = self.sqs.receive_message(QueueUrl=self.customers, MaxNumberOfMessages=10)
        return sorted(Delivery.from_message(message["Body"]).id for message in answer.get("Messages", []))

    def left(self):
        name = "ApproximateNumberOfMessages"
        answer = self.sqs.get_queue_attributes(QueueUrl=self.refused, AttributeNames=[name])
        return int(answer["Attributes"][name])


@pytest.fixture
def desk(monkeypatch, capsys):
    with empty_aws():
        yield Desk(monkeypatch, capsys)


def test_lists_each_one_and_whether_it_verifies_now(desk):
    good = desk.keep(1)
    desk.keep(2, "forged", "other")
    code, said = desk.run("list")
    rows = [re.split(r" {2,}", line.rstrip()) for line in said.splitlines()]
    assert code == 0
    assert any("form" in row and row[-1] == f"✓ {good}" for row in rows)
    assert any("other" in row and row[-1] == "✗ bad_token" for row in rows)
    assert "2 refused deliveries, 1 verified." in said
    assert "1  bad_token: Use the same token at the sender" in said
    assert desk.left() == 2


def test_an_empty_queue_is_said_to_be_empty(desk):
    assert desk.run("list") == (0, "0 refused deliveries, 0 verified.\n")


def test_lists_those_of_a_source(desk):
    desk.keep(1)
    desk.keep(2, source="other")
    assert "1 refused delivery, 1 verified." in desk.run("list", "--source", "other")[1]


def test_shows_nothing_personal_unless_it_is_asked_for(desk):
    delivery = desk.keep()
    [id_] = desk.ids()
    code, said = desk.run("show", id_)
    assert code == 0
    for line in (
        f"deliveries    {delivery}",
        "received      2027-01-15 08:00",
        "request id    request-7",
    ):
        assert line in said
    assert not any(word in said + desk.run("list")[1] for word in PERSONAL)
    desk.terminal.live_in("Europe/Stockholm")
    assert "received      2027-01-15 09:00\n" in desk.run("show", id_)[1]
    _, whole = desk.run("show", id_, "--body")
    assert "Åsa Öberg" in whole
    assert "the secret" not in whole


def test_releases_what_verifies_and_says_what_stays(desk):
    good = [desk.keep(n) for n in (1, 2, 2)]
    for n in range(3):
        desk.keep(n, "forged")
    code, said = desk.run("release", "--all")
    assert code == 0
    assert "Released: 3 refused deliveries, as 2 messages to the worker." in said
    assert "Not verified, and still here: 3 refused deliveries." in said
    assert desk.released() == sorted(set(good))
    assert desk.left() == 3
    assert not any(word in said for word in PERSONAL)


def test_lists_json_for_programs_and_nothing_personal(desk):
    good = desk.keep(1)
    desk.keep(2, "forged")
    code, out, _ = desk.terminal.run_alone("refused", "list", "--json")
    shown = sorted((json.loads(line) for line in out.splitlines()), key=lambda each: each["verifies"])
    assert (code, shown[0]["problem"], shown[1]["deliveries"]) == (0, "bad_token", [good])
    assert not any(word in out for word in PERSONAL)
    code, out, _ = desk.terminal.run_alone("refused", "release", "--all", "--json")
    assert (code, json.loads(out)) == (0, {"released": 1, "messages": 1, "not_verified": 1})


def test_discards_nothing_without_a_terminal_and_without_yes(desk):
    desk.keep(1)
    code, out, error = desk.terminal.run_alone("refused", "discard", "--all")
    assert (code, out, desk.left()) == (2, "", 1)
    assert "give --yes" in error


def test_releases_those_of_a_source_or_one_by_its_id(desk):
    desk.keep(1)
    other = desk.keep(2, source="other")
    assert desk.run("release", "--source", "other")[0] == 0
    assert desk.released() == [other]
    desk.keep(3)
    [first, _] = desk.ids()
    assert desk.run("release", first)[0] == 0
    assert len(desk.released()) == 1
    assert desk.left() == 1


def test_a_release_of_nothing_but_forgeries_fails(desk):
    desk.keep(1, "forged")
    code, said = desk.run("release", "--all")
    assert code == 1
    assert "Not verified, and still here: 1 refused delivery." in said
    assert (desk.released(), desk.left()) == ([], 1)


@pytest.mark.parametrize("answer", ["n\n", "", "nej\n"])
def test_discards_nothing_without_a_yes(desk, answer):
    desk.keep(1)
    desk.keep(2, "forged")
    code, said = desk.run("discard", "--all", answer=answer)
    assert code == 1
    assert "Discard 2 refused deliveries for good? 1 of them could be released." in said
    assert desk.left() == 2


def test_discards_after_a_yes(desk):
    desk.keep(1, "forged")
    desk.keep(2, source="other")
    code, said = desk.run("discard", "--source", "form", answer="y\n")
    assert code == 0
    assert "Discard 1 refused delivery for good? None of them verifies." in said
    assert (desk.left(), desk.released()) == (1, [])
    assert desk.run("discard", "--all", "--yes")[0] == 0
    assert desk.left() == 0


@pytest.mark.parametrize("name", ["show", "release", "discard"])
def test_says_so_if_there_is_none(desk, name):
    assert desk.run(name, "no-such-id") == (1, "There is no such refused delivery.\n")


@pytest.mark.parametrize("name", ["release", "discard"])
def test_a_change_needs_to_be_told_what_it_is_for(desk, name):
    code, said = desk.run(name)
    assert code == 2
    assert "Say which" in said


def test_the_command_opens_the_queue_of_its_stack():
    outputs = {"RefusedUrl": "refused", "CustomersQueueUrl": "customers", "SenderSecretsId": "senders"}
    stack = stacks.Stack(lambda service: service, outputs, "seventime-bridge", "https://api.example")
    opened = stacks.refused_of(stack)
    assert (opened._url, opened._customers._url, opened._secrets._secret_id) == tuple(outputs.values())
