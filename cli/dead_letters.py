"""`python -m cli.dead_letters [--env prod] list|show|replay|discard`."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from bridge.mapping.fields import KNOWN_FIELDS
from bridge.model.failures import Rejected
from bridge.operations.corrections import Check, check, unknown_field
from bridge.operations.dead_letters import DeadLetters
from bridge.operations.letter import Letter
from cli import dead_letters_text as text
from cli.queue_commands import Options, add_command, agreed, held_elsewhere, parser, run
from cli.stacks import dead_letters_of, sources

NO_FILTERS: dict[str, Any] = {"delivery": [], "reason": None, "source": None}


def main() -> None:
    """Read the command line and run the command."""
    options = _parser().parse_args()
    if not (options.delivery or options.reason or options.source or options.all):
        options.usage("say which: deliveries, --reason, --source or --all")
    run(options, dead_letters_of)


def list_letters(letters: DeadLetters, options: Options) -> int:
    """Print a line for each dead letter, then what to do about each reason."""
    counts: Counter[str] = Counter()
    for letter in _chosen(letters, options):
        if not counts:
            print(text.HEAD)
        counts[letter.reason] += 1
        print(text.row(letter))
    print(f"\n{_number(counts.total())}{held_elsewhere(letters)}")
    for line in text.reasons(counts):
        print(line)
    return 0


def show_letter(letters: DeadLetters, options: Options) -> int:
    """Print everything about one dead letter except personal data; --body prints that, too."""
    for letter in _chosen(letters, options):
        for name, value in text.details(letter):
            print(f"{name:<13} {value}".rstrip())
        if options.body:
            print(f"\n{text.body(letter)}")
        return 0
    return _none(letters)


def replay(letters: DeadLetters, options: Options) -> int:
    """Send dead letters to the worker again, with corrections that were checked; copies are sent once."""
    replayed, failed = 0, 0
    for letter in _chosen(letters, options):
        if _replayed(letters, letter, dict(options.set)):
            replayed += 1
        else:
            failed += 1
    if replayed + failed == 0:
        return _none(letters)
    print(f"Replayed: {_number(replayed)}. What is rejected again is back within a minute or two.")
    return 1 if failed else 0


def _replayed(letters: DeadLetters, letter: Letter, corrections: dict[str, str]) -> bool:
    """Replay one letter, unless a problem remains. Print the problems and the warnings."""
    checked = _check(letter, corrections)
    try:
        if not checked.problems:
            letters.replay(letter, corrections)
    except Rejected as failure:
        print(f"{letter.id}: {failure}", file=sys.stderr)
        return False
    for line in text.checked(letter, checked):
        print(line, file=sys.stderr)
    return not checked.problems


def discard(letters: DeadLetters, options: Options) -> int:
    """Delete dead letters for good, after asking."""
    chosen = {letter.message.id for letter in _chosen(letters, options)}
    if not chosen:
        return _none(letters)
    letters.unhide()  # the operator may take longer to answer than dead letters may be held
    question = f"Discard {_number(len(chosen))} for good? No customer will be created."
    if not (options.yes or agreed(question)):
        print("Nothing was discarded.")
        return 1
    discarded = 0
    for letter in _chosen(letters, options):
        if letter.message.id in chosen:
            letters.discard(letter)
            discarded += 1
    print(f"Discarded: {_number(discarded)}.")
    return 0


def _chosen(letters: DeadLetters, options: Options) -> Iterator[Letter]:
    """The dead letters that the options select."""
    for letter in letters:
        if options.delivery and letter.id not in options.delivery:
            continue
        if options.reason in (None, letter.reason) and options.source in (None, letter.source):
            yield letter


def _none(letters: DeadLetters) -> int:
    print(f"No such dead letter{held_elsewhere(letters)}", file=sys.stderr)
    return 1


def _number(count: int) -> str:
    return "1 dead letter" if count == 1 else f"{count} dead letters"


def _check(letter: Letter, corrections: dict[str, str]) -> Check:
    """What is wrong with the corrections of a letter; nothing if it has none, or cannot be read."""
    delivery = letter.delivery
    if delivery is None or not (corrections or delivery.corrections):
        return Check()
    return check(delivery, sources().get(delivery.source), corrections, datetime.now(UTC).date())


def _correction(argument: str) -> tuple[str, str]:
    field, equals, value = argument.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{field}: a correction is FIELD=VALUE")
    if field not in KNOWN_FIELDS:
        fields = unknown_field(field).suggestions or sorted(KNOWN_FIELDS)
        raise argparse.ArgumentTypeError(f"Seven Time has no field {field}; there is {', '.join(fields)}")
    return field, value


def _parser() -> argparse.ArgumentParser:
    made = parser("dead_letters", __doc__)
    commands = made.add_subparsers(required=True, metavar="COMMAND")
    listing = add_command(commands, "list", list_letters, **NO_FILTERS)
    _add_filters(listing)
    listing.set_defaults(all=True)
    showing = add_command(commands, "show", show_letter, **NO_FILTERS)
    showing.add_argument("delivery", nargs=1)
    showing.add_argument("--body", action="store_true", help="with all data, personal data too")
    replaying = add_command(commands, "replay", replay, **NO_FILTERS)
    _add_choice(replaying)
    replaying.add_argument(
        "--set", type=_correction, action="append", default=[], metavar="FIELD=VALUE",
        help="correct a field of Seven Time's; an empty VALUE removes what the sender sent",
    )  # fmt: skip
    discarding = add_command(commands, "discard", discard, **NO_FILTERS)
    _add_choice(discarding)
    discarding.add_argument("--yes", action="store_true", help="do not ask")
    return made


def _add_choice(command: argparse.ArgumentParser) -> None:
    """Which dead letters a command changes: the operator has to say it."""
    _add_filters(command)
    command.add_argument("delivery", nargs="*", help="as listed")
    command.add_argument("--all", action="store_true", help="all dead letters")


def _add_filters(command: argparse.ArgumentParser) -> None:
    command.add_argument("--reason", help="those with this reason")
    command.add_argument("--source", help="those of this source")


if __name__ == "__main__":
    main()
