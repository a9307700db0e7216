"""The operator's command, from its command line to the queues."""

import io
import json
import re
import time
from dataclasses import replace

import pytest

from bridge.aws.queue import Queue
from bridge.imports.options import SOURCES
from bridge.ledger.deliveries import Deliveries
from bridge.model.delivery import Delivery, delivery_id
from bridge.model.reasons import sentences
from bridge.model.source import Source, Validation
from bridge.operations import queue_walk
from bridge.operations.dead_letters import DeadLetters
from bridge.operations.letter import moment
from bridge.operations.queue_walk import RETENTION
from cli import dead_letters as command
from cli import dead_letters_text, stacks
from tests.support.aws import client, empty_aws
from tests.support.tables import table
from tests.test_template import QUEUES, TEMPLATE

FORM = Source(id="form", kind="form", provider="plain")
PERSONAL = ("Öberg", "asa@", "Storgatan")


class Desk:
    """An operator's terminal, with queues in moto."""

    def __init__(self, database, monkeypatch, capsys):
        self._monkeypatch, self._capsys = monkeypatch, capsys
        self.sqs = client("sqs")
        urls = [self.sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("Customers", "DeadLetters")]
        self.customers, self.dead = urls
        deliveries = Deliveries(database)
        monkeypatch.setattr(queue_walk, "WAIT", 0)
        self.sources(form=FORM)
        monkeypatch.setattr(
            command,
            "dead_letters_of",
            lambda env: DeadLetters(self.sqs, self.dead, Queue(self.sqs, self.customers), deliveries),
        )

    def sources(self, **sources):
        """Compile another sources.yaml."""
        self._monkeypatch.setattr(command, "sources", lambda: sources)

    def letter(self, n=0, reason="name_missing", field="name", source="form", corrections=None, **more):
        body = json.dumps({"E-post": f"asa@{n}.example.se", "Ort": "Öberg"}).encode()
        delivery = Delivery(
            id=delivery_id(source, body), source=source, body=body, received_at=1_800_000_000.0
        )
        if corrections:
            delivery = delivery.replayed(corrections)
        names = {"delivery": delivery.id, "source": source, "reason": reason, "field": field, **more}
        Queue(self.sqs, self.dead).send(delivery.to_message(), names)
        return delivery

    def run(self, *arguments, answer=""):
        """Exit code (or message) and what was printed."""
        self._monkeypatch.setattr("sys.argv", ["dead_letters", *arguments])
        self._monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        with pytest.raises(SystemExit) as end:
            command.main()
        printed = self._capsys.readouterr()
        return end.value.code, printed.out + printed.err

    def waiting(self):
        answer = self.sqs.receive_message(QueueUrl=self.customers, MaxNumberOfMessages=10)
        return [Delivery.from_message(message["Body"]) for message in answer.get("Messages", [])]

    def left(self):
        name = "ApproximateNumberOfMessages"
        answer = self.sqs.get_queue_attributes(QueueUrl=self.dead, AttributeNames=[name])
        return int(answer["Attributes"][name])


@pytest.fixture
def desk(monkeypatch, capsys):
    with empty_aws(), table() as database:
        yield Desk(database, monkeypatch, capsys)


def test_lists_each_letter_and_says_what_to_do_about_each_reason(desk):
    first, second = desk.letter(1), desk.letter(2, "source_unknown", "", source="gone")
    code, said = desk.run("list")
    assert code == 0
    rows = [line.split() for line in said.splitlines()]
    assert [first.id, "form", "name_missing", "name", "0", "s", "90", "d"] in rows
    assert [second.id, "gone", "source_unknown", "0", "s", "90", "d"] in rows
    assert "2 dead letters." in said
    assert "1  source_unknown: Add the source to sources.yaml" in said
    assert desk.left() == 2


def test_lists_those_of_a_reason_or_a_source(desk):
    kept = desk.letter(1, "seventime_refused", source="shop")
    desk.letter(2, source="shop")
    desk.letter(3, "seventime_refused")
    _, said = desk.run("list", "--reason", "seventime_refused", "--source", "shop")
    assert kept.id in said
    assert "1 dead letter." in said


def test_an_empty_queue_is_said_to_be_empty(desk):
    assert desk.run("list") == (0, "\n0 dead letters.\n")


def test_shows_nothing_personal_unless_it_is_asked_for(desk):
    delivery = desk.letter()
    code, said = desk.run("show", delivery.id)
    assert code == 0
    assert "name_missing: Enter the customer's name" in said
    assert "received      2027-01-15 08:00 UTC" in said
    assert not any(word in said for word in PERSONAL)
    _, whole = desk.run("show", delivery.id, "--body")
    assert delivery.body.decode() in whole


