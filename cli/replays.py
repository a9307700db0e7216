"""Waits for what becomes of replayed dead letters, and shows it."""

import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from bridge.model.failures import Unavailable
from bridge.model.outcome import DeliveryStatus
from bridge.operations.dead_letters import DeadLetters, Replayed
from bridge.operations.delivery_status import shown
from bridge.operations.letter import import_of
from cli import dead_letters_text as text
from cli import ids
from cli.languages import _
from cli.output import Output
from cli.session import Session
from cli.stacks import dead_letters_of

_POLL = 1.0
"""Seconds between two looks at those that have no outcome."""

_BAD = (DeliveryStatus.REJECTED, DeliveryStatus.PENDING)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of each replayed delivery, as far as it was awaited."""

    of: dict[str, Replayed] = field(default_factory=dict)

    @property
    def are_well(self) -> bool:
        """True if nothing was rejected again or waits. What was not awaited is not known to be bad."""
        return all(each.is_over and each.record.status not in _BAD for each in self.of.values())

    def shown(self) -> list[dict[str, Any]]:
        """As JSON, like `GET /deliveries/{id}`."""
        return [{"delivery": id_, **shown(each.record)} for id_, each in self.of.items()]


@dataclass(frozen=True, slots=True)
class Replays:
    """The letters that a command has replayed."""

    letters: DeadLetters
    output: Output

    def wait(self, seconds: float) -> Outcomes:
        """Wait until each has its outcome, but no longer than so many seconds. Show what became of them."""
        if not (seconds and self.letters.replayed):
            return Outcomes()
        self.output.note(_("Waiting for the worker; Ctrl-C ends the waiting only."))
        found, end = self._look({}), time.monotonic() + seconds
        while not all(each.is_over for each in found.values()) and time.monotonic() < end:
            time.sleep(_POLL)
            found = self._look(found)
        self._show(found)
        return Outcomes(found)

    def _look(self, known: dict[str, Replayed]) -> dict[str, Replayed]:
        """Read once more what has no outcome. If the ledger does not answer, it is read again later."""
        found = {id_: known.get(id_, text.NOT_TAKEN) for id_ in self.letters.replayed}
        for id_, each in found.items():
            if not each.is_over:
                with suppress(Unavailable):
                    found[id_] = self.letters.outcome(id_)
        return found

    def _show(self, found: dict[str, Replayed]) -> None:
        self.output.table(text.outcome_head(), [text.outcome_row(id_, each) for id_, each in found.items()])
        for line in text.outcome_reasons(found.values()):
            self.output.say(line)


def retry(session: Session, import_: str, seconds: float) -> int:
    """Replay the dead letters of an import, and show what becomes of them. Return the exit code."""
    with dead_letters_of(session.stack()) as letters:
        found = list(letters)
        begun = [import_of(letter) for letter in found]
        meant = {import_} if ids.are_whole([import_]) else ids.completed([import_], filter(None, begun))
        for letter, of in zip(found, begun, strict=True):
            if of in meant:
                letters.replay(letter, {})
    count = len(letters.replayed)
    session.output.say(_("Replayed: {letters}.").format(letters=text.number(count)))
    outcomes = Replays(letters, session.output).wait(seconds)
    session.output.record({"replayed": count, "deliveries": outcomes.shown()})
    return 0 if count and outcomes.are_well else 1
