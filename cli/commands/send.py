"""`bridge send`."""

from pathlib import Path

import click

from bridge.model.source import Source
from cli import sending
from cli.commands.deliveries import outcome, show_outcome
from cli.languages import _
from cli.options import Command, pass_session, waiting
from cli.samconfig import LOCAL
from cli.session import Session

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(cls=Command)
@click.argument("source")
@click.argument("file", type=_FILE, required=False)
@click.option("--ping", is_flag=True, help="marked as a test, which creates nothing")
@click.option("--secret-stdin", is_flag=True, help="read the sender's secret from stdin")
@waiting(120.0)
@click.option("--yes", is_flag=True, help="do not ask")
@pass_session
def send(
    session: Session, /, source: str, file: Path | None, yes: bool, seconds: float, **given: bool
) -> int:
    """Send a delivery, signed as its sender signs, and wait for its outcome.

    FILE is a body as the sender sends it, or an event as in events/. Without FILE it is a sample of an
    invented person. Exit code 1 if it is refused, waits, or became no customer.

    \b
    bridge send contact-form --ping
    bridge send nordic-garden order.json --env dev
    """
    found = _source(source)
    if not (given["ping"] or _is_for_trials(session)):
        session.may_ask(yes)
    api, stack = session.api_and_stack()
    webhook = sending.made(found, f"{api.url}/webhooks/{found.kind}s/{source}", file, ping=given["ping"])
    secret = sending.secret_for(found, stack, stdin=given["secret_stdin"])
    question = _("Create a customer in Seven Time, as if {source} had sent it?").format(source=source)
    if not (given["ping"] or _is_for_trials(session) or session.agreed(question, yes)):
        return 1
    id_ = sending.delivered(webhook, found, secret)
    session.output.note(_("{source} is sent: delivery {id}").format(source=source, id=id_))
    return show_outcome(session, outcome(api, id_, seconds))


def _is_for_trials(session: Session) -> bool:
    """True if a customer more does no harm: on the local stack."""
    return session.has_stack() and session.settings().environment == LOCAL


def _source(name: str) -> Source:
    from cli.stacks import own_sources

    known = own_sources()
    if name not in known:
        text = _("{source} is not in sources.yaml. It has {known}.")
        raise click.UsageError(text.format(source=name, known=", ".join(known)))
    return known[name]