def test_lists_nothing_personal(desk):
    desk.letter()
    _, said = desk.run("list")
    assert not any(word in said for word in PERSONAL)


def test_corrects_and_replays_one(desk):
    delivery, other = desk.letter(1), desk.letter(2)
    code, said = desk.run("replay", delivery.id, "--set", "name=Åsa = Öberg", "--set", "city=")
    assert (code, said.partition(".")[0]) == (0, "Replayed: 1 dead letter")
    [replayed] = desk.waiting()
    assert (replayed.id, replayed.replay) == (delivery.id, 1)
    assert replayed.corrections == {"name": "Åsa = Öberg", "city": ""}
    assert other.id in desk.run("list")[1]


@pytest.mark.parametrize("known", [True, False])
def test_replays_nothing_with_a_correction_that_cannot_be_used(desk, known):
    delivery = desk.letter()
    if not known:
        desk.sources()
    code, said = desk.run("replay", delivery.id, "--set", "name=Åsa Öberg", "--set", "zipCode=1234567")
    assert code == 1
    assert f"{delivery.id}: not replayed" in said
    assert f"✗ zipCode zip_code_invalid: {sentences('zip_code_invalid')['message']}" in said
    assert "Replayed: 0 dead letters." in said
    assert "1234567" not in said
    assert (desk.left(), desk.waiting()) == (1, [])


def test_replays_nothing_that_would_be_rejected_again(desk):
    delivery = desk.letter()
    code, said = desk.run("replay", delivery.id, "--set", "city=Luleå")
    assert code == 1
    assert "✗ name name_missing: Enter the customer's name" in said
    assert not any(word in said for word in PERSONAL)
    assert desk.left() == 1


def test_replays_with_warnings_and_shows_them(desk):
    delivery = desk.letter()
    desk.sources(form=replace(FORM, fields={"phone": "'12'"}))
    code, said = desk.run("replay", delivery.id, "--set", "name=Åsa Öberg")
    assert code == 0
    assert f"{delivery.id}: replayed with warnings\n  ! phone phone_invalid: " in said
    assert len(desk.waiting()) == 1


def test_corrects_each_of_several_letters_or_says_why_not(desk):
    desk.letter(1), desk.letter(2, corrections={"phone": "12"})
    code, said = desk.run("replay", "--all", "--set", "name=Åsa Öberg")
    assert code == 1
    assert "✗ phone phone_invalid" in said
    assert "Replayed: 1 dead letter." in said
    assert desk.left() == 1


def test_without_corrections_the_deployed_settings_decide(desk):
    delivery = desk.letter()
    desk.sources(form=replace(FORM, validation=Validation.STRICT))
    assert desk.run("replay", delivery.id)[0] == 0


def test_what_cannot_be_read_stays_as_it_is(desk):
    Queue(desk.sqs, desk.dead).send("no message of ours", {"reason": "malformed_message"})
    code, said = desk.run("replay", "--all", "--set", "name=Åsa Öberg")
    assert (code, desk.left()) == (1, 1)
    assert "cannot be read" in said


def test_knows_the_sources_of_this_checkout_and_those_of_files(monkeypatch, tmp_path):
    stacks.sources.cache_clear()
    monkeypatch.setattr(stacks.registry, "BUILT", tmp_path / "sources.json")
    assert stacks.sources().keys() == SOURCES.keys()
    stacks.sources.cache_clear()


def test_shows_which_fields_were_corrected_and_their_values_only_on_request(desk):
    delivery = desk.letter(corrections={"address": "Storgatan 1"})
    _, said = desk.run("show", delivery.id)
    assert "corrected     address\n" in said
    assert "Storgatan" not in said
    assert "address=Storgatan 1" in desk.run("show", delivery.id, "--body")[1]


@pytest.mark.parametrize(
    "which", [("--all",), ("--reason", "name_missing"), ("--source", "form", "--reason", "name_missing")]
)
def test_replays_all_of_a_kind(desk, which):
    wanted = {desk.letter(n).id for n in range(4)}
    if "--all" not in which:
        desk.letter(9, "source_unknown")
    code, said = desk.run("replay", *which)
    assert (code, said.partition(".")[0]) == (0, "Replayed: 4 dead letters")
    assert {delivery.id for delivery in desk.waiting()} == wanted


@pytest.mark.parametrize("command", ["replay", "discard"])
def test_does_nothing_to_letters_before_it_is_said_which(desk, command):
    desk.letter()
    code, said = desk.run(command)
    assert code == 2
    assert "say which" in said
    assert desk.left() == 1


