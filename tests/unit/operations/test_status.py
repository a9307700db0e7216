"""The status of a deployment in moto: counts of a week, and what is not well."""

import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from bridge.aws.table import Table
from bridge.ledger.deliveries import Deliveries
from bridge.ledger.outages import Outages
from bridge.ledger.pauses import Pauses
from bridge.ledger.refusals import Refusals
from bridge.model.delivery import Delivery
from bridge.model.failures import Rejected, Unavailable
from bridge.model.outcome import DeliveryStatus, Outcome
from bridge.model.reasons import Reason
from bridge.operations.pauses import SourcePauses
from bridge.operations.status import Overview, shown
from tests.support.aws import client, create_table, empty_aws
from tests.support.clock import Clock

NOW, DAY = 1_800_000_000.0, 86_400
CREATED = Outcome(DeliveryStatus.CREATED, "id", "1001")
NOTHING = dict.fromkeys((*DeliveryStatus, "refused"), 0)
QUEUES = {
    "DeadLettersUrl": "dead",
    "RefusedUrl": "refused",
    "DeadImportsUrl": "dead-imports",
    "CustomersQueueUrl": "customers",
    "ImportsQueueUrl": "imports",
}


class Stack:
    """A stack that is well; what is asked of Lambda is answered here."""

    def __init__(self):
        create_table("ledger")
        self.queues = {
            output: client("sqs").create_queue(QueueName=name)["QueueUrl"] for output, name in QUEUES.items()
        }
        self.clock, self.triggers = Clock(), {"customers": "Enabled", "imports": "Enabled"}
        self.clock.now = NOW
        self.table = Table(client("dynamodb"), "ledger")
        self.deliveries = Deliveries(self.table, self.clock)

    def status(self):
        outputs = {"LedgerTable": "ledger", **self.queues}
        return shown(Overview(self._client, outputs, "bridge", ("form", "shop"), self.clock).read())

    def problems(self):
        return {(each["reason"], each.get("about")) for each in self.status()["problems"]}

    def delivery(self, id_, source="form", age=60.0):
        return Delivery(id_, source, b"", received_at=NOW - age)

    def put_into(self, output):
        client("sqs").send_message(QueueUrl=self.queues[output], MessageBody="x")

    def set_off(self, alarm):
        watched = {"Period": 60, "EvaluationPeriods": 1, "Threshold": 0, "Namespace": "n", "MetricName": "m"}
        operator = {"ComparisonOperator": "GreaterThanThreshold", "Statistic": "Sum"}
        client("cloudwatch").put_metric_alarm(AlarmName=alarm, **watched, **operator)
        client("cloudwatch").set_alarm_state(AlarmName=alarm, StateValue="ALARM", StateReason="it")

    def _client(self, service):
        if service == "lambda":
            return SimpleNamespace(list_event_source_mappings=self._mappings)
        return client(service)

    def _mappings(self, EventSourceArn):
        state = self.triggers.get(EventSourceArn.rpartition(":")[2])
        return {"EventSourceMappings": [{"State": state}] if state else []}


@pytest.fixture
def stack():
    with empty_aws():
        yield Stack()


def test_a_stack_that_is_well_has_no_problems_and_shows_every_source(stack):
    status = stack.status()
    assert (status["healthy"], status["problems"]) == (True, [])
    assert status["week"] == {"form": NOTHING, "shop": NOTHING}


def test_a_week_is_counted_by_source_and_outcome_and_day(stack):
    for n in range(3):
        stack.deliveries.finish(stack.delivery(f"{n}", age=n * DAY), CREATED)
    stack.deliveries.reject(stack.delivery("r", "shop"), Rejected(Reason.NAME_MISSING, field="name"))
    stack.deliveries.ignore(stack.delivery("i", "shop"), Reason.TEST_ORDER)
    stack.deliveries.finish(stack.delivery("old", age=7.1 * DAY), CREATED)
    stack.deliveries.finish(stack.delivery("gone", "removed"), CREATED)
    status = stack.status()
    assert status["week"] == {
        "form": NOTHING | {"created": 3},
        "shop": NOTHING | {"rejected": 1, "ignored": 1},
        "removed": NOTHING | {"created": 1},
    }
    days = [status["days"][day]["form"]["created"] for day in sorted(status["days"])]
    assert (days, len(status["days"])) == ([1, 1, 1], 3)


