"""Refused deliveries as text. Only `body` contains personal data."""

import time
from collections import Counter
from collections.abc import Iterable

from bridge.model.reasons import sentences
from bridge.operations.queue_walk import RETENTION
from bridge.operations.refused import Refused
from cli.dead_letters_text import age, moment

COLUMNS = "{id:<36}  {source:<20}  {reason:<26}  {received:<20}  {left:>6}  {now}"
HEAD = COLUMNS.format(
    id="id", source="source", reason="refused for", received="received", left="left", now="now"
)


def row(refused: Refused) -> str:
    """One line of the list. A delivery that verifies has the id that its sender would have got."""
    return COLUMNS.format(
        id=refused.id,
        source=refused.source,
        reason=refused.reason,
        received=_received(refused),
        left=age(refused.message.sent_at + RETENTION - time.time()),
        now=f"✗ {refused.problem}" if refused.problem else f"✓ {_deliveries(refused)}",
    )


def problems(counts: Counter[str]) -> Iterable[str]:
    """A line for each reason for which deliveries do not verify: how many, and what to do."""
    for reason, count in counts.most_common():
        if reason:
            yield f"{count:>6}  {reason}: {_sentence(reason)}"


def details(refused: Refused) -> Iterable[tuple[str, str]]:
    """Names and values of everything about a refused delivery except personal data."""
    yield "id", refused.id
    yield "source", refused.source
    yield "refused for", f"{refused.reason}: {_sentence(refused.reason)}"
    yield "now", f"✗ {refused.problem}: {_sentence(refused.problem)}" if refused.problem else "✓ it verifies"
    yield "received", _received(refused)
    yield "kept until", moment(refused.message.sent_at + RETENTION)
    yield "deliveries", _deliveries(refused)
    if delivery := refused.delivery:
        yield "request id", delivery.request.id
        yield "method", delivery.request.method
        yield "content type", delivery.request.headers.get("content-type", "")
        yield "size", f"{len(delivery.request.body)} bytes"


def body(refused: Refused) -> str:
    """What the sender sent, without its proof: personal data."""
    if refused.delivery is None:
        return refused.message.body
    return refused.delivery.request.body.decode(errors="replace")


def number(count: int) -> str:
    """How many, in words."""
    return "1 refused delivery" if count == 1 else f"{count} refused deliveries"


def _received(refused: Refused) -> str:
    return moment(refused.delivery.request.received_at if refused.delivery else refused.message.sent_at)


def _deliveries(refused: Refused) -> str:
    return ", ".join(each.attributes["delivery"] for each in refused.messages)


def _sentence(reason: str) -> str:
    advice: str = sentences(reason).get("message", "")
    return advice
