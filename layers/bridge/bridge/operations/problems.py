"""What is not well with a deployment, and what to do about it."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from bridge.ledger.listing import Listed
from bridge.ledger.outage_record import Outage
from bridge.ledger.pause_record import PauseRecord
from bridge.model.outcome import DeliveryStatus
from bridge.model.reasons import OF_SEVEN_TIME, sentences
from bridge.operations.letter import moment


class Trouble(StrEnum):
    """What can be wrong, besides the reasons of deliveries."""

    DEAD_LETTERS = "dead_letters"
    DEAD_IMPORTS = "dead_imports"
    REFUSED_DELIVERIES = "refused_deliveries"
    SOURCE_PAUSED = "source_paused"
    QUEUE_STOPPED = "queue_stopped"
    ALARM = "alarm"


_SENTENCES = {
    Trouble.DEAD_LETTERS: (
        "Dead letters wait to be corrected, replayed or discarded: bridge dead-letters list",
        "Misslyckade leveranser väntar på att rättas, skickas om eller tas bort: bridge dead-letters list",
    ),
    Trouble.DEAD_IMPORTS: (
        "Imports have stopped: see docs/imports.md, and import the file again",
        "Importer har stannat: se docs/imports.md, och importera filen igen",
    ),
    Trouble.REFUSED_DELIVERIES: (
        "Deliveries did not verify and are kept: bridge refused list",
        "Leveranser gick inte att verifiera och sparas: bridge refused list",
    ),
    Trouble.SOURCE_PAUSED: (
        "The source is paused, and its deliveries wait: bridge pauses list",
        "Källan är pausad, och dess leveranser väntar: bridge pauses list",
    ),
    Trouble.QUEUE_STOPPED: (
        "Nothing is taken from the queue: switch its Lambda trigger on",
        "Inget hämtas ur kön: slå på dess utlösare i Lambda",
    ),
    Trouble.ALARM: (
        "The alarm has gone off: see docs/operations.md#alarms",
        "Larmet har utlösts: se docs/operations.md#alarms",
    ),
}


class Problem(NamedTuple):
    """One thing that is not well."""

    reason: str
    since: float = 0.0
    """Unix seconds; 0 if that is not known."""
    about: str = ""
    """The source, queue or alarm that it is about; "" if it is the deployment."""
    number: int = 0
    """How many messages or deliveries it concerns; 0 if that is not known."""


def shown(problem: Problem) -> dict[str, Any]:
    """The problem as JSON, with a sentence in both languages."""
    facts = {"about": problem.about, "count": problem.number}
    known = {name: value for name, value in facts.items() if value}
    since = moment(problem.since) if problem.since else None
    return {"reason": problem.reason, "since": since, **known, **_sentences(problem.reason)}


def _sentences(reason: str) -> Mapping[str, str]:
    if reason in _SENTENCES:
        english, swedish = _SENTENCES[Trouble(reason)]
        return {"message": english, "message_sv": swedish}
    return sentences(reason) or {"message": reason, "message_sv": reason}


def in_queue(trouble: Trouble, count: int, since: float = 0.0) -> Iterable[Problem]:
    """Messages wait where only people take them from."""
    if count:
        yield Problem(trouble, since, number=count)


def of_pauses(pauses: Mapping[str, PauseRecord]) -> Iterable[Problem]:
    """Sources are paused."""
    for source, pause in pauses.items():
        if pause.is_paused:
            yield Problem(Trouble.SOURCE_PAUSED, pause.since, source, pause.waiting)


def of_outage(outage: Outage | None, deliveries: Iterable[Listed], now: float) -> Iterable[Problem]:
    """Seven Time fails, or its Client-Secret; deliveries that wait for it are counted."""
    if outage and outage.lasts(now):
        yield Problem(outage.reason, outage.since, number=sum(map(_waits_for_seven_time, deliveries)))


def _waits_for_seven_time(delivery: Listed) -> bool:
    return delivery.status is DeliveryStatus.PENDING and delivery.reason in OF_SEVEN_TIME


def first_rejected(deliveries: Iterable[Listed]) -> float:
    """When the oldest delivery of the list was received that is a dead letter; 0 if there is none."""
    times = (each.received_at for each in deliveries if each.status is DeliveryStatus.REJECTED)
    return min(times, default=0.0)
