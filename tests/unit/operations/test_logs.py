"""The lines of all log groups: which are wanted, each once, and nothing that may be personal."""

import json
import re
import time

import pytest

from bridge.operations.logs import FUNCTIONS, LogLine, Logs, Wanted, parse
from tests.support.aws import client, empty_aws
from tests.support.webhooks import ROOT

QUEUED = {"level": "INFO", "message": "Delivery queued", "source": "form", "delivery": "abc", "logger": "b"}
CREATED = {"level": "INFO", "message": "delivery", "source": "form", "delivery": "abc", "status": "created"}
OTHER = CREATED | {"delivery": "xyz", "source": "shop"}
IGNORED = OTHER | {"status": "ignored", "reason": "test_delivery"}
RETRY = OTHER | {"message": "retry", "reason": "seventime_timeout", "hint": "GET"}
REFUSED = {"level": "WARNING", "message": "Delivery refused", "source": "form", "kept": True}
EVERYTHING = (QUEUED, CREATED, OTHER, IGNORED, RETRY, REFUSED)


def line(record):
    return parse("create-customers", 1.0, json.dumps(record))


def test_the_functions_are_those_whose_log_groups_the_template_has():
    template = (ROOT / "template.yaml").read_text(encoding="utf-8")
    assert sorted(FUNCTIONS) == sorted(re.findall(r"/aws/lambda/\$\{AWS::StackName\}/([\w-]+)", template))


@pytest.mark.parametrize(
    ("wanted", "records"),
    [
        (Wanted(), EVERYTHING),
        (Wanted(source="form"), (QUEUED, CREATED, REFUSED)),
        (Wanted(delivery="abc"), (QUEUED, CREATED)),
        (Wanted(delivery="ab"), (QUEUED, CREATED)),
        (Wanted(trouble=True), (RETRY, REFUSED)),
        (Wanted(source="form", trouble=True), (REFUSED,)),
        (Wanted(delivery="abc", trouble=True), (CREATED,)),  # the outcome ends the command
    ],
)
def test_a_line_is_wanted_for_what_it_is_about(wanted, records):
    assert [each for each in EVERYTHING if wanted.has(line(each))] == list(records)


def test_a_line_has_its_facts_and_not_what_logging_adds():
    assert parse("f", 7.0, json.dumps(QUEUED)) == LogLine(
        7.0, "f", "Delivery queued", is_warning=False, facts={"source": "form", "delivery": "abc"}
    )


@pytest.mark.parametrize("text", ["START RequestId: 1", "Åsa Öberg", '"Åsa Öberg"', "[]", "{"])
def test_a_text_is_left_out(text):
    assert parse("f", 7.0, text) is None


def test_the_message_of_an_exception_is_left_out():
    raised = {"errorType": "KeyError", "errorMessage": "Åsa", "message": "Åsa", "location": "app.py:f:1"}
    found = line(raised | {"stackTrace": ["Åsa"], "level": "ERROR"})
    assert (found.event, found.is_trouble) == ("exception", True)
    assert found.facts == {"error": "KeyError", "location": "app.py:f:1"}


@pytest.mark.parametrize(("status", "is_trouble"), [("timeout", True), ("success", False)])
def test_a_function_that_took_too_long_is_trouble(status, is_trouble):
    found = line({"type": "platform.report", "record": {"status": status, "metrics": {}}})
    assert (found.event, found.facts, found.is_trouble) == (
        "platform.report", {"status": status}, is_trouble,
    )  # fmt: skip


@pytest.fixture
def now():
    return int(time.time())


@pytest.fixture
def groups():
    with empty_aws():
        yield Groups()


class Groups:
    """The log groups of two functions, in moto; the others have none yet."""

    def __init__(self):
        self.client = client("logs")
        for name in ("receive-form-webhook", "create-customers"):
            self.client.create_log_group(logGroupName=f"/aws/lambda/s/{name}")
            self.client.create_log_stream(logGroupName=f"/aws/lambda/s/{name}", logStreamName="1")

    def write(self, name, at, *records):
        events = [{"timestamp": at * 1000, "message": json.dumps(each)} for each in records]
        self.client.put_log_events(logGroupName=f"/aws/lambda/s/{name}", logStreamName="1", logEvents=events)


def test_lines_of_all_groups_come_in_the_order_of_time_and_once(groups, now):
    logs = Logs(groups.client, "s", Wanted(), term="")
    groups.write("create-customers", now - 10, CREATED)
    groups.write("receive-form-webhook", now - 20, QUEUED)
    groups.write("receive-form-webhook", now - 500, REFUSED)
    assert [each.event for each in logs.since(now - 60)] == ["Delivery queued", "delivery"]
    assert logs.since(now - 60) == []
    groups.write("create-customers", now - 30, RETRY)  # comes late
    assert [each.event for each in logs.since(now - 60)] == ["retry"]
    logs.forget(now - 15)
    assert [each.event for each in logs.since(now - 25)] == ["Delivery queued"]


def test_a_term_is_looked_for_by_cloudwatch(groups, now):
    groups.write("create-customers", now - 10, CREATED, OTHER)
    logs = Logs(groups.client, "s", Wanted(), term="xyz")
    assert [each.facts["delivery"] for each in logs.since(now - 60)] == ["xyz"]


def test_two_equal_lines_of_a_store_without_ids_are_told_by_their_streams():
    class Client:
        class exceptions:
            ResourceNotFoundException = KeyError

        def get_paginator(self, _):
            return self

        def paginate(self, logGroupName, **_):
            if not logGroupName.endswith("create-customers"):
                raise KeyError
            text = json.dumps(CREATED)
            return [{"events": [{"timestamp": 1, "message": text, "logStreamName": n} for n in ("a", "b")]}]

    logs = Logs(Client(), "s", Wanted())
    assert len(logs.since(0)) == 2
    assert logs.since(0) == []
