"""`bridge deliveries`."""

import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote

import click

from bridge.identity.search_keys import search_for
from bridge.ledger.deliveries import KEEP_DELIVERY
from bridge.ledger.listing import Listed
from bridge.model.outcome import DeliveryStatus
from bridge.operations import delivery_list
from bridge.operations.delivery_list import chosen, shown
from cli import existing_text, ids
from cli.api import Api
from cli.languages import _, message
from cli.options import Group, pass_session, waiting
from cli.session import Session
from cli.stacks import Stack, listing_of, sealer_of
from cli.statuses import word
from cli.times import Duration, local, moment, second

_POLL = 1.0
"""Seconds between two looks at a delivery."""

_DAY, _KEPT = 86_400.0, float(KEEP_DELIVERY)

_DONE = ("created", "existing", "ignored", "discarded")
_FINAL = (*_DONE, "rejected")
_LISTS = ("warnings", "similar")
"""What is shown as lines of their own."""


@click.group(cls=Group)
def deliveries() -> None:
    """List deliveries, show what became of one, or wait for it. Its id is in the response to the webhook.

    \b
    bridge deliveries show 8574dc
    bridge deliveries list --since 7d --status rejected
    bridge deliveries list --about 'Åsa Öberg'
    bridge deliveries wait 8574dc802eec7964822efbc2746a --seconds 60
    """


@deliveries.command("list")
@click.option("--since", type=Duration(), metavar="7d", help="how far back (default: 1d, with --about 90d)")
@click.option("--source", default="", metavar="SOURCE", help="those of this source")
@click.option(
    "--status", type=click.Choice([each.value for each in DeliveryStatus]), help="those with this status"
)
@click.option(
    "--about",
    default="",
    metavar="PERSON",
    help="those about a person or company: a name, e-mail address, phone, organisation or personal number",
)
@pass_session
def list_deliveries(
    session: Session, /, since: float | None, source: str, status: str | None, about: str
) -> int:
    """List deliveries by the time at which they were received, the latest first.

    Those that no worker has taken up yet are missing. With --about, so are those that were ignored and those
    that an earlier version has processed; dead letters that cannot be read are found by e-mail address and
    number only. What is looked for is neither kept nor logged.
    """
    stack = session.stack()
    deliveries = _those_of(stack, since or (_KEPT if about else _DAY), about)
    found = chosen(deliveries, source, DeliveryStatus(status) if status else None)
    for each in found:
        session.output.record(shown(each))
    if not found:
        session.output.say(_("There is no such delivery."))
        return 0
    head = [_("delivery"), _("received"), _("source"), _("status"), _("reason")]
    session.output.table(head, map(_row, found))
    return 0


def _those_of(stack: Stack, since: float, about: str) -> Iterable[Listed]:
    """The deliveries of a time, or those of them about somebody."""
    listed = listing_of(stack).since(time.time() - since)
    if not about:
        return listed
    search = search_for(about, sealer_of(stack))
    if not search.groups:
        text = _("This is no name, e-mail address, phone, organisation or personal number.")
        raise click.UsageError(text)
    return delivery_list.about(listed, search)


def _row(listed: Listed) -> list[str]:
    return [listed.id, moment(listed.received_at), listed.source, word(listed.status), listed.reason]


@deliveries.command()
@click.argument("id")
@pass_session
def show(session: Session, /, id: str) -> int:
    """Show what became of a delivery. Exit code 1 if it waits, or became no customer.

    Of an id that is in the list, its first six characters or more are enough, if no other begins with them.
    """
    api, whole = _found(session, id)
    return show_outcome(session, _ask(api, whole))


@deliveries.command()
@click.argument("id")
@waiting(120.0)
@pass_session
def wait(session: Session, /, id: str, seconds: float) -> int:
    """Wait for the outcome of a delivery, and show it. Exit code 1 if it has none, or became no customer.

    Of an id that is in the list, its first six characters or more are enough, if no other begins with them.
    """
    api, whole = _found(session, id)
    return show_outcome(session, outcome(api, whole, seconds))


def _found(session: Session, given: str) -> tuple[Api, str]:
    """The API, and the whole id of a listed delivery. Without a stack, an id is taken for whole."""
    if ids.are_whole([given]) or not session.has_stack():
        return session.api(), given
    api, stack = session.api_and_stack()
    listed = listing_of(stack).since(time.time() - _KEPT) if stack else ()
    found = ids.completed([given], delivery_list.begun_like(listed, given))
    return api, found.pop() if found else given


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
    for line in _facts(found):
        session.output.say(line)
    for warning in found.get("warnings", ()):
        session.output.say(f"! {warning.get('field', '')} {warning['reason']}: {message(warning)}")
    for other in found.get("similar", ()):
        text = _("There is a similar customer: {number}")
        session.output.say(text.format(number=other.get("customerNumber") or other["_id"]))
    return 0 if found["status"] in _DONE else 1


def _facts(found: dict[str, Any]) -> Iterator[str]:
    """A line for each fact, and what they mean."""
    is_known = found["status"] == DeliveryStatus.EXISTING
    unsaid = ("message", "message_sv", *_LISTS, *(existing_text.SAID if is_known else ()))
    for name, value in found.items():
        if name not in unsaid:
            yield f"{name:<15} {_text(name, value)}"
    if advice := message(found):
        yield f"{'':<15} {advice}"
    if is_known:
        yield from existing_text.sentences(found)


def _text(name: str, value: Any) -> str:
    if name in ("received_at", "decided_at"):
        return local(value)
    if name == "next_attempt_at":  # half a minute from now, perhaps
        return second(datetime.fromisoformat(value).timestamp())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
