"""Work on imports step by step: plan a file, then queue its rows some time ahead.

Each step is a message of the Imports queue and sends the next one. A step that dies is delivered again and
goes on from what was recorded last. Doing it twice does no harm, since rows keep their delivery ids.
"""

import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote_plus

from bridge.aws.queue import Queue
from bridge.aws.table import Conflict
from bridge.imports.bucket import CHUNKS
from bridge.imports.new_file import NewFiles, failed
from bridge.imports.plan.plan_file import FilePlanner
from bridge.imports.readers.rows import Unreadable
from bridge.imports.send.pace import STEP
from bridge.imports.send.queue_ahead import RowSender
from bridge.imports.step_message import step_message
from bridge.ledger.import_records import ImportPhase, ImportRecord, Wish
from bridge.ledger.imports import Imports
from bridge.model.failures import Unavailable, describe_defect
from bridge.model.reasons import Reason
from bridge.model.versions import VERSION, WAIT, check_version
from bridge.queue import REQUEUE_AFTER_RECEIVES, Message, SecondsLeft, consume

_AT_ONCE = 1.0
"""Seconds until a step that continues the same work: time to record how far this one came."""


@dataclass(frozen=True, slots=True)
class ImportWorker:
    """Empties the Imports queue. `log(event, **facts)` gets no personal data."""

    new_files: NewFiles
    planner: FilePlanner
    sender: RowSender
    imports: Imports
    queue: Queue
    log: Callable[..., None]
    clock: Any = time

    def handle(self, event: Mapping[str, Any], seconds_left: SecondsLeft) -> dict[str, Any]:
        """SQS event → the messages to keep."""
        return consume(event, lambda message: message, lambda message: self._handle(message, seconds_left))

    def _handle(self, message: Message, seconds_left: SecondsLeft) -> bool:
        """True: delete the message."""
        try:
            # If this invocation dies, the message need not wait for the queue's own time-out.
            self.queue.hide(message.receipt, seconds_left() + 5)
            self._process(json.loads(message.body), seconds_left)
        except Unavailable as failure:
            self._log_retry(message, failure.reason, str(failure))
            return self._wait(message, failure)
        except Exception as error:
            self._log_retry(message, Reason.INTERNAL_ERROR, describe_defect(error))
            return False
        return True

    def _wait(self, message: Message, failure: Unavailable) -> bool:
        """Hide the message, or requeue it if it waits for a newer version. True: delete it."""
        with suppress(Unavailable):  # else the queue's visibility time-out brings it back
            if failure.reason is Reason.NEWER_VERSION and message.receives >= REQUEUE_AFTER_RECEIVES:
                self.queue.send(message.body, message.attributes, delay=WAIT)
                return True
            self.queue.hide(message.receipt, failure.retry_after or min(10 * message.receives, 300))
        return False

    def _log_retry(self, message: Message, reason: Reason, hint: str) -> None:
        waiting = int(max(self.clock.time() - message.sent_at, 0))
        self.log("import_retry", reason=reason, hint=hint, receives=message.receives, waiting_seconds=waiting)

    def _process(self, content: Mapping[str, Any], seconds_left: SecondsLeft) -> None:
        """Take a step of ours, or the files that an event of S3 names (its test event names none)."""
        check_version(content.get("version", VERSION))
        if "import" in content:
            self._take_step(content["import"], content["step"], seconds_left)
        for news in content.get("Records", ()):
            self._take_file(unquote_plus(news["s3"]["object"]["key"]), seconds_left)

    def _take_file(self, key: str, seconds_left: SecondsLeft) -> None:
        if key.startswith(CHUNKS):
            return
        try:
            record = self.new_files.take(key, seconds_left)
        except Unreadable as error:
            self.log("import_file_gone", reason=error.reason)
            return
        self.log("import_arrived", id=record.id, phase=record.phase, size=record.size)
        self._send_step(record.id, record.step, 0)

    def _take_step(self, id_: str, step: int, seconds_left: SecondsLeft) -> None:
        record = self.imports.get(id_)
        if record is None or _is_over(record) or record.step > step:
            return
        try:
            after, delay = self._advance(record, step, seconds_left)
        except Unreadable as error:
            after, delay = failed(record, error), None
        except Conflict:
            return  # a later step has taken over
        if delay is not None:
            self._send_step(id_, step + 1, delay)
        self._record(record, replace(after, step=step + 1), step)

    def _advance(
        self, record: ImportRecord, step: int, seconds_left: SecondsLeft
    ) -> tuple[ImportRecord, float | None]:
        """Do the work of a step. Returns the record as it is then, and the seconds until the next step.

        None: no next step.
        """
        if record.phase is ImportPhase.PLANNING:
            plan = self.planner.go_on(record, step, seconds_left)
            if plan is None:
                return record, _AT_ONCE
            record = replace(record, phase=ImportPhase.SENDING, plan=plan.to_json())
        if record.wish is not Wish.GO:
            return record, None
        record = self.sender.go_on(record)
        return record, None if record.phase is ImportPhase.DONE else STEP

    def _send_step(self, id_: str, step: int, delay: float) -> None:
        self.queue.send(step_message(id_, step), {}, delay=delay)

    def _record(self, before: ImportRecord, after: ImportRecord, step: int) -> None:
        with suppress(Conflict):  # a later step has taken over
            self.imports.advance(before, after, step)
            self.log("import_step", id=after.id, step=step, phase=after.phase, at=after.at)


def _is_over(record: ImportRecord) -> bool:
    return record.phase in (ImportPhase.DONE, ImportPhase.FAILED) or record.wish is Wish.CANCEL
