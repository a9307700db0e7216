"""Queues the rows of a planned file, a step's worth at a time."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bridge.aws.table import Item, Table
from bridge.imports.bucket import CHUNK, Files
from bridge.imports.options import Options
from bridge.imports.plan.plan import Plan, Planned
from bridge.imports.readers.rows import Unreadable
from bridge.imports.send.pace import AHEAD, STALLED, Pace
from bridge.imports.send.row_queue import Message, RowQueue
from bridge.ledger.imports import DONE, SENDING, Imports
from bridge.model.delivery import Delivery, delivery_id

_MARKS = 3
"""Steps over which the present speed is measured."""


def row_delivery(id_: str, row: int) -> str:
    """The delivery that a row of an import is, however often it is queued."""
    return delivery_id("import", f"{id_}:{row}".encode())


@dataclass(frozen=True, slots=True)
class RowSender:
    """Puts rows on the Customers queue; `pacer` is the table of the shared budget, `rate` its size."""

    files: Files
    imports: Imports
    customers: RowQueue
    pacer: Table
    rate: float
    clock: Any = time

    def go_on(self, record: Item) -> Item:
        """Queue what is due; returns the facts that are to be written down then. Raises Unreadable."""
        plan, now = Plan.from_json(record["plan"]), self.clock.time()
        settled = sum(self.imports.tally(record["id"]).values())
        facts = {} if self._stalled(record, settled) else self._send(record, plan, settled)
        marks = [*json.loads(record.get("marks", "[]"))[1 - _MARKS :], [now, self._requests(), settled]]
        facts |= {"settled": settled, "marks": json.dumps(marks)}
        if (record | facts)["at"] < plan.rows or settled < plan.to_send:
            return facts | {"phase": SENDING}
        return facts | {"phase": DONE, "ended_at": now}

    def _stalled(self, record: Item, settled: int) -> bool:
        """Many rows are under way and none came through lately: more would only wait with them."""
        under_way = record.get("sent", 0) - settled
        return bool(under_way >= STALLED and settled == record.get("settled"))

    def _send(self, record: Item, plan: Plan, settled: int) -> Item:
        options, at, sent = Options.from_json(record["options"]), record["at"], record.get("sent", 0)
        pace = Pace(self.rate, options.requests)
        delay = self._begin(record, pace, max(sent - settled, 0))
        messages: list[Message] = []
        for row in self._rows(record["id"], at, plan):
            if delay >= AHEAD:
                break
            if row.goes:
                messages.append(self._message(record["id"], options, row, delay))
                delay += pace.seconds_of(row)
            at = row.row
        self.customers.send_later(messages)
        return {"at": at, "sent": sent + len(messages), "paced_until": self.clock.time() + delay}

    def _begin(self, record: Item, pace: Pace, under_way: int) -> float:
        """Seconds until the budget comes to the next row.

        What is under way goes first: all of it, or without what waits for another try, what is ready and
        what becomes so.
        """
        becoming = max(float(record.get("paced_until", 0)) - self.clock.time(), 0.0)
        return float(min(pace.seconds(under_way, 0), becoming + pace.seconds(self.customers.waiting(), 0)))

    def _message(self, id_: str, options: Options, row: Planned, delay: float) -> Message:
        delivery = Delivery(
            id=row_delivery(id_, row.row),
            source=options.queued_as,
            body=json.dumps(row.customer, ensure_ascii=False).encode(),
            topic=id_,
            content_type="application/json",
            received_at=self.clock.time(),
            lane="import",
        )
        return Message(delivery.to_message(), {"delivery": delivery.id, "source": delivery.source}, delay)

    def _rows(self, id_: str, at: int, plan: Plan) -> Iterator[Planned]:
        for number in range(at // CHUNK, plan.chunks):
            chunk = self.files.chunk(id_, number)
            if chunk is None:
                raise Unreadable("file_missing")
            yield from (each for each in chunk if each.row > at)

    def _requests(self) -> int:
        """How many requests all Lambdas together have been given so far."""
        return int((self.pacer.get("pacer") or {}).get("v", 0))
