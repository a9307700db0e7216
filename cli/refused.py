"""`python -m cli.refused [--env prod] list|show|release|discard`."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator

from bridge.operations.refused import Refused, RefusedDeliveries
from cli import refused_text as text
from cli.queue_commands import Options, add_command, agreed, held_elsewhere, parser, run
from cli.stacks import refused_of


def main() -> None:
    """Read the command line and run the command."""
    options = _parser().parse_args()
    if not (options.id or options.source or options.all):
        options.usage("say which: ids, --source or --all")
    run(options, refused_of)


def list_refused(refused: RefusedDeliveries, options: Options) -> int:
    """Print a line for each refused delivery, ✓ if it verifies now, then what to do about the others."""
    problems: Counter[str] = Counter()
    for each in _chosen(refused, options):
        if not problems:
            print(text.HEAD)
        problems[each.problem or ""] += 1
        print(text.row(each))
    counts = f"{text.number(problems.total())}, {problems['']} verified"
    print(f"\n{counts}{held_elsewhere(refused)}")
    for line in text.problems(problems):
        print(line)
    return 0


def show_refused(refused: RefusedDeliveries, options: Options) -> int:
    """Print everything about one refused delivery except personal data; --body prints that, too."""
    for each in _chosen(refused, options):
        for name, value in text.details(each):
            print(f"{name:<13} {value}".rstrip())
        if options.body:
            print(f"\n{text.body(each)}")
        return 0
    return _none(refused)


def release(refused: RefusedDeliveries, options: Options) -> int:
    """Send those that verify now to the worker, as if they had been accepted; copies are sent once."""
    released, sent = 0, 0
    problems: Counter[str] = Counter()
    for each in _chosen(refused, options):
        if each.problem is None:
            sent += refused.release(each)
            released += 1
        else:
            problems[each.problem] += 1
    if released + problems.total() == 0:
        return _none(refused)
    messages = "1 message" if sent == 1 else f"{sent} messages"
    print(f"Released: {text.number(released)}, as {messages} to the worker. Copies were sent once.")
    if problems:
        print(f"Not verified, and still here: {text.number(problems.total())}.")
    for line in text.problems(problems):
        print(line)
    return 0 if released else 1


def discard(refused: RefusedDeliveries, options: Options) -> int:
    """Delete refused deliveries for good, after asking."""
    chosen = {each.id: each.problem is None for each in _chosen(refused, options)}
    if not chosen:
        return _none(refused)
    refused.unhide()  # the operator may take longer to answer than messages may be held
    if not (options.yes or agreed(_question(len(chosen), sum(chosen.values())))):
        print("Nothing was discarded.")
        return 1
    discarded = 0
    for each in _chosen(refused, options):
        if each.id in chosen:
            refused.discard(each)
            discarded += 1
    print(f"Discarded: {text.number(discarded)}.")
    return 0


def _question(count: int, verified: int) -> str:
    if verified:
        return f"Discard {text.number(count)} for good? {verified} of them could be released."
    return f"Discard {text.number(count)} for good? None of them verifies."


def _chosen(refused: RefusedDeliveries, options: Options) -> Iterator[Refused]:
    """The refused deliveries that the options select."""
    for each in refused:
        if (each.id in options.id or not options.id) and options.source in (None, each.source):
            yield each


def _none(refused: RefusedDeliveries) -> int:
    print(f"No such refused delivery{held_elsewhere(refused)}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    made = parser("refused", __doc__)
    commands = made.add_subparsers(required=True, metavar="COMMAND")
    listing = add_command(commands, "list", list_refused, id=[], all=True)
    listing.add_argument("--source", help="those of this source")
    showing = add_command(commands, "show", show_refused, source=None)
    showing.add_argument("id", nargs=1)
    showing.add_argument("--body", action="store_true", help="with what the sender sent: personal data")
    _add_choice(add_command(commands, "release", release))
    discarding = add_command(commands, "discard", discard)
    _add_choice(discarding)
    discarding.add_argument("--yes", action="store_true", help="do not ask")
    return made


def _add_choice(command: argparse.ArgumentParser) -> None:
    """Which refused deliveries a command changes: the operator has to say it."""
    command.add_argument("id", nargs="*", help="as listed")
    command.add_argument("--source", help="those of this source")
    command.add_argument("--all", action="store_true", help="all refused deliveries")


if __name__ == "__main__":
    main()
