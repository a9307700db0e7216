"""What operators do with the pauses of sources: list, pause, lift, discard."""

import time
from collections.abc import Callable
from typing import Any

from bridge.aws.table import Conflict
from bridge.ledger.pause_record import Discard, PauseCause, PauseRecord
from bridge.ledger.pauses import Pauses
from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason
from bridge.operations.letter import moment

KEEP_DISCARD = 30 * 86_400.0
"""Seconds after which a discard is forgotten: no delivery that it concerns is in the queue any more."""

_ROUNDS = 4


class NotPaused(Exception):
    """The source is not paused."""


def shown(source: str, pause: PauseRecord) -> dict[str, Any]:
    """The pause of a source as JSON; of one that is lifted, until when its deliveries are not counted."""
    if not pause.is_paused:
        return {"source": source, "paused": False, "uncounted_until": moment(pause.lifted_at)}
    return {
        "source": source,
        "paused": True,
        "cause": pause.cause,
        "since": moment(pause.since),
        "limit": pause.limit,
        "waiting": pause.waiting,
    }


class SourcePauses:
    """The pauses of all sources."""

    def __init__(self, pauses: Pauses, clock: Any = time) -> None:
        self._pauses = pauses
        self._clock = clock

    def listed(self) -> dict[str, PauseRecord]:
        """Source → pause, of those that are paused, or whose deliveries are not counted for some time."""
        now = self._clock.time()
        pauses = self._pauses.all().items()
        return {source: each for source, each in pauses if each.is_paused or each.lifted_at > now}

    def pause(self, source: str) -> PauseRecord:
        """Let every delivery of the source wait. Changes nothing if it is paused already."""
        return self._change(source, self._paused)

    def lift(self, source: str, uncounted: float = 0.0) -> PauseRecord:
        """Process what waits. What is received within `uncounted` seconds from now is not counted either.

        Raises NotPaused, unless `uncounted` is given.
        """
        return self._change(source, lambda pause: self._lifted(pause, uncounted))

    def discard(self, source: str, begin: float | None = None) -> PauseRecord:
        """Discard what was received until now and is not in Seven Time, and lift the pause.

        It begins with the hour in which the limit was passed, with the pause by an operator, or with `begin`.
        Raises NotPaused.
        """
        return self._change(source, lambda pause: self._discarded(pause, begin))

    def _change(self, source: str, change: Callable[[PauseRecord], PauseRecord]) -> PauseRecord:
        """Save what `change` makes of the pause, again if a worker has changed it meanwhile."""
        for _ in range(_ROUNDS):
            pause = self._pauses.find(source)
            changed = change(pause)
            if changed == pause:
                return pause
            try:
                self._pauses.save(source, changed)
            except Conflict:
                continue
            return changed
        raise Unavailable(Reason.LEDGER_UNAVAILABLE, "Workers change the pause at the same time; try again")

    def _paused(self, pause: PauseRecord) -> PauseRecord:
        if pause.is_paused:
            return pause
        now = self._clock.time()
        return pause._replace(since=now, cause=PauseCause.OPERATOR, begin=now, limit=0, waiting=0)

    def _lifted(self, pause: PauseRecord, uncounted: float) -> PauseRecord:
        if not (pause.is_paused or uncounted):
            raise NotPaused
        return pause._replace(since=0.0, lifted_at=self._clock.time() + uncounted)

    def _discarded(self, pause: PauseRecord, begin: float | None) -> PauseRecord:
        if not pause.is_paused:
            raise NotPaused
        now = self._clock.time()
        recent = (each for each in pause.discards if each.end > now - KEEP_DISCARD)
        discard = Discard(pause.begin if begin is None else begin, now)
        return pause._replace(since=0.0, lifted_at=now, discards=(*recent, discard))
