"""`bridge import customers.csv`, and what one does with an import that is running."""

import argparse
import io
import sys
from pathlib import Path

from cli.api import KEY, URL, Api, Refused
from cli.importing import Importing, mapping
from cli.showing import failure


def main(arguments: list[str] | None = None) -> int:
    """0 when every row has its customer, 1 when not, 130 after Ctrl-C."""
    given = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):  # in Windows-1252 there is no progress bar
        sys.stdout.reconfigure(errors="replace")
    try:
        importing = Importing(Api.found(given.api_url, given.api_key), print)
        code: int = given.run(importing, given)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return code


def _import(importing: Importing, given: argparse.Namespace) -> int:
    if not given.file.is_file():
        raise Refused(f"{given.file} is not there, or no file.")
    named = ("existing", "person_numbers", "validation")
    chosen = {name: value for name in named if (value := getattr(given, name))}
    shown = importing.start(given.file, mapping(given.mapping) | chosen)
    importing.show_plan(shown)
    startable = shown["status"] in ("planned", "paused", "cancelled")
    if given.dry_run:
        print("Nothing was sent." + (f" To start it: bridge resume {shown['import']}" if startable else ""))
        return 0
    if startable:
        if not (given.yes or _agreed(shown["plan"]["to_create"] + shown["plan"]["already_known"])):
            print(f"Nothing was sent. To start it later: bridge resume {shown['import']}")
            return 0
        importing.api.post(f"/imports/{shown['import']}/resume")
    result = given.result or given.file.with_name(f"{given.file.stem}.{shown['import'][:8]}.result.csv")
    return _follow(importing, shown["import"], result)


def _follow(importing: Importing, id_: str, result: Path | None) -> int:
    shown = importing.watch(id_)
    if shown["status"] == "failed":
        raise Refused(failure(shown))
    if result and shown["status"] == "done":
        importing.save(id_, result)
    return 0 if shown["status"] == "done" and not shown["counts"]["rejected"] else 1


def _show(importing: Importing, given: argparse.Namespace) -> int:
    return _follow(importing, given.id, given.result)


def _act(importing: Importing, given: argparse.Namespace) -> int:
    shown = importing.api.post(f"/imports/{given.id}/{given.command}")
    print(f"{given.id}: {shown['status']}")
    return 0


def _agreed(rows: int) -> bool:
    try:
        return input(f"Create up to {rows:,} customers in Seven Time? [y/N] ").strip().lower() in (
            "y",
            "yes",
            "j",
            "ja",
        )
    except (EOFError, KeyboardInterrupt):
        print()
        return False


def _parser() -> argparse.ArgumentParser:
    where = argparse.ArgumentParser(add_help=False)
    where.add_argument("--api-url", help=f"the deployment; else {URL}, else the local stack")
    where.add_argument("--api-key", help=f"its key; else {KEY}, else the local stack's")
    parser = argparse.ArgumentParser(prog="bridge", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    _add_import(commands.add_parser("import", help="import a file of customers", parents=[where]))
    show = commands.add_parser("show", help="watch an import", parents=[where])
    show.add_argument("id")
    show.add_argument("--result", type=Path, help="write every row with its outcome, as CSV")
    show.set_defaults(run=_show)
    for action in ("pause", "resume", "cancel"):
        command = commands.add_parser(action, help=f"{action} an import", parents=[where])
        command.add_argument("id")
        command.set_defaults(run=_act)
    return parser


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="CSV, Excel (.xlsx), a JSON array, or JSON line by line")
    parser.add_argument("--dry-run", action="store_true", help="show the plan and send nothing")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument(
        "--mapping", action="append", default=[], metavar="COLUMN=FIELD",
        help="what a column is; COLUMN= leaves it out",
    )  # fmt: skip
    parser.add_argument("--existing", choices=("look_up", "ledger_only"), help="ask Seven Time first, or not")
    parser.add_argument("--person-numbers", choices=("drop", "keep"))
    parser.add_argument("--validation", choices=("lenient", "strict"))
    parser.add_argument("--result", type=Path, help="where every row with its outcome goes, as CSV")
    parser.set_defaults(run=_import)


if __name__ == "__main__":
    sys.exit(main())
