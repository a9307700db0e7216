"""`bridge sources`."""

from datetime import UTC, datetime
from pathlib import Path

import click

from bridge.model.source import Source
from bridge.operations.explanation import Explanation, explain
from bridge.operations.samples import deliveries
from bridge.sources import registry
from building.compile_sources import InvalidSources, read
from cli import places
from cli import sources_text as text
from cli.failures import NOT_WELL
from cli.languages import _
from cli.options import Group, pass_session
from cli.session import Session

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(cls=Group)
def sources() -> None:
    """List and check the sources of sources.yaml, and show what a sample becomes. Nothing is sent anywhere.

    \b
    bridge sources check
    bridge sources map nordic-garden order.json
    """


@sources.command("list")
@pass_session
def list_sources(session: Session, /) -> int:
    """List the sources, with the end of the URL of each one."""
    found = _sources()
    for each in found.values():
        session.output.record(
            {"source": each.id, "kind": each.kind, "provider": each.provider, "path": _path(each)}
        )
    session.output.table(
        [_("source"), _("provider"), _("path")],
        [[each.id, each.provider, _path(each)] for each in found.values()],
    )
    return 0


def _path(source: Source) -> str:
    return f"/webhooks/{source.kind}s/{source.id}"


@sources.command()
@pass_session
def check(session: Session, /) -> int:
    """Check sources.yaml, and say each error with its line."""
    try:
        found = registry.made_of(read(_file()))
    except InvalidSources as invalid:
        for each in invalid.problems:
            session.output.record(
                {"line": each.line, "source": each.source, "field": each.field, "message": each.message}
            )
            session.output.say(f"{_file().name}: {each}")
        return NOT_WELL
    session.output.say(_("Sources without errors: {count}").format(count=len(found)))
    return 0


@sources.command("map")
@click.argument("source")
@click.argument("file", type=_FILE)
@click.option(
    "--version", type=click.Choice(["1", "2"]), default="1", help="version of Seven Time's API"
)  # fmt: skip
@pass_session
def map_sample(session: Session, /, source: str, file: Path, version: str) -> int:
    """Show which customer a sample becomes, field by field, and why: the values too, which are your file's.

    FILE is a body as the sender sends it, or an event as in events/. For a sender that sends ids only, it is
    the response of the sender's API.
    """
    known = _sources()
    if source not in known:
        names = _("{source} is not in sources.yaml. It has {known}.")
        raise click.UsageError(names.format(source=source, known=", ".join(known)))
    today = datetime.now(UTC).date()
    samples = deliveries(file.read_bytes(), known[source])
    found = [explain(each, known[source], version, today) for each in samples]
    for explained in found:
        session.output.record({"source": source, "version": version, **explained.shown()})
        title = _("{source} ({provider}), version {version} of Seven Time's API")
        session.output.say(title.format(source=source, provider=known[source].provider, version=version))
        _say(session, explained, known[source])
    return 0 if all(each.is_customer for each in found) else NOT_WELL


def _say(session: Session, explained: Explanation, source: Source) -> None:
    if not explained.is_customer:
        for line in text.failure(explained, source):
            session.output.say(line)
        return
    session.output.table(text.head(), text.rows(explained))
    for line in text.notes(explained):
        session.output.say()
        session.output.say(line)


def _sources() -> dict[str, Source]:
    try:
        return registry.made_of(read(_file()))
    except InvalidSources as invalid:
        raise click.UsageError(f"{_file()}: {invalid}") from invalid


def _file() -> Path:
    if not places.SOURCES.is_file():
        raise click.UsageError(_("There is no sources.yaml here or above."))
    return places.SOURCES