@pytest.mark.parametrize(
    ("correction", "said"),
    [("nam=Åsa", "there is name"), ("name", "a correction is FIELD=VALUE"), ("zzzz=1", "address, address2,")],
)
def test_a_correction_names_a_field_of_seven_times(desk, correction, said):
    delivery = desk.letter()
    code, printed = desk.run("replay", delivery.id, "--set", correction)
    assert code == 2
    assert said in printed
    assert "Åsa" not in printed
    assert (desk.left(), desk.waiting()) == (1, [])


@pytest.mark.parametrize(("answer", "left"), [("y\n", 1), ("Yes\n", 1), ("n\n", 3), ("\n", 3), ("", 3)])
def test_discards_only_after_a_yes(desk, answer, left):
    desk.letter(1), desk.letter(2)
    desk.letter(3, "source_unknown")
    code, said = desk.run("discard", "--reason", "name_missing", answer=answer)
    assert "Discard 2 dead letters for good?" in said
    assert (code, desk.left()) == (int(left == 3), left)


def test_discards_without_asking_when_told_so(desk):
    delivery = desk.letter()
    code, said = desk.run("discard", delivery.id, "--yes")
    assert (code, said, desk.left()) == (0, "Discarded: 1 dead letter.\n", 0)


@pytest.mark.parametrize("command", [("show",), ("replay",), ("discard", "--yes")])
def test_says_when_there_is_no_such_letter(desk, command):
    desk.letter()
    assert desk.run(*command, "0123456789abcdef") == (1, "No such dead letter.\n")


def test_says_when_somebody_else_is_at_the_letters(desk):
    desk.letter()
    desk.sqs.receive_message(QueueUrl=desk.dead, VisibilityTimeout=600)
    _, said = desk.run("list")
    assert "Another command holds 1, or was stopped" in said


def test_says_which_letters_could_not_be_replayed(desk):
    desk.letter()
    Queue(desk.sqs, desk.dead).send("no message of ours", {"reason": "malformed_message"})
    code, said = desk.run("replay", "--all")
    assert code == 1
    assert "cannot be read" in said
    assert "Replayed: 1 dead letter." in said
    assert desk.left() == 1


def test_says_in_one_line_when_aws_does_not_answer(desk):
    desk.sqs.delete_queue(QueueUrl=desk.dead)
    code, _ = desk.run("list")
    assert code.startswith("queue_unavailable: AWS answered")


def test_what_waited_in_vain_is_said_to_be_replayed():
    assert dead_letters_text.sentence("seventime_timeout") == (
        "Seven Time did not respond in time. It was tried for days: replay it when that is over."
    )
    assert "worker died" in dead_letters_text.sentence("worker_died")
    assert dead_letters_text.sentence("no_such_code")


@pytest.mark.parametrize(
    ("seconds", "text"), [(-1, "0 s"), (59, "59 s"), (60, "1 min"), (7_200, "2 h"), (259_200, "3 d")]
)
def test_an_age_is_in_the_largest_unit(seconds, text):
    assert dead_letters_text.age(seconds) == text


def test_a_renewed_letter_is_as_old_as_the_first(desk):
    first_at = time.time() - 80 * 86_400
    delivery = desk.letter(first_at=moment(first_at))
    [row] = [line for line in desk.run("list")[1].splitlines() if line.startswith(delivery.id)]
    assert row.split()[-4:] == ["80", "d", "10", "d"]
    _, said = desk.run("show", delivery.id)
    dead_since = moment(first_at)[:16].replace("T", " ")
    assert f"dead since    {dead_since} UTC\n" in said
    assert re.search(r"^kept until    .* UTC \(10 d left\)$", said, re.M)
    assert re.search(r"^in SQS until  .* UTC \(14 d left\)", said, re.M)


def test_the_queue_keeps_letters_for_as_long_as_is_said():
    assert QUEUES["DeadLetters"]["MessageRetentionPeriod"] == RETENTION


def test_finds_a_deployed_stack_by_its_environment(monkeypatch):
    monkeypatch.setattr("boto3.Session", Session)
    dead = stacks.dead_letters_of("prod")
    assert dead._url == "the value of DeadLettersUrl"


def test_says_that_no_local_stack_runs(desk, monkeypatch, tmp_path):
    monkeypatch.undo()
    monkeypatch.setattr(stacks, "LOCAL_STACK", tmp_path / "stack.json")
    assert desk.run("list") == (
        "No local stack runs in this checkout, or it is still starting: make run",
        "",
    )


class Session:
    """boto3's, with one stack that has the template's outputs."""

    def __init__(self, region_name, profile_name):
        assert region_name == "eu-north-1"

    def client(self, service):
        return self

    def describe_stacks(self, StackName):
        assert StackName == "seventime-bridge"
        outputs = [{"OutputKey": key, "OutputValue": f"the value of {key}"} for key in TEMPLATE["Outputs"]]
        return {"Stacks": [{"Outputs": outputs, "StackStatus": "CREATE_COMPLETE"}]}
