"""`bridge import customers.csv`, and commands for an import that is running."""

import argparse
import io
import sys
from pathlib import Path
from typing import Any

from cli.api import KEY, URL, Api, Failed
from cli.importing import Importing, mapping
from cli.showing import failure

_STARTABLE = ("planned", "paused", "cancelled")
_OPTIONS = ("existing", "person_numbers", "validation")


def main(arguments: list[str] | None = None) -> int:
    """Return 0 if every row has its customer, 1 if not, and 130 after Ctrl-C."""
    given = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):  # Windows-1252 lacks the characters of the progress bar
        sys.stdout.reconfigure(errors="replace")
    try:
        importing = Importing(Api.find(given.api_url, given.api_key), print)
        code: int = given.run(importing, given)
    except Failed as failed:
        print(failed, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return code


def _import(importing: Importing, given: argparse.Namespace) -> int:
    if not given.file.is_file():
        raise Failed(f"{given.file} does not exist, or is not a file.")
    shown = importing.start(given.file, _options(given))
    importing.show_plan(shown)
    id_, is_startable = shown["import"], shown["status"] in _STARTABLE
    if given.dry_run:
        print(f"Nothing was sent. To start it: bridge resume {id_}" if is_startable else "Nothing was sent.")
        return 0
    if is_startable:
        if not (given.yes or _confirm(shown["plan"])):
            print(f"Nothing was sent. To start it later: bridge resume {id_}")
            return 0
        importing.api.post(f"/imports/{id_}/resume")
    default = given.file.with_name(f"{given.file.stem}.{id_[:8]}.result.csv")
    return _follow(importing, id_, given.result or default)


def _options(given: argparse.Namespace) -> dict[str, str]:
    """The options of the import as parameters of the API."""
    options = mapping(given.mapping)
    for name in _OPTIONS:
        value = getattr(given, name)
        if value:
            options[name] = value
    return options


def _confirm(plan: dict[str, Any]) -> bool:
    rows = plan["to_create"] + plan["already_known"]
    try:
        answer = input(f"Create up to {rows:,} customers in Seven Time? [y/N] ")
    except (EOFError, KeyboardInterrupt):
        print()
        return False
    return answer.strip().lower() in ("y", "yes", "j", "ja")


def _follow(importing: Importing, id_: str, result: Path | None) -> int:
    shown = importing.watch(id_)
    if shown["status"] == "failed":
        raise Failed(failure(shown))
    if result and shown["status"] == "done":
        importing.save(id_, result)
    return 0 if shown["status"] == "done" and not shown["counts"]["rejected"] else 1


def _show(importing: Importing, given: argparse.Namespace) -> int:
    return _follow(importing, given.id, given.result)


def _act(importing: Importing, given: argparse.Namespace) -> int:
    shown = importing.api.post(f"/imports/{given.id}/{given.command}")
    print(f"{given.id}: {shown['status']}")
    return 0


def _parser() -> argparse.ArgumentParser:
    deployment = argparse.ArgumentParser(add_help=False)
    deployment.add_argument("--api-url", help=f"URL of the deployment (default: {URL}, or the local stack)")
    deployment.add_argument("--api-key", help=f"its API key (default: {KEY}, or the local stack's)")
    parser = argparse.ArgumentParser(prog="bridge", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    _add_import(commands.add_parser("import", help="import a file of customers", parents=[deployment]))
    show = commands.add_parser("show", help="watch an import", parents=[deployment])
    show.add_argument("id")
    show.add_argument("--result", type=Path, help="write every row with its outcome to this file, as CSV")
    show.set_defaults(run=_show)
    for action in ("pause", "resume", "cancel"):
        command = commands.add_parser(action, help=f"{action} an import", parents=[deployment])
        command.add_argument("id")
        command.set_defaults(run=_act)
    return parser


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="CSV, Excel (.xlsx), a JSON array, or one JSON object a line")
    parser.add_argument("--dry-run", action="store_true", help="show the plan and send nothing")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument(
        "--mapping", action="append", default=[], metavar="COLUMN=FIELD",
        help="which field a column holds; COLUMN= leaves the column out",
    )  # fmt: skip
    parser.add_argument(
        "--existing",
        choices=("look_up", "ledger_only"),
        help="look for customers in Seven Time too, or not",
    )
    parser.add_argument("--person-numbers", choices=("drop", "keep"), help="drop those that nothing requires")
    parser.add_argument("--validation", choices=("lenient", "strict"), help="strict rejects unusable fields")
    parser.add_argument("--result", type=Path, help="where to write every row with its outcome, as CSV")
    parser.set_defaults(run=_import)


if __name__ == "__main__":
    sys.exit(main())
