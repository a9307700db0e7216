"""The operator's command, from its command line to the queues."""

import json
import math
import re
import time
from dataclasses import replace
from types import SimpleNamespace

import pytest
from botocore.exceptions import EndpointConnectionError

from bridge.aws.queue import Queue
from bridge.aws.table import Table
from bridge.imports.options import SOURCES
from bridge.imports.send.queue_ahead import row_delivery
from bridge.ledger.deliveries import Deliveries
from bridge.model.delivery import Delivery, delivery_id
from bridge.model.error_messages import with_error_message
from bridge.model.failures import Rejected, Unavailable
from bridge.model.lane import Lane
from bridge.model.outcome import DeliveryStatus, Outcome
from bridge.model.reasons import Reason, sentences
from bridge.model.source import Source, Validation
from bridge.operations import queue_walk
from bridge.operations.letter import moment
from bridge.operations.queue_walk import RETENTION
from cli import dead_letters_text, places, stacks
from cli.accounts import account_of_caller
from cli.commands import dead_letters as command
from cli.samconfig import settings_of
from cli.times import age
from tests.support.aws import client
from tests.support.tables import table
from tests.support.terminal import Terminal
from tests.test_template import QUEUES, TEMPLATE

FORM = Source(id="form", kind="form", provider="plain")
PERSONAL = ("Öberg", "asa@", "Storgatan")


class Desk:
    """An operator's terminal, with queues in moto."""

    def __init__(self, monkeypatch, capsys):
        self._monkeypatch = monkeypatch
        self.sqs = client("sqs")
        urls = [self.sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("Customers", "DeadLetters")]
        self.customers, self.dead = urls
        outputs = {"DeadLettersUrl": self.dead, "CustomersQueueUrl": self.customers, "LedgerTable": "table"}
        self.terminal = Terminal(monkeypatch, capsys, **outputs)
        monkeypatch.setattr(queue_walk, "WAIT", 0)
        self.sources(form=FORM)

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
        """Exit code and what was written. Replays are not waited for, because no worker runs."""
        if arguments[0] == "replay" and "--seconds" not in arguments:
            arguments += ("--seconds", "0")
        return self.terminal.run("dead-letters", *arguments, answer=answer)

    def working(self, do):
        """Let a worker do this with each replayed delivery, as soon as somebody waits."""
        self._monkeypatch.setattr("cli.replays.time.sleep", lambda _: [do(each) for each in self.waiting()])

    def waiting(self):
        answer = self.sqs.receive_message(QueueUrl=self.customers, MaxNumberOfMessages=10)
        return [Delivery.from_message(message["Body"]) for message in answer.get("Messages", [])]

    def left(self):
        name = "ApproximateNumberOfMessages"
        answer = self.sqs.get_queue_attributes(QueueUrl=self.dead, AttributeNames=[name])
        return int(answer["Attributes"][name])


@pytest.fixture
def desk(monkeypatch, capsys):
    with table("moto"):
        yield Desk(monkeypatch, capsys)


@pytest.fixture
def deliveries(desk):
    return Deliveries(Table(client("dynamodb"), "table"))


def test_previews_each_field_before_and_after_the_corrections(desk):
    letter = desk.letter()
    corrections = ["--set", "name=Åsa Öberg", "--set", "email=asa@lund.se", "--set", "city="]
    code, said = desk.run("preview", letter.id, *corrections, "--body")
    rows = [re.split(r"  +", line.strip()) for line in said.splitlines()]
    assert code == 0
    assert ["name", "added", "Åsa Öberg"] in rows
    assert ["email", "changed", "asa@0.example.se", "asa@lund.se"] in rows
    assert ["city", "removed", "Öberg"] in rows
    assert (desk.left(), desk.waiting()) == (1, [])


def test_a_preview_shows_nothing_personal_unless_it_is_asked_for(desk):
    letter = desk.letter()
    for more in ([], ["--json"]):
        code, said = desk.run("preview", letter.id, "--set", "name=Åsa Öberg", *more)
        assert (code, "email" in said, "added" in said) == (0, True, True)
        assert not any(word in said for word in PERSONAL)
    _, out, _ = desk.terminal.run_alone(
        "dead-letters", "preview", letter.id, "--set", "name=Bo Ek", "--json", "--body"
    )
    name = next(each for each in json.loads(out)["fields"] if each["field"] == "name")
    assert name == {"field": "name", "change": "added", "before": None, "after": "Bo Ek"}


