"""Queue the rows of a planned file, a step's worth at a time."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from bridge.aws.queue import Outgoing, Queue
from bridge.imports.bucket import CHUNK, Bucket
from bridge.imports.options import Options
from bridge.imports.plan.plan import Plan
from bridge.imports.plan.planned_row import PlannedRow
from bridge.imports.readers.rows import Unreadable
from bridge.imports.send.pace import AHEAD, STALLED, RowPace
from bridge.ledger.import_records import ImportPhase, ImportRecord, Mark
from bridge.ledger.imports import Imports
from bridge.model.delivery import Delivery, delivery_id
from bridge.model.lane import Lane
from bridge.model.reasons import Reason
from bridge.pacing.pacer import Meter

_MARKS = 3
"""Steps over which the current speed is measured."""


def row_delivery(id_: str, row: int) -> str:
    """The id of the delivery that a row of an import becomes, however often it is queued."""
    return delivery_id("import", f"{id_}:{row}".encode())


@dataclass(frozen=True, slots=True)
class RowSender:
    """Puts rows on the Customers queue."""

    bucket: Bucket
    imports: Imports
    customers: Queue
    meter: Meter
    clock: Any = time

    def go_on(self, record: ImportRecord) -> ImportRecord:
        """Queue the rows that are due. Returns the record as it is then. Raises Unreadable."""
        plan, now = Plan.from_json(record.plan), self.clock.time()
        done = self.imports.row_counts(record.id).total
        after = record if _is_stalled(record, done) else self._send(record, plan, done)
        mark = Mark(now, self.meter.requests(), done)
        after = replace(after, done=done, marks=(*record.marks[1 - _MARKS :], mark))
        if after.at < plan.rows or done < plan.to_send:
            return replace(after, phase=ImportPhase.SENDING)
        return replace(after, phase=ImportPhase.DONE, ended_at=now)

    def _send(self, record: ImportRecord, plan: Plan, done: int) -> ImportRecord:
        options, at = Options.from_json(record.options), record.at
        pace = RowPace(self.meter.rate, plan.requests_each(options.existing))
        delay = self._first_delay(record, pace, max(record.sent - done, 0))
        messages: list[Outgoing] = []
        for row in self._rows_after(at, record.id, plan):
            if delay >= AHEAD:
                break
            if row.is_queued:
                messages.append(self._message(record.id, options, row, delay))
                delay += pace.seconds_of(row)
            at = row.row
        self.customers.send_all(messages)
        paced_until = self.clock.time() + delay
        return replace(record, at=at, sent=record.sent + len(messages), paced_until=paced_until)

    def _first_delay(self, record: ImportRecord, pace: RowPace, under_way: int) -> float:
        """Seconds until it is the next row's turn in the budget, behind the rows under way.

        These are all rows that were queued and are not done. If some of them wait for another attempt, the
        rows that are visible and those that become visible take less time; then these count.
        """
        all_rows = pace.seconds(under_way, 0)
        becoming_visible = max(record.paced_until - self.clock.time(), 0.0)
        visible = pace.seconds(self.customers.waiting(), 0)
        return float(min(all_rows, becoming_visible + visible))

    def _message(self, id_: str, options: Options, row: PlannedRow, delay: float) -> Outgoing:
        delivery = Delivery(
            id=row_delivery(id_, row.row),
            source=options.queued_as,
            body=json.dumps(row.customer, ensure_ascii=False).encode(),
            topic=id_,
            content_type="application/json",
            received_at=self.clock.time(),
            lane=Lane.IMPORT,
            known_as=row.known_as,
        )
        return Outgoing(delivery.to_message(), {"delivery": delivery.id, "source": delivery.source}, delay)

    def _rows_after(self, at: int, id_: str, plan: Plan) -> Iterator[PlannedRow]:
        """The planned rows after row number `at`."""
        for number in range(at // CHUNK, plan.chunks):
            chunk = self.bucket.chunk(id_, number)
            if chunk is None:
                raise Unreadable(Reason.FILE_MISSING)
            yield from (row for row in chunk if row.row > at)


def _is_stalled(record: ImportRecord, done: int) -> bool:
    """True if many rows are under way and none was done since the last step: more would only wait."""
    return record.sent - done >= STALLED and done == record.done
