"""Measures the processor time of the worker from inside: see `warm_worker`."""

import itertools
import json
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from typing import Any, NamedTuple

from bridge.aws.queue import Queue
from bridge.aws.table import Table
from bridge.creation.creation import Creation
from bridge.creation.crowd import Crowd
from bridge.creation.form_watch import FormWatch
from bridge.creation.intake import Intake
from bridge.creation.processing import DeliveryProcessor
from bridge.creation.worker import Worker
from bridge.identity.sealing import Sealer
from bridge.identity.traits import traits_of
from bridge.ledger.claims import Claims
from bridge.ledger.deliveries import Deliveries
from bridge.ledger.forms import Forms
from bridge.ledger.limits import Limits
from bridge.ledger.outages import Outages
from bridge.ledger.pauses import Pauses
from bridge.ledger.update_leases import UpdateLeases
from bridge.mapping.customer import to_customer
from bridge.model.delivery import Delivery
from bridge.model.submission import Submission
from bridge.pacing.pacer import Pacer
from bridge.seventime import wire
from bridge.seventime.client import SevenTime
from bridge.sources import registry
from bridge.sources.providers import read
from dev.benchmarks import senders
from dev.benchmarks.inside import log_as_on_lambda, microseconds

MESSAGES, BATCHES, TIMES = 10, 12, 100
KEY = b"the ledger's key of the benchmarks, 32 bytes or more"
NUMBER = itertools.count()
LOG = logging.getLogger("worker")
DATABASE, WIRE = import_module("tests.support.dynamodb"), import_module("tests.support.wire")  # untyped


class Response(NamedTuple):
    """A response of Seven Time."""

    status: int
    body: bytes
    headers: dict[str, str]


class Timed:
    """A client whose processor time is measured, so that it can be subtracted."""

    def __init__(self, work: Any) -> None:
        self._work = work
        self.seconds = 0.0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda **given: self(getattr(self._work, name), **given)

    def __call__(self, call: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """Call, and measure."""
        start = time.process_time()
        try:
            return call(*given, **named)
        finally:
            self.seconds += time.process_time() - start


def seventime(request: Any) -> Response:
    """Find no customer; create every customer."""
    body = b"[]" if request.method == "GET" else b'{"_id":"%d","customerNumber":"1"}' % next(NUMBER)
    return Response(200, body, {"Content-Type": "application/json"})


def worker(database: Timed) -> Worker:
    """The real worker, with tables in memory and a connection without sockets."""
    table, queue = Table(database, "table"), Queue(None, "url")
    deliveries, pacer = Deliveries(table), Pacer(table, 1e6)
    pauses = Pauses(table)
    outages = Outages(table, pauses)
    client = SevenTime("http://seventime.test", "1", lambda _: "secret", succeeded=outages.succeeded)
    WIRE.connect(client, seventime)
    sealer = Sealer(KEY)
    creation = Creation(Claims(table, sealer), deliveries, UpdateLeases(table), client, sealer)
    forms = FormWatch(Forms(table), _log)
    intake = Intake(pauses, Limits(table), _log)
    processor = DeliveryProcessor(registry.load(), creation, deliveries, intake, pacer, forms, _log)
    return Worker(processor, deliveries, pacer, queue, queue, Crowd(queue), lambda: None, outages, _log)


def _log(event: str, **facts: Any) -> None:
    LOG.info(event, extra=facts)


def events() -> list[senders.Event]:
    """Batches of messages, each of another person."""
    return [{"Records": [senders.record(next(NUMBER)) for _ in range(MESSAGES)]} for _ in range(BATCHES)]


def per_message() -> float:
    """Microseconds for a message, without the tables."""
    database = Timed(DATABASE.DynamoDB())
    working = worker(database)
    spent = []
    for event in events():
        start, elsewhere = time.process_time(), database.seconds
        response = working.handle(event, lambda: 60.0)
        spent.append(time.process_time() - start - (database.seconds - elsewhere))
        if response != {"batchItemFailures": []}:
            raise RuntimeError(response)
    return min(spent) / MESSAGES * 1e6


def parts() -> dict[str, float]:
    """Microseconds of the steps that need nothing else."""
    message = senders.record(0)["body"]
    delivery = Delivery.from_message(message)
    source, today = registry.load()["shop"], datetime.now(UTC).date()
    submission = read(delivery, source)
    if not isinstance(submission, Submission):
        raise TypeError(submission.reason)
    mapped = to_customer(submission, source, today)
    customer, sealer = mapped.customer, Sealer(KEY)
    steps: dict[str, Callable[[], object]] = {
        "read the message": lambda: Delivery.from_message(message),
        "read the order": lambda: read(delivery, source),
        "map and normalise": lambda: to_customer(submission, source, today),
        "identify": lambda: sealer.traits(traits_of(customer, mapped.unsent), customer, ""),
        "write for Seven Time": lambda: wire.body("1", customer.to_send("1")),
    }
    return microseconds(steps, TIMES)


def main() -> None:
    """Print the microseconds."""
    log_as_on_lambda()
    LOG.setLevel(logging.INFO)
    print(json.dumps({"message": per_message(), "parts": parts()}))


if __name__ == "__main__":
    main()