def test_what_failed_says_why_and_what_to_do(stack):
    for id_ in "ab":
        stack.deliveries.reject(stack.delivery(id_), Rejected(Reason.NAME_MISSING, field="name"))
    stack.deliveries.count_attempt(stack.delivery("c"), Unavailable(Reason.NO_SLOT))
    names, slot = stack.status()["why"]
    assert (names["source"], names["status"], names["reason"], names["count"]) == (
        "form", "rejected", "name_missing", 2,
    )  # fmt: skip
    assert names["message"]
    assert names["message_sv"]
    assert (slot["status"], slot["reason"]) == ("pending", "no_slot")


@pytest.mark.parametrize("reason", [Reason.SEVENTIME_TIMEOUT, Reason.CLIENT_SECRET_REFUSED])
def test_an_outage_says_since_when_and_how_many_wait_for_it(stack, reason):
    outages = Outages(stack.table, Pauses(stack.table, stack.clock), stack.clock)
    stack.clock.now = NOW - 3600
    outages.failed(reason)
    stack.clock.now = NOW
    for id_ in "ab":
        stack.deliveries.count_attempt(stack.delivery(id_), Unavailable(reason))
    stack.deliveries.count_attempt(stack.delivery("c"), Unavailable(Reason.RESOLVING))
    [problem] = stack.status()["problems"]
    since = (datetime.fromtimestamp(NOW, UTC) - timedelta(hours=1)).isoformat(timespec="seconds")
    assert (problem["reason"], problem["since"], problem["count"]) == (reason, since, 2)
    assert problem["message"]


def test_deliveries_that_waited_for_an_outage_that_is_over_are_no_problem(stack):
    stack.deliveries.count_attempt(stack.delivery("a"), Unavailable(Reason.SEVENTIME_TIMEOUT))
    assert stack.problems() == set()


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("DeadLettersUrl", "dead_letters"),
        ("RefusedUrl", "refused_deliveries"),
        ("DeadImportsUrl", "dead_imports"),
    ],
)
def test_messages_that_only_people_take_are_a_problem(stack, output, reason):
    stack.put_into(output)
    assert stack.problems() == {(reason, None)}


def test_messages_that_somebody_looks_at_are_one_too(stack):
    stack.put_into("DeadLettersUrl")
    client("sqs").receive_message(QueueUrl=stack.queues["DeadLettersUrl"])
    assert stack.problems() == {("dead_letters", None)}


def test_what_is_on_the_queue_waits_and_is_no_problem(stack):
    stack.put_into("CustomersQueueUrl")
    status = stack.status()
    assert (status["healthy"], status["waiting"]) == (True, 1)


def test_a_paused_source_is_a_problem_until_it_is_lifted(stack):
    pauses = SourcePauses(Pauses(stack.table, stack.clock), stack.clock)
    pauses.pause("shop")
    assert stack.problems() == {("source_paused", "shop")}
    pauses.lift("shop", 0.0)
    assert stack.problems() == set()


@pytest.mark.parametrize("state", ["Disabled", "Disabling", None])
def test_a_queue_whose_trigger_is_off_is_a_problem(stack, state):
    stack.triggers["imports"] = state
    assert stack.problems() == {("queue_stopped", "Imports")}


def test_alarms_that_have_gone_off_are_problems_but_not_those_of_other_stacks(stack):
    for name in ("bridge-SevenTimeSilent-1", "other-SevenTimeSilent-1"):
        stack.set_off(name)
    assert stack.problems() == {("alarm", "bridge-SevenTimeSilent-1")}
    assert json.dumps(stack.status())


def test_what_was_refused_is_counted_by_source(stack):
    refusals = Refusals(stack.table, stack.clock)
    refusals.add("form", 2)
    refusals.add("form", 1)
    week = stack.status()["week"]
    assert (week["form"]["refused"], week["shop"]["refused"]) == (3, 0)