def test_a_preview_says_why_there_would_be_no_customer(desk):
    letter = desk.letter()
    code, said = desk.run("preview", letter.id, "--set", "email=x@@")
    assert (code, "✗ name name_missing" in said, "✗ email email_invalid" in said) == (1, True, True)


def test_a_preview_says_what_only_the_worker_can_read(desk):
    letter = desk.letter()
    desk.sources()
    code, said = desk.run("preview", letter.id, "--set", "name=Bo Ek")
    assert (code, "Only the worker can read the delivery" in said) == (0, True)


def test_a_preview_of_what_cannot_be_read_says_so(desk):
    Queue(desk.sqs, desk.dead).send("no message of ours", {"reason": "malformed_message"})
    [listed] = [line for line in desk.run("list")[1].splitlines() if "malformed_message" in line][:1]
    code, said = desk.run("preview", listed.split()[0])
    assert (code, said.strip()) == (1, f"{listed.split()[0]}: {sentences('malformed_message')['message']}")


def test_the_rejected_rows_of_an_import_are_sent_again_and_no_others(desk, deliveries):
    id_, other = delivery_id("imports", b"1"), delivery_id("imports", b"2")
    rows = [Delivery(row_delivery(i, n), "import:look_up", b"{}", i, lane=Lane.IMPORT) for i, n in
            ((id_, 1), (id_, 2), (other, 1))]  # fmt: skip
    for row in rows:
        Queue(desk.sqs, desk.dead).send(row.to_message(), {"reason": "seventime_refused"})
    letter = desk.letter()
    customer = Outcome(DeliveryStatus.CREATED, "5bb26376c42fb99275000080", "1042")
    desk.working(lambda delivery: deliveries.finish(delivery, customer))
    code, out, _ = desk.terminal.run_alone("imports", "retry", id_[:8], "--json")
    shown = json.loads(out)
    assert (code, shown["replayed"]) == (0, 2)
    assert {each["delivery"] for each in shown["deliveries"]} == {row.id for row in rows[:2]}
    listed = desk.run("list")[1]
    assert (letter.id in listed, rows[2].id in listed, rows[0].id in listed) == (True, True, False)
    assert desk.terminal.run("imports", "retry", id_)[0] == 1


def test_waits_for_the_customer_that_a_replay_becomes(desk, deliveries):
    letter = desk.letter()
    customer = Outcome(DeliveryStatus.CREATED, "5bb26376c42fb99275000080", "1042")
    desk.working(lambda delivery: deliveries.finish(delivery, customer))
    code, out, error = desk.terminal.run_alone("dead-letters", "replay", letter.id, "--set", "name=Bo Ek")
    [row] = [line.split() for line in out.splitlines() if line.startswith(letter.id)]
    assert (code, row) == (0, [letter.id, "created", "1042"])
    assert "Waiting for the worker" in error


def test_says_why_a_replay_was_rejected_again_and_what_to_do(desk, deliveries):
    letter = desk.letter()
    deliveries.reject(letter, Rejected(Reason.NAME_MISSING, field="name"))
    refusal = Rejected(Reason.SEVENTIME_REFUSED, field="phone")
    desk.working(lambda delivery: deliveries.reject(delivery, refusal))
    code, said = desk.run("replay", letter.id, "--set", "name=Bo Ek", "--seconds", "60")
    [row] = [line.split() for line in said.splitlines() if line.startswith(letter.id)]
    assert (code, row) == (1, [letter.id, "rejected", "seventime_refused", "phone"])
    assert f"seventime_refused: {sentences('seventime_refused')['message']}" in said


