"""`bridge deliveries`."""

import time
from datetime import datetime
from typing import Any
from urllib.parse import quote

import click

from bridge.ledger.listing import Listed
from bridge.model.outcome import DeliveryStatus
from bridge.operations.delivery_list import chosen, shown
from cli.api import Api
from cli.languages import _, message
from cli.options import Group, pass_session
from cli.session import Session
from cli.stacks import listing_of
from cli.statuses import word
from cli.times import Duration, local, moment, second

_POLL = 1.0
"""Seconds between two looks at a delivery."""

_DONE = ("created", "existing", "ignored", "discarded")
_FINAL = (*_DONE, "rejected")
_LISTS = ("warnings", "similar")
"""What is shown as lines of their own."""


@click.group(cls=Group)
def deliveries() -> None:
    """List deliveries, show what became of one, or wait for it. Its id is in the response to the webhook.

    \b
    bridge deliveries show 8574dc802eec7964822efbc2746a
    bridge deliveries list --since 7d --status rejected
    bridge deliveries wait 8574dc802eec7964822efbc2746a --seconds 60
    """


@deliveries.command("list")
@click.option("--since", type=Duration(), default=86_400.0, metavar="7d", help="how far back (default: 1d)")
@click.option("--source", default="", help="those of this source")
@click.option(
    "--status", type=click.Choice([each.value for each in DeliveryStatus]), help="those with this status"
)
@pass_session
def list_deliveries(session: Session, /, since: float, source: str, status: str | None) -> int:
    """List deliveries by the time at which they were received, the latest first.

    Those that no worker has taken up yet are missing.
    """
    deliveries = listing_of(session.stack()).since(time.time() - since)
    found = chosen(deliveries, source, DeliveryStatus(status) if status else None)
    for each in found:
        session.output.record(shown(each))
    if not found:
        session.output.say(_("There is no such delivery."))
        return 0
    head = [_("delivery"), _("received"), _("source"), _("status"), _("reason")]
    session.output.table(head, map(_row, found))
    return 0


def _row(listed: Listed) -> list[str]:
    return [listed.id, moment(listed.received_at), listed.source, word(listed.status), listed.reason]


@deliveries.command()
@click.argument("id")
@pass_session
def show(session: Session, /, id: str) -> int:
    """Show what became of a delivery. Exit code 1 if it waits, or became no customer."""
    return show_outcome(session, _ask(session.api(), id))


@deliveries.command()
@click.argument("id")
@click.option("--seconds", type=click.FloatRange(min=0), default=120.0, help="how long to wait at most")
@pass_session
def wait(session: Session, /, id: str, seconds: float) -> int:
    """Wait for the outcome of a delivery, and show it. Exit code 1 if it has none, or became no customer."""
    return show_outcome(session, outcome(session.api(), id, seconds))


def outcome(api: Api, id_: str, seconds: float) -> dict[str, Any]:
    """Wait for the outcome of a delivery, and return what the API shows of it at the end."""
    end = time.monotonic() + seconds
    found = _ask(api, id_)
    while found["status"] not in _FINAL and time.monotonic() < end:
        time.sleep(_POLL)
        found = _ask(api, id_)
    return found


def _ask(api: Api, id_: str) -> dict[str, Any]:
    return api.get(f"/deliveries/{quote(id_, safe='')}")


def show_outcome(session: Session, found: dict[str, Any]) -> int:
    """Show a delivery. Return the exit code: 1 if it waits, or became no customer."""
    session.output.record(found)
    for name, value in found.items():
        if name in ("message", "message_sv", *_LISTS):
            continue
        session.output.say(f"{name:<15} {_text(name, value)}")
    if advice := message(found):
        session.output.say(f"{'':<15} {advice}")
    for warning in found.get("warnings", ()):
        session.output.say(f"! {warning.get('field', '')} {warning['reason']}: {message(warning)}")
    for other in found.get("similar", ()):
        text = _("There is a similar customer: {number}")
        session.output.say(text.format(number=other.get("customerNumber") or other["_id"]))
    return 0 if found["status"] in _DONE else 1


def _text(name: str, value: Any) -> str:
    if name == "received_at":
        return local(value)
    if name == "next_attempt_at":  # half a minute from now, perhaps
        return second(datetime.fromisoformat(value).timestamp())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
