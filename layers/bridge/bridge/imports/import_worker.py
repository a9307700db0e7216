"""The work on imports, a step at a time: plan a file, then queue its rows as far ahead as is good.

Each step is a message of the Imports queue and leaves the next one behind. One that dies is delivered again
and goes on from what was written down last; what is done twice does no harm: rows keep their delivery ids.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from bridge.aws.queue import Queue, Received
from bridge.aws.table import Conflict, Item
from bridge.imports.bucket import CHUNKS
from bridge.imports.new_file import Arrival, failed
from bridge.imports.plan.plan_file import FilePlanner
from bridge.imports.readers.rows import Unreadable
from bridge.imports.send.pace import STEP
from bridge.imports.send.queue_ahead import RowSender
from bridge.ledger.imports import CANCEL, DONE, FAILED, GO, PLANNING, SENDING, Imports, message
from bridge.model.failures import Unavailable

_AT_ONCE = 1.0
"""Seconds until a step that goes on with the same work: time to write down where."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Empties the Imports queue; `log(event, **facts)` gets no personal data."""

    arrival: Arrival
    planner: FilePlanner
    sender: RowSender
    imports: Imports
    queue: Queue
    log: Callable[..., None]

    def handle(self, event: dict[str, Any], left: Callable[[], float]) -> dict[str, Any]:
        """Work through an SQS event within `left()` seconds; the answer names the messages to keep."""
        records = [Received.from_record(record) for record in event["Records"]]
        kept = [record.id for record in records if not self._done_with(record, left)]
        return {"batchItemFailures": [{"itemIdentifier": each} for each in kept]}

    def _done_with(self, record: Received, left: Callable[[], float]) -> bool:
        try:
            self.queue.hold(record.receipt, left() + 5)  # should this die, the next one need not wait longer
            self._work(json.loads(record.body), left)
        except Unavailable as failure:
            self.log("import_put_back", code=failure.code, receives=record.receives)
            with suppress(Unavailable):  # else the message's own visibility brings it back
                self.queue.hold(record.receipt, min(10 * record.receives, 300))
            return False
        except Exception as error:  # a defect of ours, whose text may hold anything
            self.log("import_put_back", code="internal_error", error=type(error).__name__)
            return False
        return True

    def _work(self, said: dict[str, Any], left: Callable[[], float]) -> None:
        """A step of ours, or S3's news of files (and its test event, which has none)."""
        if "import" in said:
            self._step(said["import"], said["step"], left)
        for record in said.get("Records", ()):
            self._arrived(unquote_plus(record["s3"]["object"]["key"]))

    def _arrived(self, key: str) -> None:
        if key.startswith(CHUNKS):
            return
        try:
            record = self.arrival.take(key)
        except Unreadable as gone:
            self.log("import_file_gone", code=gone.code)
            return
        self.log("import_arrived", id=record["id"], phase=record["phase"], size=record["size"])
        self._next(record["id"], record["step"], 0)

    def _step(self, id_: str, step: int, left: Callable[[], float]) -> None:
        record = self.imports.get(id_)
        if record is None or _is_over(record) or record["step"] > step:
            return
        try:
            facts, delay = self._advance(record, step, left)
        except Unreadable as error:
            facts, delay = failed(error), None
        except Conflict:
            return  # a later step has taken over
        if delay is not None:
            self._next(id_, step + 1, delay)
        self._write(id_, step, facts)

    def _advance(self, record: Item, step: int, left: Callable[[], float]) -> tuple[Item, float | None]:
        """Do the work; what is to be written down, and after how many seconds the next step is due."""
        planned: Item = {}
        if record["phase"] == PLANNING:
            plan = self.planner.go_on(record, step, left)
            if plan is None:
                return {}, _AT_ONCE
            planned = {"phase": SENDING, "plan": plan.to_json()}
        if record["wish"] != GO:
            return planned, None
        facts = self.sender.go_on(record | planned)
        return planned | facts, None if facts["phase"] == DONE else STEP

    def _next(self, id_: str, step: int, delay: float) -> None:
        self.queue.send(message(id_, step), {}, delay=delay)

    def _write(self, id_: str, step: int, facts: Item) -> None:
        try:
            self.imports.advance(id_, step, to=step + 1, **facts)
        except Conflict:
            return
        self.log("import_step", id=id_, step=step, phase=facts.get("phase", PLANNING), at=facts.get("at"))


def _is_over(record: Item) -> bool:
    return record.get("phase") in (DONE, FAILED) or record["wish"] == CANCEL
