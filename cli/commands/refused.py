"""`bridge refused`."""

from collections import Counter
from typing import Any

import click

from bridge.operations.refused import RefusedDeliveries, shown
from cli import refused_text as text
from cli.languages import _
from cli.options import Group, pass_session
from cli.queues import choosing, chosen, filtering, held_elsewhere
from cli.session import Session
from cli.stacks import refused_of


@click.group(cls=Group)
def refused() -> None:
    """List, show, release and discard refused deliveries: those that did not verify when they arrived.

    \b
    bridge refused list --source nordic-garden
    bridge refused release --all
    """


@refused.command("list")
@filtering
@pass_session
def list_refused(session: Session, /, **given: Any) -> int:
    """List refused deliveries, ✓ if they verify now, and say what to do about the others."""
    with refused_of(session.stack()) as walk:
        found, problems = [], Counter[str]()
        for each in chosen(walk, walk, {**given, "all": True}).of(walk):
            session.output.record(shown(each))
            problems[each.problem or ""] += 1
            found.append(text.row(each))
        if found:
            session.output.table(text.head(), found)
            session.output.say()
        verified = _("{deliveries}, {count} verified.")
        counts = verified.format(deliveries=text.number(problems.total()), count=problems[""])
        session.output.say(f"{counts} {held_elsewhere(walk)}".strip())
    for line in text.problems(problems):
        session.output.say(line)
    return 0


@refused.command("show")
@click.argument("id")
@click.option("--body", is_flag=True, help="with what the sender sent: personal data")
@pass_session
def show_refused(session: Session, /, id: str, body: bool) -> int:
    """Show everything about one refused delivery except personal data; --body shows that, too."""
    with refused_of(session.stack()) as walk:
        for each in chosen(walk, walk, {"ids": [id]}).of(walk):
            session.output.record(shown(each) | ({"body": text.body(each)} if body else {}))
            for name, value in text.details(each):
                session.output.say(f"{name:<13} {value}".rstrip())
            if body:
                session.output.say(f"\n{text.body(each)}")
            return 0
        return _none(session, walk)


@refused.command()
@choosing
@pass_session
def release(session: Session, /, **given: Any) -> int:
    """Send those that verify now to the worker, as if they had been accepted; copies are sent once."""
    with refused_of(session.stack()) as walk:
        sent, problems = 0, Counter[str]()
        for each in chosen(walk, walk, given).of(walk):
            problems[each.problem or ""] += 1
            sent += 0 if each.problem else walk.release(each)
        if not problems:
            return _none(session, walk)
    released = problems.pop("", 0)
    counts = {"released": released, "messages": sent, "not_verified": problems.total()}
    session.output.record(counts)
    _say_released(session, counts)
    for line in text.problems(problems):
        session.output.say(line)
    return 0 if released else 1


def _say_released(session: Session, counts: dict[str, int]) -> None:
    messages = _("1 message")
    if counts["messages"] != 1:
        messages = _("{count} messages").format(count=counts["messages"])
    done = _("Released: {deliveries}, as {messages} to the worker. Copies were sent once.")
    session.output.say(done.format(deliveries=text.number(counts["released"]), messages=messages))
    if counts["not_verified"]:
        left = _("Not verified, and still here: {deliveries}.")
        session.output.say(left.format(deliveries=text.number(counts["not_verified"])))


@refused.command()
@choosing
@click.option("--yes", is_flag=True, help="do not ask")
@pass_session
def discard(session: Session, /, yes: bool, **given: Any) -> int:
    """Delete refused deliveries for good, after asking, whether they verify or not."""
    session.may_ask(yes)
    with refused_of(session.stack()) as walk:
        choice = chosen(walk, walk, given)
        meant = {each.id: each.problem is None for each in choice.of(walk)}
        if not meant:
            return _none(session, walk)
        walk.unhide()  # a person may take longer to answer than messages may be held
        if not session.agreed(_question(len(meant), sum(meant.values())), yes):
            return 1
        discarded = sum(_discarded(walk, each) for each in choice.of(walk) if each.id in meant)
    session.output.record({"discarded": discarded})
    session.output.say(_("Discarded: {deliveries}.").format(deliveries=text.number(discarded)))
    return 0


def _discarded(walk: RefusedDeliveries, each: Any) -> int:
    walk.discard(each)
    return 1


def _question(count: int, verified: int) -> str:
    question = _("Discard {deliveries} for good? None of them verifies.")
    if verified:
        question = _("Discard {deliveries} for good? {count} of them could be released.")
    return question.format(deliveries=text.number(count), count=verified)


def _none(session: Session, walk: RefusedDeliveries) -> int:
    session.output.note(f"{_('There is no such refused delivery.')} {held_elsewhere(walk)}".strip())
    return 1
