"""`python -m cli.pauses [--env prod] list|pause|lift|discard`."""

import argparse
import re
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bridge.creation.failure_policy import LONGEST_PAUSE
from bridge.ledger.pause_record import PauseCause, PauseRecord
from bridge.model.failures import Failure
from bridge.operations.pauses import NotPaused, SourcePauses
from cli.dead_letters_text import age
from cli.stacks import NoStack, environments, pauses_of, sources

Options = argparse.Namespace
Command = Callable[[SourcePauses, Options], int]

_SECONDS = {"h": 3_600, "m": 60, "d": 86_400}
_COLUMNS = "{source:<24}  {state:<34}  {waiting:>8}  {age:>6}"
_WITHIN = f"within {LONGEST_PAUSE * 1.25 / 60:.0f} minutes"


def main() -> None:
    """Read the command line and run the command."""
    options = _parser().parse_args()
    try:
        sys.exit(options.run(pauses_of(options.env), options))
    except NoStack as error:
        sys.exit(str(error))
    except NotPaused:
        sys.exit(f"{options.source} is not paused.")
    except Failure as failure:
        sys.exit(f"{failure.reason}: {failure}")
    except KeyboardInterrupt:
        sys.exit("\nstopped")


def list_pauses(pauses: SourcePauses, _: Options) -> int:
    """Print a line for each paused source, then what to do."""
    listed = pauses.listed()
    if not listed:
        print("No source is paused.")
        return 0
    print(_COLUMNS.format(source="source", state="", waiting="waiting", age="since"))
    for source, pause in listed.items():
        print(_row(source, pause))
    if any(pause.is_paused for pause in listed.values()):
        print("\nlift SOURCE processes what waits. discard SOURCE ignores it and lifts the pause.")
    return 0


def pause(pauses: SourcePauses, options: Options) -> int:
    """Let every delivery of a source wait, until somebody lifts the pause."""
    if options.source not in sources():
        print(f"sources.yaml has no source {options.source}.", file=sys.stderr)
        return 1
    pauses.pause(options.source)
    print(f"{options.source} is paused within seconds. Its deliveries are accepted and wait.")
    return 0


def lift(pauses: SourcePauses, options: Options) -> int:
    """Process what waits. With --for, nothing is counted for that long."""
    pauses.lift(options.source, options.uncounted)
    print(f"{options.source} is not paused any more. What waits is processed {_WITHIN}.")
    return 0


def discard(pauses: SourcePauses, options: Options) -> int:
    """Ignore what waits and was not worked on, after asking, and lift the pause."""
    found = pauses.listed().get(options.source)
    if found is None or not found.is_paused:
        raise NotPaused
    begin = found.begin if options.begin is None else options.begin
    if not (options.yes or _agreed(options.source, begin)):
        print("Nothing was discarded.")
        return 1
    pauses.discard(options.source, options.begin)
    print(f"Discarded. What comes to {options.source} from now on is processed.")
    return 0


def _row(source: str, pause: PauseRecord) -> str:
    now = time.time()
    if not pause.is_paused:
        state = f"not counted for {age(pause.lifted_at - now)}"
        return _COLUMNS.format(source=source, state=state, waiting="", age="").rstrip()
    state = f"more than {pause.limit} deliveries an hour"
    if pause.cause is PauseCause.OPERATOR:
        state = "paused by an operator"
    since, waiting = age(now - pause.since), f"~{pause.waiting}"
    return _COLUMNS.format(source=source, state=state, waiting=waiting, age=since)


def _agreed(source: str, begin: float) -> bool:
    since = datetime.fromtimestamp(begin, UTC).strftime("%Y-%m-%d %H:%M UTC")
    question = f"Discard what {source} was sent since {since} and is not in Seven Time? No customer will be"
    print(f"{question} created. [y/N] ", end="", flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _duration(argument: str) -> float:
    if not (match := re.fullmatch(r"(\d+)([mhd])", argument)):
        raise argparse.ArgumentTypeError(f"{argument}: write 30m, 2h or 1d")
    return float(match[1]) * _SECONDS[match[2]]


def _moment(argument: str) -> float:
    """Unix seconds. Without a zone it is the time of this machine."""
    try:
        return datetime.fromisoformat(argument).timestamp()
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{argument}: write 2026-11-30T14:00") from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m cli.pauses", description=__doc__)
    parser.add_argument("--env", default="local", choices=environments(), help="as in samconfig.toml")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_command(commands, "list", list_pauses)
    _add_command(commands, "pause", pause).add_argument("source")
    lifting = _add_command(commands, "lift", lift)
    lifting.add_argument("source")
    lifting.add_argument(
        "--for", dest="uncounted", type=_duration, default=0.0, metavar="2h",
        help="count nothing for so long, whatever comes",
    )  # fmt: skip
    discarding = _add_command(commands, "discard", discard)
    discarding.add_argument("source")
    discarding.add_argument(
        "--from", dest="begin", type=_moment, metavar="2026-11-30T14:00",
        help="what was received since then; else since the hour of the flood, or since the pause",
    )  # fmt: skip
    discarding.add_argument("--yes", action="store_true", help="do not ask")
    return parser


def _add_command(commands: Any, name: str, run: Command) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=run.__doc__, description=run.__doc__)
    command.set_defaults(run=run)
    return command


if __name__ == "__main__":
    main()
