"""Dead letters as text. Only `body` contains personal data."""

import time
from collections import Counter
from collections.abc import Iterable

from bridge.ledger.records import DeliveryRecord
from bridge.model.error_messages import error_message_in
from bridge.model.outcome import DeliveryStatus
from bridge.model.reasons import groups, sentences
from bridge.operations.corrections import Check
from bridge.operations.dead_letters import Replayed
from bridge.operations.letter import KEEP, WORKER_DIED, Letter, first_at
from bridge.operations.preview import Change, Preview
from bridge.operations.queue_walk import RETENTION
from cli.languages import _, message
from cli.times import age, moment

NOT_TAKEN = Replayed(DeliveryRecord(), is_over=False)
"""A replayed letter that no worker has taken yet."""


def head() -> list[str]:
    """The titles of the list."""
    return [_("delivery"), _("source"), _("reason"), _("field"), _("age"), _("left")]


def row(letter: Letter) -> list[str]:
    """One line of the list."""
    since = first_at(letter.message)
    left = age(since + KEEP - time.time())
    return [letter.id, letter.source, letter.reason, letter.field, age(time.time() - since), left]


def reasons(counts: Counter[str]) -> Iterable[str]:
    """A line for each reason: how many dead letters have it, and what to do."""
    for reason, count in counts.most_common():
        yield f"{count:>6}  {reason}: {sentence(reason)}"


def details(letter: Letter) -> Iterable[tuple[str, str]]:
    """Names and values of everything about a dead letter except personal data."""
    yield _("delivery"), letter.id
    yield _("source"), letter.source
    yield _("reason"), f"{letter.reason}: {sentence(letter.reason)}"
    yield _("field"), letter.field
    yield _("dead since"), moment(first_at(letter.message))
    yield _("kept until"), _until(first_at(letter.message) + KEEP)
    in_sqs = _until(letter.message.sent_at + RETENTION)
    yield _("in SQS until"), _("{time}; the bridge renews it before that").format(time=in_sqs)
    yield _("size"), _("{count} bytes").format(count=len(letter.message.body))
    if delivery := letter.delivery:
        yield _("received"), moment(delivery.received_at)
        yield _("topic"), delivery.topic
        yield _("content type"), delivery.content_type
        yield _("replays"), str(delivery.replay)
        yield _("corrected"), ", ".join(delivery.corrections)


def checked(letter: Letter, check: Check) -> Iterable[str]:
    """What is wrong with the corrections of a letter, and what is worth a look: fields, and no values."""
    if check.problems:
        yield _("{id}: not replayed").format(id=letter.id)
    elif check.warnings:
        yield _("{id}: replayed with warnings").format(id=letter.id)
    yield from _findings(check)


def _findings(check: Check) -> Iterable[str]:
    for problem in check.problems:
        line = f"  ✗ {_place(problem.field, problem.reason)}: {sentence(problem.reason)}"
        yield f"{line} {_meant(problem.suggestions)}".rstrip()
    for warning in check.warnings:
        yield f"  ! {_place(warning.field, warning.reason)}: {sentence(warning.reason)}"


def preview_head(body: bool) -> list[str]:
    """The titles of a preview."""
    values = [_("as sent"), _("corrected")] if body else []
    return [_("field"), _("change"), *values]


def preview_rows(preview: Preview, body: bool) -> Iterable[list[str]]:
    """A line for each field; with its values, which are personal data, only on request."""
    changes = {
        Change.SAME: "",
        Change.ADDED: _("added"),
        Change.CHANGED: _("changed"),
        Change.REMOVED: _("removed"),
    }
    for each in preview.fields:
        values = [_value(each.before), _value(each.after)] if body else []
        yield [each.field, changes[each.change], *values]


def _value(value: object) -> str:
    return "" if value is None else str(value)


def findings(preview: Preview) -> Iterable[str]:
    """What is wrong and what is worth a look; what a delivery becomes that only its worker can read."""
    yield from _findings(preview.check)
    if not (preview.fields or preview.check.problems):
        yield _("Only the worker can read the delivery: the corrections were checked by themselves.")


def outcome_head() -> list[str]:
    """The titles of the outcomes."""
    return [_("delivery"), _("outcome"), _("customer"), _("reason"), _("field")]


def outcome_row(id_: str, replayed: Replayed) -> list[str]:
    """What became of a replayed letter."""
    record = replayed.record
    customer = record.customer_number or record.seventime_id
    return [id_, record.status or DeliveryStatus.PENDING, customer, record.reason, record.field]


def outcome_reasons(outcomes: Iterable[Replayed]) -> Iterable[str]:
    """What to do about each reason, and about what has no outcome yet."""
    found = list(outcomes)
    yield from reasons(Counter(each.record.reason for each in found if each.record.reason))
    if waiting := sum(not each.is_over for each in found):
        text = _("Without an outcome yet: {count}. Look again with bridge deliveries show ID.")
        yield text.format(count=waiting)


def _meant(fields: Iterable[str]) -> str:
    names = ", ".join(fields)
    return _("Meant: {fields}?").format(fields=names) if names else ""


def _place(field: str, reason: str) -> str:
    return f"{field} {reason}".strip()


def body(letter: Letter) -> str:
    """What the sender sent, and the corrections so far: personal data."""
    if letter.delivery is None:
        return letter.message.body
    corrections = [f"{field}={value}" for field, value in letter.delivery.corrections.items()]
    return "\n".join([letter.delivery.body.decode(errors="replace"), *corrections])


def personal(letter: Letter) -> dict[str, str]:
    """What --body shows as JSON: personal data."""
    said = error_message_in(letter.message.body)
    return {"body": body(letter), **({"error_message": said} if said else {})}


def personal_lines(letter: Letter) -> Iterable[str]:
    """What --body shows: personal data."""
    yield ""
    yield body(letter)
    if said := error_message_in(letter.message.body):
        yield ""
        yield _("Seven Time said: {text}").format(text=said)


def sentence(reason: str) -> str:
    """What to do about a reason. A delivery that waited in vain can be replayed."""
    if reason == WORKER_DIED:
        return _("Its worker died each time. Find the cause in CreateCustomers' log, correct it, and replay.")
    advice = message(sentences(reason)) or _("See the log of CreateCustomers.")
    if reason not in groups()["A delivery that waits"]["reasons"]:
        return advice
    advice = advice.removeprefix("Wait: ").removeprefix("Vänta: ")
    again = _("It was tried for days: replay it when that is over.")
    return f"{advice[0].upper()}{advice[1:]} {again}"


def number(count: int) -> str:
    """How many, in words."""
    return _("1 dead letter") if count == 1 else _("{count} dead letters").format(count=count)


def _until(at: float) -> str:
    return _("{time} ({left} left)").format(time=moment(at), left=age(at - time.time()))