def test_the_rejection_before_a_replay_is_not_taken_for_its_outcome(desk, deliveries, monkeypatch):
    letter = desk.letter()
    deliveries.reject(letter, Rejected(Reason.NAME_MISSING, field="name"))
    desk.working(lambda delivery: monkeypatch.setattr("cli.replays.time.monotonic", lambda: math.inf))
    code, out, _ = desk.terminal.run_alone("dead-letters", "replay", letter.id, "--json")
    shown = json.loads(out)
    assert (code, shown["replayed"], shown["not_replayed"]) == (1, 1, 0)
    [waiting] = shown["deliveries"]
    assert (waiting["delivery"], waiting["status"], waiting["reason"]) == (
        letter.id,
        "pending",
        "not_taken_yet",
    )


def test_says_why_a_replay_waits_and_that_it_waits(desk, deliveries, monkeypatch):
    letter = desk.letter()

    def fail(delivery):
        deliveries.count_attempt(delivery, Unavailable(Reason.SEVENTIME_TIMEOUT))
        monkeypatch.setattr("cli.replays.time.monotonic", lambda: math.inf)

    desk.working(fail)
    code, said = desk.run("replay", letter.id, "--set", "name=Bo Ek", "--seconds", "60")
    assert (code, "pending" in said, "seventime_timeout: " in said) == (1, True, True)
    assert "Without an outcome yet: 1." in said


def test_a_ledger_that_does_not_answer_for_a_moment_is_read_again(desk, deliveries, monkeypatch):
    letter, find, asked = desk.letter(), Deliveries.find, []

    def failing(self, delivery):
        asked.append(delivery)
        if len(asked) == 1:
            raise Unavailable(Reason.LEDGER_UNAVAILABLE)
        return find(self, delivery)

    monkeypatch.setattr(Deliveries, "find", failing)
    desk.working(lambda delivery: deliveries.ignore(delivery, Reason.TEST_DELIVERY))
    code, said = desk.run("replay", letter.id, "--set", "name=Bo Ek", "--seconds", "60")
    assert (code, "ignored" in said) == (0, True)


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
    assert desk.run("list") == (0, "0 dead letters.\n")


def test_shows_nothing_personal_unless_it_is_asked_for(desk):
    delivery = desk.letter()
    code, said = desk.run("show", delivery.id)
    assert code == 0
    assert "name_missing: Enter the customer's name" in said
    assert "received      2027-01-15 08:00" in said
    assert not any(word in said for word in PERSONAL)
    _, whole = desk.run("show", delivery.id, "--body")
    assert delivery.body.decode() in whole


def test_shows_what_seven_time_said_only_when_it_is_asked_for(desk):
    delivery = desk.letter()
    said = with_error_message(delivery.to_message(), "Åsa Öberg har redan nummer 7")
    desk.sqs.purge_queue(QueueUrl=desk.dead)
    Queue(desk.sqs, desk.dead).send(said, {"reason": "seventime_refused"})
    assert "redan nummer" not in "".join(desk.run("show", delivery.id)[1] + desk.run("list")[1])
    _, whole = desk.run("show", delivery.id, "--body")
    assert whole.endswith("Seven Time said: Åsa Öberg har redan nummer 7\n")
    _, out, _ = desk.terminal.run_alone("dead-letters", "show", delivery.id, "--json", "--body")
    assert json.loads(out)["error_message"] == "Åsa Öberg har redan nummer 7"


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


@pytest.mark.parametrize(
    ("written", "known"), [(None, set()), ("contact-form: {kind: form, provider: plain}", {"contact-form"})]
)
def test_knows_the_sources_of_this_checkout_and_those_of_files(monkeypatch, tmp_path, written, known):
    stacks.sources.cache_clear()
    monkeypatch.setattr(places, "SOURCES", tmp_path / "sources.yaml")
    if written:
        places.SOURCES.write_text(written, encoding="utf-8")
    assert stacks.sources().keys() == SOURCES.keys() | known
    stacks.sources.cache_clear()


def test_an_id_can_be_given_by_its_first_characters(desk):
    first, second = desk.letter(1), desk.letter(2)
    assert first.id in desk.run("show", first.id[:6])[1]
    assert desk.run("discard", second.id[:8], "--yes") == (0, "Discarded: 1 dead letter.\n")
    code, said = desk.run("show", first.id[:5])
    assert (code, "is too short" in said) == (2, True)
    assert desk.left() == 1


