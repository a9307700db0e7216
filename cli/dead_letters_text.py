"""Dead letters as text. Only `body` contains personal data."""

import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

from bridge.model.reasons import groups, sentences
from bridge.operations.corrections import Check
from bridge.operations.letter import KEEP, WORKER_DIED, Letter, first_at
from bridge.operations.queue_walk import RETENTION

COLUMNS = "{delivery:<36}  {source:<20}  {reason:<26}  {field:<24}  {age:>6}  {left:>6}"
HEAD = COLUMNS.format(
    delivery="delivery", source="source", reason="reason", field="field", age="age", left="left"
)

_WORKER_DIED = (
    "Its worker died each time. Find the cause in the log of CreateCustomers, correct it, and replay."
)

_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"))


def row(letter: Letter) -> str:
    """One line of the list."""
    return COLUMNS.format(
        delivery=letter.id,
        source=letter.source,
        reason=letter.reason,
        field=letter.field,
        age=age(time.time() - first_at(letter.message)),
        left=age(first_at(letter.message) + KEEP - time.time()),
    ).rstrip()


def reasons(counts: Counter[str]) -> Iterable[str]:
    """A line for each reason: how many dead letters have it, and what to do."""
    for reason, count in counts.most_common():
        yield f"{count:>6}  {reason}: {sentence(reason)}"


def details(letter: Letter) -> Iterable[tuple[str, str]]:
    """Names and values of everything about a dead letter except personal data."""
    yield "delivery", letter.id
    yield "source", letter.source
    yield "reason", f"{letter.reason}: {sentence(letter.reason)}"
    yield "field", letter.field
    yield "dead since", moment(first_at(letter.message))
    yield "kept until", _until(first_at(letter.message) + KEEP)
    yield "in SQS until", f"{_until(letter.message.sent_at + RETENTION)}; the bridge renews it before that"
    yield "size", f"{len(letter.message.body)} bytes"
    if delivery := letter.delivery:
        yield "received", moment(delivery.received_at)
        yield "topic", delivery.topic
        yield "content type", delivery.content_type
        yield "replays", str(delivery.replay)
        yield "corrected", ", ".join(delivery.corrections)


def checked(letter: Letter, check: Check) -> Iterable[str]:
    """What is wrong with the corrections of a letter, and what is worth a look: fields, and no values."""
    if check.problems:
        yield f"{letter.id}: not replayed"
    elif check.warnings:
        yield f"{letter.id}: replayed with warnings"
    for problem in check.problems:
        meant = f" Meant: {', '.join(problem.suggestions)}?" if problem.suggestions else ""
        yield f"  ✗ {_place(problem.field, problem.reason)}: {sentence(problem.reason)}{meant}"
    for warning in check.warnings:
        yield f"  ! {_place(warning.field, warning.reason)}: {sentence(warning.reason)}"


def _place(field: str, reason: str) -> str:
    return f"{field} {reason}".strip()


def body(letter: Letter) -> str:
    """What the sender sent, and the corrections so far: personal data."""
    if letter.delivery is None:
        return letter.message.body
    corrections = [f"{field}={value}" for field, value in letter.delivery.corrections.items()]
    return "\n".join([letter.delivery.body.decode(errors="replace"), *corrections])


def sentence(reason: str) -> str:
    """What to do about a reason. A delivery that waited in vain can be replayed."""
    if reason == WORKER_DIED:
        return _WORKER_DIED
    advice: str = sentences(reason).get("message", "See the log of CreateCustomers.")
    if reason not in groups()["A delivery that waits"]["reasons"]:
        return advice
    advice = advice.removeprefix("Wait: ")
    return f"{advice[0].upper()}{advice[1:]} It was tried for days: replay it when that is over."


def age(seconds: float) -> str:
    """Seconds in the largest unit that fits."""
    for size, unit in _UNITS:
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(seconds, 0):.0f} s"


def _until(at: float) -> str:
    return f"{moment(at)} ({age(at - time.time())} left)"


def moment(at: float) -> str:
    """Unix seconds as date and time."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")
