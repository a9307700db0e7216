"""`bridge logs`."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import click

from bridge.operations.logs import LATE, LogLine, Logs, Wanted
from cli import ids
from cli.failures import NOT_WELL
from cli.languages import _
from cli.options import Group, pass_session
from cli.session import Session
from cli.times import Duration, second

_POLL = 2.0
"""Seconds between two looks at the logs. CloudWatch allows ten requests a second at least."""

_SINCE, _SINCE_OF_DELIVERY = 600.0, 86_400.0


@click.group(cls=Group)
def logs() -> None:
    """Read what the functions have logged. Nothing personal is in it.

    \b
    bridge logs tail --errors --since 1h
    bridge logs tail --delivery 8574dc802eec7964822efbc2746a
    """


@logs.command()
@click.option("--source", metavar="SOURCE", help="lines about this source")
@click.option("--delivery", metavar="ID", help="follow this delivery until its customer is there")
@click.option("--errors", is_flag=True, help="only what did not go well")
@click.option("--since", type=Duration(), metavar="2h", help="how far back (default: 10m, of a delivery 1d)")
@click.option("--once", is_flag=True, help="show what is there, and end")
@pass_session
def tail(session: Session, /, since: float | None, once: bool, errors: bool, **about: str | None) -> int:
    """Show the lines of all functions, and new ones as they come, until Ctrl-C.

    With --delivery it ends with the outcome: exit code 1 if that is a dead letter.
    """
    source, delivery = about["source"] or "", about["delivery"] or ""
    if delivery and len(delivery) < ids.SHORTEST:
        text = _("{id} is too short: give at least {count} characters.")
        raise click.UsageError(text.format(id=delivery, count=ids.SHORTEST))
    stack = session.stack()
    term = delivery if ids.are_whole([delivery]) else source
    read = Logs(stack.client("logs"), stack.name, Wanted(source, delivery, errors), term)
    start = time.time() - (since or (_SINCE_OF_DELIVERY if delivery else _SINCE))
    last = None
    for line in _lines(read, start, is_once=once, is_followed=bool(delivery)):
        _show(session, line)
        last = line if line.ends_delivery else last or line
    return NOT_WELL if _ended_badly(last, is_followed=bool(delivery)) else 0


def _lines(read: Logs, start: float, *, is_once: bool, is_followed: bool) -> Iterator[LogLine]:
    """Yield the lines, and those that come. Each look is a request of its own, which says if it fails.

    After the outcome it looks once more: the webhook's line may turn up after that of its customer.
    """
    is_over = False
    while True:
        now = time.time()
        found = read.since(start)
        yield from found
        if is_once or is_over:
            return
        is_over = is_followed and any(line.ends_delivery for line in found)
        start = max(start, now - LATE)
        read.forget(start)
        time.sleep(_POLL)


def _ended_badly(last: LogLine | None, *, is_followed: bool) -> bool:
    """True if a delivery was followed that is dead, or of which nothing was logged."""
    return is_followed and (last is None or last.event == "dead_letter")


def _show(session: Session, line: LogLine) -> None:
    utc = datetime.fromtimestamp(line.at, UTC).isoformat(timespec="milliseconds")
    head = {"at": utc, "function": line.function, "event": line.event}
    session.output.record(head | dict(line.facts) | head)
    facts = " ".join(
        f"{name}={_text(value)}" for name, value in line.facts.items() if value not in ("", [], {})
    )
    mark = "!" if line.is_trouble else " "
    session.output.say(f"{mark} {second(line.at)}  {line.function:<20}  {line.event}  {facts}")


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
