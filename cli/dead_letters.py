"""`python -m dead_letters [--env prod] list|show|replay|discard`."""

import argparse
import difflib
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from bridge.mapping.fields import KNOWN_FIELDS
from bridge.model.failures import Failure, Rejected
from bridge.operations.dead_letters import DeadLetters, Letter
from cli import dead_letters_text as showing
from cli.stacks import NoStack, dead_letters_of, environments

Asked = argparse.Namespace
Commands = Any
Command = Callable[[DeadLetters, Asked], int]


def main() -> None:
    """Read the command line and do it."""
    asked = _parser().parse_args()
    if not (asked.delivery or asked.reason or asked.source or asked.all):
        asked.usage("say which: deliveries, --reason, --source or --all")
    try:
        with dead_letters_of(asked.env) as letters:
            sys.exit(asked.run(letters, asked))
    except NoStack as missing:
        sys.exit(str(missing))
    except Failure as failure:
        sys.exit(f"{failure.reason}: {failure}")
    except KeyboardInterrupt:
        sys.exit("\nstopped; what was not done yet is as it was")


def show_list(letters: DeadLetters, asked: Asked) -> int:
    """A line for each letter, then what to do about each reason."""
    counts: Counter[str] = Counter()
    for letter in _chosen(letters, asked):
        if not counts:
            print(showing.HEAD)
        counts[letter.reason] += 1
        print(showing.row(letter))
    print(f"\n{_number(counts.total())}{_elsewhere(letters)}")
    for line in showing.reasons(counts):
        print(line)
    return 0


def show_one(letters: DeadLetters, asked: Asked) -> int:
    """What is known of one letter; with --body the data of the person too."""
    for letter in _chosen(letters, asked):
        for name, value in showing.details(letter):
            print(f"{name:<13} {value}".rstrip())
        if asked.body:
            print(f"\n{showing.whole(letter)}")
        return 0
    return _none(letters)


def replay(letters: DeadLetters, asked: Asked) -> int:
    """Back to the worker, with the corrections; copies of a delivery go as one."""
    done, left = 0, 0
    for letter in _chosen(letters, asked):
        try:
            letters.replay(letter, dict(asked.set))
            done += 1
        except Rejected as failure:
            left += 1
            print(f"{letter.id}: {failure}", file=sys.stderr)
    if done + left == 0:
        return _none(letters)
    print(f"Replayed: {_number(done)}. What is rejected again is back within a minute or two.")
    return 1 if left else 0


def discard(letters: DeadLetters, asked: Asked) -> int:
    """Delete for good, after asking."""
    found = {letter.message.id for letter in _chosen(letters, asked)}
    if not found:
        return _none(letters)
    letters.release()  # a person takes longer to answer than letters may be held
    if not (asked.yes or _agreed(len(found))):
        print("Nothing was discarded.")
        return 1
    gone = 0
    for letter in _chosen(letters, asked):
        if letter.message.id in found:
            letters.discard(letter)
            gone += 1
    print(f"Discarded: {_number(gone)}.")
    return 0


def _chosen(letters: DeadLetters, asked: Asked) -> Iterator[Letter]:
    """The letters that the command line is about."""
    for letter in letters:
        named = not asked.delivery or letter.id in asked.delivery
        if named and asked.reason in (None, letter.reason) and asked.source in (None, letter.source):
            yield letter


def _agreed(count: int) -> bool:
    print(f"Discard {_number(count)} for good? No customer will come of it. [y/N] ", end="", flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _none(letters: DeadLetters) -> int:
    print(f"No such dead letter{_elsewhere(letters)}", file=sys.stderr)
    return 1


def _elsewhere(letters: DeadLetters) -> str:
    """Said whenever somebody might wonder where a letter is."""
    if not (count := letters.elsewhere()):
        return "."
    return f". Somebody else is at {count}, or broke off: they are back within 10 minutes."


def _number(count: int) -> str:
    return "1 dead letter" if count == 1 else f"{count} dead letters"


def _correction(text: str) -> tuple[str, str]:
    field, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{field}: a correction is FIELD=VALUE")
    if field not in KNOWN_FIELDS:
        near = ", ".join(difflib.get_close_matches(field, KNOWN_FIELDS)) or ", ".join(sorted(KNOWN_FIELDS))
        raise argparse.ArgumentTypeError(f"{field} is no field of Seven Time's; there is {near}")
    return field, value


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dead_letters", description=__doc__)
    parser.add_argument("--env", default="local", choices=environments(), help="as in samconfig.toml")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _choosing(_command(commands, "list", show_list))
    one = _command(commands, "show", show_one)
    one.add_argument("delivery", nargs=1)
    one.add_argument("--body", action="store_true", help="with all data, personal data too")
    again = _choosing(_command(commands, "replay", replay), several=True)
    again.add_argument(
        "--set", type=_correction, action="append", default=[], metavar="FIELD=VALUE",
        help="correct a field of Seven Time's; an empty VALUE removes what the sender said",
    )  # fmt: skip
    away = _choosing(_command(commands, "discard", discard), several=True)
    away.add_argument("--yes", action="store_true", help="do not ask")
    return parser


def _command(commands: Commands, name: str, run: Command) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=run.__doc__, description=run.__doc__)
    command.set_defaults(run=run, usage=command.error, delivery=[], reason=None, source=None)
    return command


def _choosing(command: argparse.ArgumentParser, *, several: bool = False) -> argparse.ArgumentParser:
    """Which letters: by what they have in common; where something is done to them, it has to be said."""
    command.add_argument("--reason", help="those with this reason")
    command.add_argument("--source", help="those of this source")
    if several:
        command.add_argument("delivery", nargs="*", help="as listed")
        command.add_argument("--all", action="store_true", help="whatever there is")
    else:
        command.set_defaults(all=True)
    return command


if __name__ == "__main__":
    main()
