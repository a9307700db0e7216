"""`bridge pauses`."""

import time

import click

from bridge.creation.failure_policy import LONGEST_PAUSE
from bridge.ledger.pause_record import PauseCause, PauseRecord
from bridge.operations.pauses import NotPaused, shown
from cli.failures import NOT_WELL, WRONG_USE
from cli.languages import _
from cli.options import Group, pass_session
from cli.session import Session
from cli.stacks import pauses_of, sources
from cli.times import Duration, Moment, age, moment

_MINUTES = f"{LONGEST_PAUSE * 1.25 / 60:.0f}"


@click.group(cls=Group)
def pauses() -> None:
    """List, pause and lift sources, and discard spam.

    \b
    bridge pauses list
    bridge pauses discard contact-form
    bridge pauses lift contact-form --for 2h
    """


@pauses.command("list")
@pass_session
def list_pauses(session: Session, /) -> int:
    """List the paused sources, since when, and about how many deliveries wait."""
    listed = pauses_of(session.stack()).listed()
    for source, found in listed.items():
        session.output.record(shown(source, found))
    if not listed:
        session.output.say(_("No source is paused."))
        return 0
    session.output.table(
        [_("source"), _("state"), _("waiting"), _("since")],
        [_row(source, found) for source, found in listed.items()],
    )
    if any(found.is_paused for found in listed.values()):
        session.output.say()
        session.output.say(_("lift processes what waits. discard ignores it, and lifts the pause."))
    return 0


def _row(source: str, found: PauseRecord) -> list[str]:
    now = time.time()
    if not found.is_paused:
        left = age(found.lifted_at - now)
        return [source, _("not counted for {left}").format(left=left), "", ""]
    state = _("more than {count} deliveries an hour").format(count=found.limit)
    if found.cause is PauseCause.OPERATOR:
        state = _("paused by an operator")
    return [source, state, f"~{found.waiting}", age(now - found.since)]


@pauses.command()
@click.argument("source")
@pass_session
def pause(session: Session, /, source: str) -> int:
    """Let every delivery of a source wait, until somebody lifts the pause."""
    if source not in sources():
        session.output.note(_("sources.yaml has no source {source}.").format(source=source))
        return WRONG_USE
    session.output.record(shown(source, pauses_of(session.stack()).pause(source)))
    done = _("{source} is paused within seconds. Its deliveries are accepted and wait.")
    session.output.say(done.format(source=source))
    return 0


@pauses.command()
@click.argument("source")
@click.option(
    "--for", "uncounted", type=Duration(), default=0.0, metavar="2h",
    help="count nothing for so long, whatever comes",
)  # fmt: skip
@pass_session
def lift(session: Session, /, source: str, uncounted: float) -> int:
    """Process what waits. With --for, nothing is counted for that long."""
    try:
        lifted = pauses_of(session.stack()).lift(source, uncounted)
    except NotPaused:
        return _is_not_paused(session, source)
    session.output.record(shown(source, lifted))
    done = _("{source} is not paused any more. What waits is processed within {minutes} minutes.")
    session.output.say(done.format(source=source, minutes=_MINUTES))
    return 0


@pauses.command()
@click.argument("source")
@click.option(
    "--from", "begin", type=Moment(), metavar="2026-11-30T14:00",
    help="what was received since then; else since the hour of the flood, or since the pause",
)  # fmt: skip
@click.option("--yes", is_flag=True, help="do not ask")
@pass_session
def discard(session: Session, /, source: str, begin: float | None, yes: bool) -> int:
    """Ignore what waits and was not worked on, after asking, and lift the pause."""
    session.may_ask(yes)
    opened = pauses_of(session.stack())
    found = opened.listed().get(source)
    if found is None or not found.is_paused:
        return _is_not_paused(session, source)
    if not session.agreed(_question(source, found, begin), yes):
        return NOT_WELL
    session.output.record(shown(source, opened.discard(source, begin)))
    done = _("Discarded. What comes to {source} from now on is processed.")
    session.output.say(done.format(source=source))
    return 0


def _question(source: str, found: PauseRecord, begin: float | None) -> str:
    question = _(
        "Discard what {source} was sent since {time} and is not in Seven Time (about {count})? "
        "No customer will be created."
    )
    since = moment(found.begin if begin is None else begin)
    return question.format(source=source, time=since, count=found.waiting)


def _is_not_paused(session: Session, source: str) -> int:
    session.output.note(_("{source} is not paused.").format(source=source))
    return NOT_WELL
