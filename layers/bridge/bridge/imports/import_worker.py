"""The work on imports, a step at a time: plan a file, then queue its rows as far ahead as is good.

Each step is a message of the Imports queue and sends the next one. A step that dies is delivered again and
goes on from what was written down last. Doing it twice does no harm: rows keep their delivery ids.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote_plus

from bridge.aws.queue import Queue
from bridge.aws.table import Conflict
from bridge.imports.bucket import CHUNKS
from bridge.imports.new_file import NewFiles, reading_error
from bridge.imports.plan.plan_file import FilePlanner
from bridge.imports.readers.rows import Unreadable
from bridge.imports.send.pace import STEP
from bridge.imports.send.queue_ahead import RowSender
from bridge.ledger.imports import ImportPhase, ImportRecord, Imports, Wish
from bridge.model.failures import Unavailable, describe_defect
from bridge.model.reasons import Reason
from bridge.queue import Message, SecondsLeft, consume

_AT_ONCE = 1.0
"""Seconds until a step that goes on with the same work: time to write down where."""

_OVER = (ImportPhase.DONE, ImportPhase.FAILED)


@dataclass(frozen=True, slots=True)
class ImportWorker:
    """Empties the Imports queue. `log(event, **facts)` gets no personal data."""

    new_files: NewFiles
    planner: FilePlanner
    sender: RowSender
    imports: Imports
    queue: Queue
    log: Callable[..., None]

    def handle(self, event: Mapping[str, Any], seconds_left: SecondsLeft) -> dict[str, Any]:
        """SQS event → the messages to keep."""
        return consume(event, _as_it_is, lambda message: self._handle(message, seconds_left))

    def _handle(self, message: Message, seconds_left: SecondsLeft) -> bool:
        """True: delete the message."""
        try:
            # If this invocation dies, the message need not wait for the queue's own time-out.
            self.queue.hide(message.receipt, seconds_left() + 5)
            self._process(json.loads(message.body), seconds_left)
        except Unavailable as failure:
            self._log_retry(message, failure.reason, str(failure))
            with suppress(Unavailable):  # else the queue's visibility time-out brings it back
                self.queue.hide(message.receipt, min(10 * message.receives, 300))
            return False
        except Exception as error:
            self._log_retry(message, Reason.INTERNAL_ERROR, describe_defect(error))
            return False
        return True

    def _log_retry(self, message: Message, reason: Reason, hint: str) -> None:
        self.log("import_retry", reason=reason, hint=hint, receives=message.receives)

    def _process(self, content: Mapping[str, Any], seconds_left: SecondsLeft) -> None:
        """Take a step, or read S3's news of files (S3 also sends a test event, which names none)."""
        if "import" in content:
            self._step(content["import"], content["step"], seconds_left)
        for record in content.get("Records", ()):
            self._take_file(unquote_plus(record["s3"]["object"]["key"]))

    def _take_file(self, key: str) -> None:
        if key.startswith(CHUNKS):
            return
        try:
            record = self.new_files.take(key)
        except Unreadable as gone:
            self.log("import_file_gone", reason=gone.reason)
            return
        self.log("import_arrived", id=record.id, phase=record.phase, size=record.size)
        self._send_next(record.id, record.step, 0)

    def _step(self, id_: str, step: int, seconds_left: SecondsLeft) -> None:
        record = self.imports.get(id_)
        if record is None or _is_over(record) or record.step > step:
            return
        try:
            after, delay = self._advance(record, step, seconds_left)
        except Unreadable as error:
            after = replace(record, phase=ImportPhase.FAILED, error=reading_error(error))
            delay = None
        except Conflict:
            return  # a later step has taken over
        if delay is not None:
            self._send_next(id_, step + 1, delay)
        self._write(record, replace(after, step=step + 1), step)

    def _advance(
        self, record: ImportRecord, step: int, seconds_left: SecondsLeft
    ) -> tuple[ImportRecord, float | None]:
        """Do the work of a step: the record as it is then, and after how many seconds the next one is due."""
        if record.phase is ImportPhase.PLANNING:
            plan = self.planner.go_on(record, step, seconds_left)
            if plan is None:
                return record, _AT_ONCE
            record = replace(record, phase=ImportPhase.SENDING, plan=plan.to_json())
        if record.wish is not Wish.GO:
            return record, None
        record = self.sender.go_on(record)
        return record, None if record.phase is ImportPhase.DONE else STEP

    def _send_next(self, id_: str, step: int, delay: float) -> None:
        self.queue.send(step_message(id_, step), {}, delay=delay)

    def _write(self, before: ImportRecord, after: ImportRecord, step: int) -> None:
        try:
            self.imports.advance(before, after, step)
        except Conflict:
            return
        self.log("import_step", id=after.id, step=step, phase=after.phase, at=after.at)


def step_message(id_: str, step: int) -> str:
    """A message of the Imports queue: take this step of the import."""
    return json.dumps({"import": id_, "step": step})


def _as_it_is(message: Message) -> Message:
    return message


def _is_over(record: ImportRecord) -> bool:
    return record.phase in _OVER or record.wish is Wish.CANCEL
