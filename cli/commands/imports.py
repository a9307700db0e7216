"""`bridge import FILE`, and `bridge imports`: commands for an import that is there."""

from pathlib import Path
from typing import Any

import click

from cli import listing
from cli.api import Failed
from cli.importing import Importing, mapping
from cli.languages import _
from cli.options import Command, Group, pass_session, waiting
from cli.session import Session
from cli.showing import failure, state

_STARTABLE = ("planned", "paused", "cancelled")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_RESULT = click.Path(dir_okay=False, path_type=Path)


@click.command("import", cls=Command)
@click.argument("file", type=_FILE)
@click.option("--dry-run", is_flag=True, help="show the plan and send nothing")
@click.option("--yes", is_flag=True, help="do not ask")
@click.option(
    "--mapping", "pairs", multiple=True, metavar="COLUMN=FIELD",
    help="which field a column holds; COLUMN= leaves the column out",
)  # fmt: skip
@click.option(
    "--existing", type=click.Choice(["look_up", "ledger_only"]),
    help="look for customers in Seven Time too, or not",
)  # fmt: skip
@click.option(
    "--person-numbers", type=click.Choice(["drop", "keep"]), help="drop those that nothing requires"
)
@click.option("--validation", type=click.Choice(["lenient", "strict"]), help="strict rejects unusable fields")
@click.option("--result", type=_RESULT, help="where to write every row with its outcome, as CSV")
@pass_session
def import_file(session: Session, /, file: Path, dry_run: bool, yes: bool, **options: Any) -> int:
    """Create customers from a file: CSV, Excel (.xlsx), a JSON array, or one JSON object a line.

    Uploads the file, shows what would become of each row, asks, and writes a result file. The import goes on
    after Ctrl-C.

    \b
    bridge import customers.csv
    bridge import customers.csv --dry-run
    bridge import customers.csv --mapping Vem=name --mapping Zon=
    """
    if not dry_run:
        session.may_ask(yes)
    result, pairs = options.pop("result"), options.pop("pairs")
    given = mapping(pairs) | {name: value for name, value in options.items() if value}
    importing = Importing(session.api(), session.output)
    shown = importing.start(file, given)
    importing.show_plan(shown)
    if dry_run:
        return _say_how_to_start(session, shown)
    if shown["status"] in _STARTABLE and not _started(session, importing, shown, yes):
        return 1
    return _follow(importing, shown["import"], result or _result_of(file, shown["import"]))


def _say_how_to_start(session: Session, shown: dict[str, Any]) -> int:
    session.output.record(shown)
    text = _("Nothing was sent.")
    if shown["status"] in _STARTABLE:
        text = _("Nothing was sent. To start it: bridge imports resume {id}").format(id=shown["import"])
    session.output.say(text)
    return 0


def _started(session: Session, importing: Importing, shown: dict[str, Any], yes: bool) -> bool:
    """Start the import if the answer is yes."""
    rows = shown["plan"]["to_create"] + shown["plan"]["already_known"]
    question = _("Create up to {count} customers in Seven Time?").format(count=f"{rows:,}")
    try:
        agreed = session.agreed(question, yes)
    except KeyboardInterrupt:
        _say_how_to_start(session, shown)
        raise
    if not agreed:
        _say_how_to_start(session, shown)
        return False
    importing.api.post(f"/imports/{shown['import']}/resume")
    return True


def _result_of(file: Path, id_: str) -> Path:
    return file.with_name(f"{file.stem}.{id_[:8]}.result.csv")


def _follow(importing: Importing, id_: str, result: Path | None) -> int:
    shown = importing.watch(id_)
    importing.output.record(shown)
    if shown["status"] == "failed":
        raise Failed(failure(shown))
    if result and shown["status"] == "done":
        importing.save(id_, result)
    return _code(shown)


def _code(shown: dict[str, Any]) -> int:
    """0 if every row has its customer."""
    return 0 if shown["status"] == "done" and not shown["counts"]["rejected"] else 1


@click.group(cls=Group)
def imports() -> None:
    """List, follow, pause, resume, cancel and retry imports. `bridge import` starts one.

    \b
    bridge imports list
    bridge imports show 8574dc
    bridge imports result 8574dc result.csv
    """


@imports.command("list")
@pass_session
def list_imports(session: Session, /) -> int:
    """List the imports of the last 30 days with their files, the newest first."""
    found = session.api().get("/imports")["imports"]
    for each in found:
        session.output.record(each)
    if found:
        session.output.table(listing.head(), map(listing.row, found))
    else:
        session.output.say(_("Nothing was imported in the last 30 days."))
    return 0


@imports.command()
@click.argument("id")
@pass_session
def show(session: Session, /, id: str) -> int:
    """Watch an import until it ends or stands still. Ctrl-C leaves it running."""
    api = session.api()
    return _follow(Importing(api, session.output), listing.whole(api, id), None)


@imports.command()
@click.argument("id")
@click.argument("file", type=_RESULT)
@pass_session
def result(session: Session, /, id: str, file: Path) -> int:
    """Write every row with its outcome to a file, as CSV."""
    importing = Importing(session.api(), session.output)
    id = listing.whole(importing.api, id)
    shown = importing.api.get(f"/imports/{id}")
    importing.save(id, file)
    session.output.record(shown)
    return _code(shown)


@imports.command()
@click.argument("id")
@waiting(60.0, "how long to wait for the outcomes at most")
@pass_session
def retry(session: Session, /, id: str, seconds: float) -> int:
    """Send the rows again that Seven Time rejected: the import's dead letters. Wait for what becomes of them.

    A row that is invalid is not sent: correct it in the result file, and import that.
    """
    from cli.replays import retry as retried

    return retried(session, id, seconds)


@imports.command()
@click.argument("id")
@pass_session
def pause(session: Session, /, id: str) -> int:
    """Send no further rows. Those that were sent are finished."""
    return _act(session, id, "pause")


@imports.command()
@click.argument("id")
@pass_session
def resume(session: Session, /, id: str) -> int:
    """Start an import that is planned, paused or cancelled."""
    return _act(session, id, "resume")


@imports.command()
@click.argument("id")
@pass_session
def cancel(session: Session, /, id: str) -> int:
    """End an import: send no further rows. Those that were sent are finished. resume takes it back."""
    return _act(session, id, "cancel")


def _act(session: Session, id_: str, action: str) -> int:
    api = session.api()
    id_ = listing.whole(api, id_)
    shown = api.post(f"/imports/{id_}/{action}")
    session.output.record(shown)
    session.output.say(f"{id_}: {state(shown)}")
    return 0
