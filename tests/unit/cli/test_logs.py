"""`bridge logs tail`, for a stack whose logs are in moto."""

import json
import time

import pytest

from cli.commands import logs as command
from tests.support.aws import client, empty_aws
from tests.support.terminal import Terminal

ID = "8574dc802eec7964822efbc2746a"
QUEUED = {"level": "INFO", "message": "Delivery queued", "source": "form", "delivery": ID, "topic": ""}
RETRY = {"message": "retry", "delivery": ID, "source": "form", "reason": "seventime_timeout", "at": "x"}
CREATED = {"message": "delivery", "delivery": ID, "source": "form", "status": "created"}
DEAD = {"message": "dead_letter", "delivery": ID, "source": "form", "reason": "name_missing"}


OTHER = CREATED | {"delivery": "of another"}


def by_worker(*records):
    return [("create-customers", record) for record in records]


class Desk:
    """A terminal, and a deployment that logs while somebody looks."""

    def __init__(self, monkeypatch, capsys):
        self.terminal = Terminal(monkeypatch, capsys)
        self.later = []
        monkeypatch.setattr(command.time, "sleep", lambda _: self._go_on())
        for name in ("receive-form-webhook", "create-customers"):
            group = f"/aws/lambda/bridge-test/{name}"
            client("logs").create_log_group(logGroupName=group)
            client("logs").create_log_stream(logGroupName=group, logStreamName="1")

    def write(self, name, record, ago=0.0):
        event = {"timestamp": int((time.time() - ago) * 1000), "message": json.dumps(record)}
        group = f"/aws/lambda/bridge-test/{name}"
        client("logs").put_log_events(logGroupName=group, logStreamName="1", logEvents=[event])

    def _go_on(self):
        if not self.later:
            raise KeyboardInterrupt
        self.write(*self.later.pop(0))

    def tail(self, *arguments):
        """Exit code, and the lines of JSON."""
        code, out, _ = self.terminal.run_alone("logs", "tail", "--json", *arguments)
        return code, [json.loads(text) for text in out.splitlines()]


@pytest.fixture
def desk(monkeypatch, capsys):
    with empty_aws():
        yield Desk(monkeypatch, capsys)


@pytest.mark.parametrize(("end", "code"), [(CREATED, 0), (DEAD, 1)])
@pytest.mark.parametrize("id_", [ID, ID[:6]])
def test_a_delivery_is_followed_to_its_outcome(desk, end, code, id_):
    desk.write("receive-form-webhook", QUEUED, ago=3600)
    desk.later = by_worker(RETRY, OTHER, end, OTHER)
    ended, lines = desk.tail("--delivery", id_)
    events = [(each["function"], each["event"]) for each in lines]
    assert (ended, events[0]) == (code, ("receive-form-webhook", "Delivery queued"))
    assert [event for _, event in events[1:]] == ["retry", end["message"]]
    assert lines[1]["at"].endswith("+00:00")


@pytest.mark.parametrize(("end", "code"), [(CREATED, 0), (DEAD, 1)])
def test_the_line_of_the_webhook_may_come_after_that_of_the_outcome(desk, end, code):
    desk.later = [*by_worker(end), ("receive-form-webhook", QUEUED)]
    ended, lines = desk.tail("--delivery", ID)
    assert (ended, [each["event"] for each in lines]) == (code, [end["message"], "Delivery queued"])


def test_the_tail_goes_on_until_ctrl_c(desk):
    desk.write("receive-form-webhook", QUEUED, ago=10)
    desk.later = by_worker(RETRY, CREATED)
    code, lines = desk.tail()
    assert (code, len(lines)) == (130, 3)


def test_once_shows_what_is_there(desk):
    desk.write("receive-form-webhook", QUEUED, ago=3600)
    desk.write("create-customers", RETRY, ago=5)
    assert [each["event"] for each in desk.tail("--once")[1]] == ["retry"]
    assert [each["event"] for each in desk.tail("--once", "--since", "2h")[1]] == ["Delivery queued", "retry"]
    assert [each["event"] for each in desk.tail("--once", "--since", "2h", "--errors")[1]] == ["retry"]
    assert desk.tail("--once", "--source", "shop") == (0, [])
    assert desk.tail("--once", "--delivery", "f" * 28) == (1, [])


def test_people_read_the_time_the_function_and_the_facts(desk):
    desk.write("receive-form-webhook", QUEUED, ago=5)
    desk.write("create-customers", RETRY, ago=4)
    code, said = desk.terminal.run("logs", "tail", "--once")
    first, second = said.splitlines()
    assert code == 0
    assert first.endswith(f"  receive-form-webhook  Delivery queued  source=form delivery={ID}")
    assert second.startswith("! ")
    assert "reason=seventime_timeout" in second


def test_an_id_that_is_too_short_is_no_id(desk):
    code, _, error = desk.terminal.run_alone("logs", "tail", "--delivery", "8574d")
    assert (code, "8574d is too short" in error) == (2, True)
