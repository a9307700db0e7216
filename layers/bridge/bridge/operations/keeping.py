"""Looks after the queues of dead messages, so that SQS deletes none and none is there without a word.

SQS deletes a message 14 days after it was sent. A message that is renewed, or announced because SQS itself
moved it, is sent again with more attributes, and only then deleted. Whoever dies in between leaves two
copies; a later run deletes one of them.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bridge.model.failures import Unavailable, describe_defect
from bridge.model.reasons import Reason
from bridge.operations.care import EXPIRING, Care, care
from bridge.operations.kept_queues import Described, KeptQueue
from bridge.operations.letter import KEEP, first_at, moment
from bridge.operations.queue_walk import QueueWalk
from bridge.queue import Message, SecondsLeft

ROOM = 20.0
"""Seconds left of the run at which it ends: enough to make what it has seen visible."""

MOST = 5_000
"""Messages of one run. SQS hands them out in any order, so that later runs see the others."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """Looks after one queue. `log(event, **facts)` gets no personal data."""

    queue: KeptQueue
    log: Callable[..., None]
    clock: Any = time

    def run(self, seconds_left: SecondsLeft) -> None:
        """Look after as many messages as there is time for, then log one line, also if there are none."""
        waiting = self.queue.walk.count()
        visit = _Visit(self.queue, self.log, self.clock)
        if waiting:
            self._visit(visit, seconds_left)
        known_age = {"oldest_days": visit.oldest_days} if visit.seen or not waiting else {}
        self.log("dead_letters", queue=self.queue.name, waiting=waiting, **known_age, **visit.counts())

    def _visit(self, visit: "_Visit", seconds_left: SecondsLeft) -> None:
        with self.queue.walk:
            for message in self.queue.walk.messages():
                visit.look_after(message)
                if visit.seen >= MOST or seconds_left() < ROOM:
                    return


@dataclass(frozen=True, slots=True)
class Counter:
    """Counts the messages of a queue that is not kept."""

    name: str
    walk: QueueWalk
    log: Callable[..., None]

    def run(self, _seconds_left: SecondsLeft) -> None:
        """Log how many messages wait, also if there are none."""
        self.log("dead_letters", queue=self.name, waiting=self.walk.count())


@dataclass(slots=True)
class _Visit:
    """One run over a queue, and what it did."""

    queue: KeptQueue
    log: Callable[..., None]
    clock: Any
    seen: int = 0
    announced: int = 0
    renewed: int = 0
    expiring: int = 0
    expired: int = 0
    surplus: int = 0
    failed: int = 0
    oldest_days: float = 0.0
    _sent: set[str] = field(default_factory=set)
    """SQS's ids of the copies of this run, which come round in it."""
    _kept: dict[tuple[str, bytes], int] = field(default_factory=dict)
    """Id and digest of a message that stays in the queue → when it was first dead-lettered."""

    def counts(self) -> dict[str, int]:
        """How many messages were seen, and what was done."""
        names = ("seen", "announced", "renewed", "expiring", "expired", "surplus", "failed")
        return {name: getattr(self, name) for name in names}

    def look_after(self, message: Message) -> None:
        """Do what the message needs. If that fails, it stays as it is for the next run."""
        if message.id in self._sent:
            return
        self.seen += 1
        try:
            self._look_after(message)
        except Unavailable as failure:
            self._fail(failure.reason, str(failure))
        except Exception as error:  # a defect must not keep the others from being renewed
            self._fail(Reason.INTERNAL_ERROR, describe_defect(error))

    def _look_after(self, message: Message) -> None:
        described = self.queue.describe(message)
        if self._is_surplus(described.id, message):
            self._drop(message)
            return
        needed = care(message, self.clock.time())
        if needed is not Care.END:
            self._note_age(message)
        actions = {
            Care.ANNOUNCE: self._announce,
            Care.RENEW: self._renew,
            Care.END: self._end,
            Care.NOTHING: self._leave,
        }
        actions[needed](described, message)

    def _drop(self, message: Message) -> None:
        self.queue.walk.delete(message)
        self.surplus += 1

    def _leave(self, described: Described, message: Message) -> None:
        self._keep(described.id, message.body, first_at(message))

    def _note_age(self, message: Message) -> None:
        age = self.clock.time() - first_at(message)
        self.oldest_days = max(self.oldest_days, round(age / 86_400, 1))
        if age >= KEEP - EXPIRING:
            self.expiring += 1

    def _announce(self, described: Described, message: Message) -> None:
        """Log it as the worker logs its own, and only then mark it as announced."""
        self.log(self.queue.announcement, **described.facts)
        self._replace(described, message, self.clock.time(), described.facts)
        self.announced += 1

    def _renew(self, described: Described, message: Message) -> None:
        self._replace(described, message, first_at(message), {})
        self.renewed += 1

    def _end(self, described: Described, message: Message) -> None:
        self.log(
            "dead_letter_expired",
            queue=self.queue.name,
            first_at=moment(first_at(message)),
            **described.facts,
        )
        self.queue.walk.delete(message)
        self.expired += 1

    def _replace(self, described: Described, message: Message, dead_at: float, more: dict[str, str]) -> None:
        """Send a copy with more attributes, and only then delete the message."""
        attributes = message.attributes | more | {"first_at": moment(dead_at)}
        self._sent.add(self.queue.copies.send(message.body, attributes))
        self._keep(described.id, message.body, dead_at)
        self.queue.walk.delete(message)

    def _keep(self, id_: str, body: str, dead_at: float) -> None:
        self._kept[id_, _digest(body)] = int(dead_at)

    def _is_surplus(self, id_: str, message: Message) -> bool:
        """True if a copy stays, for as long as this one would. What cannot be read has no copies."""
        dead_at = self._kept.get((id_, _digest(message.body)), 0)
        return id_ != "" and dead_at >= int(first_at(message))

    def _fail(self, reason: Reason, hint: str) -> None:
        self.failed += 1
        self.log("dead_letter_not_kept", queue=self.queue.name, reason=reason, hint=hint)


def _digest(body: str) -> bytes:
    return hashlib.sha256(body.encode(errors="surrogatepass")).digest()