def test_a_beginning_that_several_ids_have_means_none(desk, monkeypatch):
    for n in (1, 2):
        Queue(desk.sqs, desk.dead).send(
            replace(desk.letter(n), id=f"abcdef{n}" + "0" * 21).to_message(), {"reason": "name_missing"}
        )
    code, said = desk.run("discard", "abcdef", "--yes")
    assert (code, "Several ids begin with abcdef" in said) == (2, True)
    assert desk.left() == 4


def test_lists_json_for_programs_and_nothing_personal(desk):
    letter = desk.letter()
    code, out, _ = desk.terminal.run_alone("dead-letters", "list", "--json")
    [shown] = [json.loads(line) for line in out.splitlines()]
    assert (code, shown["delivery"], shown["reason"], shown["field"]) == (
        0,
        letter.id,
        "name_missing",
        "name",
    )
    assert shown["message_sv"] == sentences("name_missing")["message_sv"]
    assert not any(word in out for word in PERSONAL)
    _, out, _ = desk.terminal.run_alone("dead-letters", "show", letter.id, "--json", "--body")
    assert json.loads(json.loads(out)["body"])["Ort"] == "Öberg"


def test_nobody_is_asked_without_a_terminal(desk):
    letter = desk.letter()
    code, out, error = desk.terminal.run_alone("dead-letters", "discard", letter.id)
    assert (code, out, desk.left()) == (2, "", 1)
    assert "give --yes" in error


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
    assert "Say which" in said
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
    assert (
        "Discard 2 dead letters for good? No customer will be created. (local: bridge-test, account" in said
    )
    assert (code, desk.left()) == (int(left == 3), left)


def test_discards_without_asking_when_told_so(desk):
    delivery = desk.letter()
    code, said = desk.run("discard", delivery.id, "--yes")
    assert (code, said, desk.left()) == (0, "Discarded: 1 dead letter.\n", 0)


@pytest.mark.parametrize("command", [("show",), ("replay",), ("discard", "--yes")])
def test_says_when_there_is_no_such_letter(desk, command):
    desk.letter()
    assert desk.run(*command, "0123456789abcdef") == (1, "There is no such dead letter.\n")


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
    code, said = desk.run("list")
    assert (code, said.partition(" ")[0]) == (3, "queue_unavailable:")


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
    assert age(seconds) == text


def test_a_renewed_letter_is_as_old_as_the_first(desk):
    first_at = time.time() - 80 * 86_400
    delivery = desk.letter(first_at=moment(first_at))
    [row] = [line for line in desk.run("list")[1].splitlines() if line.startswith(delivery.id)]
    assert row.split()[-4:] == ["80", "d", "10", "d"]
    _, said = desk.run("show", delivery.id)
    dead_since = moment(first_at)[:16].replace("T", " ")
    assert f"dead since    {dead_since}\n" in said
    assert re.search(r"^kept until    .* \(10 d left\)$", said, re.M)
    assert re.search(r"^in SQS until  .* \(14 d left\)", said, re.M)


def test_the_queue_keeps_letters_for_as_long_as_is_said():
    assert QUEUES["DeadLetters"]["MessageRetentionPeriod"] == RETENTION


def test_finds_a_deployed_stack_by_its_environment(monkeypatch):
    monkeypatch.setattr("boto3.Session", Session)
    stack = stacks.stack_of(settings_of("prod"))
    assert (stack.account, stack.region) == ("123456789012", "eu-north-1")
    dead = stacks.dead_letters_of(stack)
    assert dead._url == "the value of DeadLettersUrl"


def test_says_that_no_local_stack_runs(desk, monkeypatch, tmp_path):
    monkeypatch.undo()
    monkeypatch.setattr(places, "LOCAL_STACK", tmp_path / "stack.json")
    code, said = desk.run("list")
    assert code == 3
    assert said.startswith("No local stack runs here")


class Session:
    """boto3's, with one stack that has the template's outputs."""

    def __init__(self, region_name, profile_name):
        self.region_name = region_name

    def client(self, service):
        return self

    def describe_stacks(self, StackName):
        assert StackName == "seventime-bridge"
        outputs = [{"OutputKey": key, "OutputValue": f"the value of {key}"} for key in TEMPLATE["Outputs"]]
        arn = "arn:aws:sns:eu-north-1:123456789012:Alarms"
        outputs.append({"OutputKey": "AlarmsTopicArn", "OutputValue": arn})
        return {"Stacks": [{"Outputs": outputs, "StackStatus": "CREATE_COMPLETE"}]}


