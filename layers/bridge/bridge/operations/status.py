"""How a deployment does: what became of its deliveries in the last week, and what is not well."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, NamedTuple

from bridge.aws.queue import Queue
from bridge.aws.table import Table
from bridge.ledger.listing import Listing
from bridge.ledger.pauses import Pauses
from bridge.ledger.refusals import Refusals
from bridge.operations import problems
from bridge.operations.letter import moment
from bridge.operations.problems import Problem, Trouble
from bridge.operations.week import WEEK, Week, counted, shown_why, with_refused
from bridge.operations.week import shown as shown_counts

_QUEUES = {"CustomersQueueUrl": "Customers", "ImportsQueueUrl": "Imports"}
"""Output of the stack → the queue, which Lambda takes messages from."""

_LENGTHS = ("DeadLettersUrl", "RefusedUrl", "DeadImportsUrl", "CustomersQueueUrl")
_AT_WORK = frozenset({"Enabled", "Enabling", "Creating", "Updating"})
_AT_ONCE = 8


class Status(NamedTuple):
    """What `bridge status` shows."""

    since: float
    week: Week
    problems: Sequence[Problem]
    waiting: int
    """About how many deliveries are on the queue, taken up by a worker before or not."""

    @property
    def is_healthy(self) -> bool:
        """True if nothing is wrong."""
        return not self.problems


def shown(status: Status) -> dict[str, Any]:
    """The status as JSON."""
    return {
        "healthy": status.is_healthy,
        "problems": [problems.shown(each) for each in status.problems],
        "since": moment(status.since),
        "week": with_refused(status.week),
        "days": {day: shown_counts(counts) for day, counts in status.week.by_day.items()},
        "why": shown_why(status.week.why),
        "waiting": status.waiting,
    }


@dataclass(frozen=True, slots=True)
class Overview:
    """Reads the status of one stack. `client(service)` returns an AWS client."""

    client: Callable[[str], Any]
    outputs: Mapping[str, str]
    """The outputs of template.yaml."""
    stack: str
    sources: Iterable[str]
    """The sources that are shown even if nothing came."""
    clock: Any = time

    def read(self) -> Status:
        """Ask AWS everything at the same time. Raises Unavailable, and botocore's errors."""
        since = self.clock.time() - WEEK
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            watched = threads.submit(Pauses(self._ledger(), self.clock).read)
            others = [threads.submit(ask) for ask in (self._stopped, self._alarms)]
            refusals = threads.submit(Refusals(self._ledger(), self.clock).since, since, self.sources)
            lengths = threads.map(self._length, _LENGTHS)
            listed = list(self._listing().since(since))
            letters, refused, imports, waiting = lengths
            found = [
                *problems.of_outage(watched.result().outage, listed, self.clock.time()),
                *problems.in_queue(Trouble.DEAD_LETTERS, letters, problems.first_rejected(listed)),
                *problems.in_queue(Trouble.REFUSED_DELIVERIES, refused),
                *problems.in_queue(Trouble.DEAD_IMPORTS, imports),
                *problems.of_pauses(watched.result().pauses),
                *(each for other in others for each in other.result()),
            ]
            week = counted(listed, self.sources)._replace(refused=refusals.result())
        return Status(since, week, found, waiting)

    def _ledger(self) -> Table:
        return Table(self.client("dynamodb"), self.outputs["LedgerTable"])

    def _listing(self) -> Listing:
        return Listing(self._ledger(), self.clock)

    def _length(self, output: str) -> int:
        return Queue(self.client("sqs"), self.outputs[output]).length()

    def _stopped(self) -> list[Problem]:
        """The queues from which Lambda takes nothing."""
        lambda_ = self.client("lambda")
        return [
            Problem(Trouble.QUEUE_STOPPED, about=name)
            for output, name in _QUEUES.items()
            if _is_off(lambda_.list_event_source_mappings(EventSourceArn=self._arn(output)))
        ]

    def _alarms(self) -> list[Problem]:
        """The alarms of the stack that have gone off."""
        asked = {"AlarmNamePrefix": f"{self.stack}-", "StateValue": "ALARM"}
        pages = self.client("cloudwatch").get_paginator("describe_alarms").paginate(**asked)
        alarms = (alarm for page in pages for alarm in page["MetricAlarms"])
        return [
            Problem(Trouble.ALARM, alarm["StateUpdatedTimestamp"].timestamp(), alarm["AlarmName"])
            for alarm in alarms
        ]

    def _arn(self, output: str) -> str:
        asked = {"QueueUrl": self.outputs[output], "AttributeNames": ["QueueArn"]}
        return str(self.client("sqs").get_queue_attributes(**asked)["Attributes"]["QueueArn"])


def _is_off(triggers: Mapping[str, Any]) -> bool:
    return not any(each["State"] in _AT_WORK for each in triggers["EventSourceMappings"])
