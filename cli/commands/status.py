"""`bridge status`."""

import time
from collections.abc import Iterable, Mapping

import click

from bridge.model.outcome import DeliveryStatus
from bridge.operations import problems
from bridge.operations.problems import Problem
from bridge.operations.status import Status, shown
from bridge.operations.week import ORDER, Counts, shown_why
from cli.failures import NOT_WELL
from cli.languages import _, message
from cli.options import Command, pass_session
from cli.session import Session
from cli.stacks import overview_of
from cli.statuses import word
from cli.times import age

_AGAIN = 5.0
"""Seconds between two looks with --watch."""

_CLEAR = "\033[H\033[2J"


@click.command(cls=Command)
@click.option("--week", is_flag=True, help="day by day")
@click.option("--watch", is_flag=True, help="show it again every 5 seconds, until Ctrl-C")
@pass_session
def status(session: Session, /, week: bool, watch: bool) -> int:
    """Show what became of the last seven days' deliveries, and whether all is well.

    Exit code 1 if something is not. Numbers are by source: what was created in Seven Time, existed there,
    makes no customer, failed for good, waits.

    \b
    bridge status
    bridge status --week --env prod
    bridge status --json
    """
    overview = overview_of(session.stack())
    while True:
        found = overview.read()
        session.output.record(shown(found))
        if watch and session.output.is_terminal():
            session.output.say(_CLEAR)
        _say(session, found, week)
        if not (watch and (session.output.json or session.output.is_terminal())):
            return 0 if found.is_healthy else NOT_WELL
        time.sleep(_AGAIN)


def _say(session: Session, found: Status, week: bool) -> None:
    _table(session, found, week)
    for each in shown_why(found.week.why):
        text = _("{source}: {count} {status}, {reason}").format(**each | {"status": word(each["status"])})
        session.output.say(f"{text}\n  {message(each)}".rstrip())
    session.output.say(_("{count} on the queue.").format(count=found.waiting))
    session.output.say()
    for problem in found.problems:
        session.output.say(_line(problem))
    if found.is_healthy:
        session.output.say(_("All is well."))


def _table(session: Session, found: Status, week: bool) -> None:
    head = [_("source"), *(word(status) for status in ORDER)]
    if week:
        rows = [[day, *row] for day, counts in found.week.by_day.items() for row in _rows(counts)]
        session.output.table([_("day"), *head], rows)
    else:
        refused = found.week.refused
        rows = [[*row, str(refused.get(row[0]) or "–")] for row in _rows(found.week.by_source)]
        session.output.table([*head, _("refused")], rows)
    session.output.say()


def _rows(counts: Counts) -> Iterable[list[str]]:
    for source, statuses in sorted(counts.items()):
        yield [source, *(_number(statuses, status) for status in ORDER)]


def _number(statuses: Mapping[DeliveryStatus, int], status: DeliveryStatus) -> str:
    return str(statuses.get(status) or "–")


def _line(problem: Problem) -> str:
    facts = [problem.about, str(problem.number) if problem.number else ""]
    if problem.since:
        facts.append(_("for {age}").format(age=age(time.time() - problem.since)))
    about = ", ".join(filter(None, facts))
    return f"! {message(problems.shown(problem))}" + (f" ({about})" if about else "")
