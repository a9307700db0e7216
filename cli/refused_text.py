"""Refused deliveries as text. Only `body` contains personal data."""

import time
from collections import Counter
from collections.abc import Iterable

from bridge.model.reasons import sentences
from bridge.operations.queue_walk import RETENTION
from bridge.operations.refused import Refused
from cli.languages import _, message
from cli.times import age, moment


def head() -> list[str]:
    """The titles of the list."""
    return [_("id"), _("source"), _("refused for"), _("received"), _("left"), _("now")]


def row(refused: Refused) -> list[str]:
    """One line of the list. A delivery that verifies has the id that its sender would have got."""
    left = age(refused.message.sent_at + RETENTION - time.time())
    now = f"✗ {refused.problem}" if refused.problem else f"✓ {_deliveries(refused)}"
    return [refused.id, refused.source, refused.reason, _received(refused), left, now]


def problems(counts: Counter[str]) -> Iterable[str]:
    """A line for each reason for which deliveries do not verify: how many, and what to do."""
    for reason, count in counts.most_common():
        if reason:
            yield f"{count:>6}  {reason}: {message(sentences(reason))}"


def details(refused: Refused) -> Iterable[tuple[str, str]]:
    """Names and values of everything about a refused delivery except personal data."""
    yield _("id"), refused.id
    yield _("source"), refused.source
    yield _("refused for"), f"{refused.reason}: {message(sentences(refused.reason))}"
    yield _("now"), _now(refused)
    yield _("received"), _received(refused)
    yield _("kept until"), moment(refused.message.sent_at + RETENTION)
    yield _("deliveries"), _deliveries(refused)
    if delivery := refused.delivery:
        yield _("request id"), delivery.request.id
        yield _("method"), delivery.request.method
        yield _("content type"), delivery.request.headers.get("content-type", "")
        yield _("size"), _("{count} bytes").format(count=len(delivery.request.body))


def body(refused: Refused) -> str:
    """What the sender sent, without its proof: personal data."""
    if refused.delivery is None:
        return refused.message.body
    return refused.delivery.request.body.decode(errors="replace")


def number(count: int) -> str:
    """How many, in words."""
    return _("1 refused delivery") if count == 1 else _("{count} refused deliveries").format(count=count)


def _now(refused: Refused) -> str:
    if refused.problem:
        return f"✗ {refused.problem}: {message(sentences(refused.problem))}"
    return _("✓ it verifies")


def _received(refused: Refused) -> str:
    return moment(refused.delivery.request.received_at if refused.delivery else refused.message.sent_at)


def _deliveries(refused: Refused) -> str:
    return ", ".join(each.attributes["delivery"] for each in refused.messages)
