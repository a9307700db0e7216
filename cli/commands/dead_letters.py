"""`bridge dead-letters`."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import click

from bridge.model.failures import Rejected
from bridge.operations.corrections import Check, check
from bridge.operations.dead_letters import DeadLetters
from bridge.operations.letter import Letter, shown
from bridge.operations.preview import Preview, preview
from cli import dead_letters_text as text
from cli.correcting import Corrected, correcting, of_one
from cli.languages import _
from cli.options import Group, pass_session, waiting
from cli.queues import choosing, chosen, filtering, held_elsewhere
from cli.replays import Replays
from cli.session import Session
from cli.stacks import dead_letters_of, sources


@click.group("dead-letters", cls=Group)
def dead_letters() -> None:
    """List, show, correct, replay and discard dead letters: deliveries that could not become a customer.

    \b
    bridge dead-letters list --reason name_missing
    bridge dead-letters preview 8574dc --set 'name=Åsa Öberg' --body
    bridge dead-letters replay 8574dc --set 'name=Åsa Öberg' --set zipCode=26974
    bridge dead-letters replay 8574dc --body-file corrected.json
    bridge dead-letters discard --source old-form
    """


@dead_letters.command("list")
@filtering
@pass_session
def list_letters(session: Session, /, **given: Any) -> int:
    """List dead letters, and say what to do about each reason."""
    with dead_letters_of(session.stack()) as letters:
        found, counts = [], Counter[str]()
        for letter in chosen(letters, letters, {**given, "all": True}).of(letters):
            session.output.record(shown(letter))
            counts[letter.reason] += 1
            found.append(text.row(letter))
        if found:
            session.output.table(text.head(), found)
            session.output.say()
        session.output.say(f"{text.number(counts.total())}. {held_elsewhere(letters)}".strip())
    for line in text.reasons(counts):
        session.output.say(line)
    return 0


@dead_letters.command("show")
@click.argument("id")
@click.option(
    "--body", is_flag=True, help="with what the sender sent, and what Seven Time said of it: personal data"
)
@pass_session
def show_letter(session: Session, /, id: str, body: bool) -> int:
    """Show everything about one dead letter except personal data; --body shows that, too."""
    with dead_letters_of(session.stack()) as letters:
        for letter in chosen(letters, letters, {"ids": [id]}).of(letters):
            session.output.record(shown(letter) | (text.personal(letter) if body else {}))
            for name, value in text.details(letter):
                session.output.say(f"{name:<13} {value}".rstrip())
            for line in text.personal_lines(letter) if body else ():
                session.output.say(line)
            return 0
        return _none(session, letters)


@dead_letters.command("preview")
@click.argument("id")
@correcting
@click.option("--body", is_flag=True, help="with the values of the fields: personal data")
@pass_session
def preview_letter(
    session: Session, /, id: str, corrections: dict[str, str], new_body: bytes | None, body: bool
) -> int:
    """Show what a dead letter would become with corrections, field by field. Nothing is sent.

    Exit code 1 if it would not become a customer.
    """
    with dead_letters_of(session.stack()) as letters:
        for letter in chosen(letters, letters, {"ids": [id]}).of(letters):
            if letter.delivery is None:
                session.output.note(f"{letter.id}: {text.sentence(letter.reason)}")
                return 1
            source = sources().get(letter.source)
            found = preview(letter.delivery, source, corrections, datetime.now(UTC).date(), new_body)
            return _shown_preview(session, letter, found, body)
        return _none(session, letters)


def _shown_preview(session: Session, letter: Letter, found: Preview, body: bool) -> int:
    session.output.record({"delivery": letter.id, **found.shown(body)})
    if found.fields:
        session.output.table(text.preview_head(body), text.preview_rows(found, body))
    for line in text.findings(found):
        session.output.say(line)
    return 1 if found.check.problems else 0


@dead_letters.command()
@choosing
@correcting
@waiting(60.0, "how long to wait for the outcomes at most")
@pass_session
def replay(
    session: Session, /, corrections: dict[str, str], new_body: bytes | None, seconds: float, **given: Any
) -> int:
    """Send dead letters to the worker again, and wait for what becomes of them.

    Corrections are checked before anything is sent. Copies are sent once. Exit code 1 if one was not sent,
    was rejected again, or has no outcome yet.
    """
    of_one(new_body, given["ids"])
    with dead_letters_of(session.stack()) as letters:
        counts = Counter(
            _replayed(session, letters, letter, Corrected(corrections, new_body))
            for letter in chosen(letters, letters, given).of(letters)
        )
        if not counts:
            return _none(session, letters)
    session.output.say(_("Replayed: {letters}.").format(letters=text.number(counts[True])))
    outcomes = Replays(letters, session.output).wait(seconds)
    session.output.record(
        {"replayed": counts[True], "not_replayed": counts[False], "deliveries": outcomes.shown()}
    )
    return 0 if outcomes.are_well and not counts[False] else 1


def _replayed(session: Session, letters: DeadLetters, letter: Letter, corrected: Corrected) -> bool:
    """Replay one letter, unless a problem remains. Say the problems and the warnings."""
    checked = _check(letter, corrected)
    try:
        if not checked.problems:
            letters.replay(letter, *corrected)
    except Rejected as failure:
        session.output.note(f"{letter.id}: {failure}")
        return False
    for line in text.checked(letter, checked):
        session.output.note(line)
    return not checked.problems


def _check(letter: Letter, corrected: Corrected) -> Check:
    """What is wrong with the corrections of a letter; nothing if it has none, or cannot be read."""
    delivery = letter.delivery
    if delivery is None or not (corrected.body is not None or corrected.fields or delivery.corrections):
        return Check()
    source, today = sources().get(delivery.source), datetime.now(UTC).date()
    return check(delivery, source, corrected.fields, today, corrected.body)


@dead_letters.command()
@choosing
@click.option("--yes", is_flag=True, help="do not ask")
@pass_session
def discard(session: Session, /, yes: bool, **given: Any) -> int:
    """Delete dead letters for good, after asking. No customer will be created."""
    session.may_ask(yes)
    with dead_letters_of(session.stack()) as letters:
        choice = chosen(letters, letters, given)
        meant = {letter.message.id for letter in choice.of(letters)}
        if not meant:
            return _none(session, letters)
        letters.unhide()  # a person may take longer to answer than dead letters may be held
        question = _("Discard {letters} for good? No customer will be created.")
        if not session.agreed(question.format(letters=text.number(len(meant))), yes):
            return 1
        found = (letter for letter in choice.of(letters) if letter.message.id in meant)
        discarded = sum(_discarded(letters, letter) for letter in found)
    session.output.record({"discarded": discarded})
    session.output.say(_("Discarded: {letters}.").format(letters=text.number(discarded)))
    return 0


def _discarded(letters: DeadLetters, letter: Letter) -> int:
    letters.discard(letter)
    return 1


def _none(session: Session, letters: DeadLetters) -> int:
    session.output.note(f"{_('There is no such dead letter.')} {held_elsewhere(letters)}".strip())
    return 1