@pytest.mark.parametrize("arguments", [("replay",), ("discard", "--yes")])
def test_the_account_of_who_decides_is_written_down(desk, deliveries, arguments):
    letter = desk.letter()
    name, *more = arguments
    desk.run(name, letter.id, *more)
    assert (deliveries.find(letter.id).decision, deliveries.find(letter.id).decided_by) == (name, "moto")


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        ("arn:aws:iam::123456789012:user/office/anna", "anna"),
        ("arn:aws:sts::123456789012:assumed-role/Operator/anna@firm.se", "anna@firm.se"),
        ("arn:aws:iam::123456789012:root", "root"),
    ],
)
def test_an_account_is_named_as_its_people_know_it(arn, name):
    assert account_of_caller(_of_sts(lambda: {"Arn": arn})) == name


def test_without_an_answer_of_aws_nobody_is_named():
    def refuse():
        raise EndpointConnectionError(endpoint_url="https://sts")

    assert account_of_caller(_of_sts(refuse)) == ""


def _of_sts(answer):
    sts = SimpleNamespace(get_caller_identity=answer)
    return {"sts": sts}.__getitem__


class Mending(Desk):
    """A dead letter whose body ends too early, and what somebody makes of it."""

    def __init__(self, monkeypatch, capsys, folder):
        super().__init__(monkeypatch, capsys)
        self._file = folder / "corrected.json"
        body = '{"Namn": "Åsa Öberg", '.encode()
        self.broken = Delivery(delivery_id("form", body), "form", body, received_at=1_800_000_000.0)
        names = {"delivery": self.broken.id, "source": "form", "reason": "malformed_json"}
        Queue(self.sqs, self.dead).send(self.broken.to_message(), names)

    def mend(self, command, text, *arguments, which=None):
        self._file.write_bytes(text)
        id_ = which or [self.broken.id]
        return self.run(command, *id_, "--body-file", str(self._file), *arguments)


@pytest.fixture
def mending(monkeypatch, capsys, tmp_path):
    with table("moto"):
        yield Mending(monkeypatch, capsys, tmp_path)


GOOD = '{"Namn": "Åsa Öberg", "E-post": "asa@lund.se"}'.encode()


def test_a_corrected_body_is_shown_field_by_field(mending):
    code, said = mending.mend("preview", GOOD)
    assert (code, "Öberg" in said) == (0, False)
    assert ["email", "added"] in [line.split() for line in said.splitlines()]
    assert "asa@lund.se" in mending.mend("preview", GOOD, "--body")[1]
    assert (mending.left(), mending.waiting()) == (1, [])


def test_a_corrected_body_is_sent_under_the_id_of_the_delivery(mending):
    code, _ = mending.mend("replay", GOOD, "--set", "city=Lund")
    [sent] = mending.waiting()
    assert (code, mending.left()) == (0, 0)
    assert (sent.id, sent.body, sent.corrections) == (mending.broken.id, GOOD, {"city": "Lund"})


@pytest.mark.parametrize("text", [b'{"Namn": ', '{"Namn": "Åsa"}'.encode("latin-1"), b"", b'{"Ort": "Lund"}'])
def test_nothing_is_lost_if_a_corrected_body_is_still_wrong(mending, text):
    code, said = mending.mend("replay", text)
    assert (code, mending.left(), mending.waiting()) == (1, 1, [])
    assert "not replayed" in said
    assert mending.mend("preview", text)[0] == 1


@pytest.mark.parametrize("which", [["--all"], ["--reason", "malformed_json"], ["abcdef", "fedcba"]])
def test_a_corrected_body_is_for_one_dead_letter(mending, which):
    code, said = mending.mend("replay", GOOD, which=which)
    assert (code, "give its id" in said, mending.left()) == (2, True, 1)


def test_a_corrected_body_of_a_source_that_is_unknown_is_not_replayed(mending):
    mending.sources()
    code, said = mending.mend("replay", GOOD)
    assert (code, "source_unknown" in said, mending.left()) == (1, True, 1)
