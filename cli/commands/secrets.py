"""`bridge secrets`."""

import click

from bridge.aws.client_secret import FRESH_SECONDS
from bridge.aws.stored_secret import Changed
from bridge.model.failures import Failure
from bridge.model.reasons import Reason
from bridge.operations.client_secret_trial import try_out
from bridge.operations.source_secrets import SourceSecrets
from cli import places
from cli import secrets_text as text
from cli.failures import NOT_WELL
from cli.languages import _
from cli.options import Group, pass_session
from cli.session import Session
from cli.seventime import seventime_of
from cli.stacks import Stack, client_secret_of, source_secrets_of, sources
from cli.typed_secrets import NoArgumentTooMany, typed_secret


@click.group(cls=Group)
def secrets() -> None:
    """List, store, rotate and remove secrets: those of the senders, and Seven Time's Client-Secret.

    A secret is pasted when it is asked for, or written to stdin. It is never shown, and never an argument.

    \b
    bridge secrets list
    bridge secrets set nordic-garden --keep-old
    bridge secrets remove nordic-garden --old
    bridge secrets set client-secret
    """


@secrets.command("list")
@pass_session
def list_secrets(session: Session, /) -> int:
    """List which secrets are stored, missing or surplus. Exit code 1 if not all is well."""
    _require_sources()
    stack = session.stack()
    listed = source_secrets_of(stack).listed()
    has_client_secret = bool(client_secret_of(stack).version())
    session.output.record(text.client_secret(has_client_secret))
    for each in listed:
        session.output.record(each.shown())
    session.output.table(text.head(), text.rows(has_client_secret, listed))
    advice = list(text.advice(has_client_secret, listed))
    for line in advice:
        session.output.say(line)
    return NOT_WELL if advice else 0


@secrets.command("set", cls=NoArgumentTooMany)
@click.argument("name", metavar="SOURCE|client-secret")
@click.option(
    "--keep-old", is_flag=True, help="let the old one stay valid, too, until the sender has changed"
)
@click.option("--api-key", is_flag=True, help="store the key of the sender's API, beside the secret")
@click.option("--yes", is_flag=True, help="do not ask if a Client-Secret cannot be tried")
@pass_session
def set_secret(session: Session, /, name: str, keep_old: bool, api_key: bool, yes: bool) -> int:
    """Store the secret of a source, or Seven Time's Client-Secret, which is tried before."""
    if keep_old and (api_key or name == text.CLIENT_SECRET):
        raise click.UsageError(_("--keep-old is for the secret of a source."))
    if name == text.CLIENT_SECRET and api_key:
        raise click.UsageError(_("--api-key is for a source."))
    if name == text.CLIENT_SECRET:
        return _set_client_secret(session, yes)
    stored = source_secrets_of(session.stack())
    _require(name)
    return _set_api_key(session, stored, name) if api_key else _set(session, stored, name, keep_old)


def _set(session: Session, stored: SourceSecrets, source: str, keep_old: bool) -> int:
    secret = typed_secret(_("Secret of {source}").format(source=source))
    valid = stored.store(source, secret, keep_old=keep_old)
    session.output.record({"source": source, "valid": valid})
    session.output.say(_("The secret of {source} is stored.").format(source=source))
    for line in text.rotation(source, valid):
        session.output.say(line)
    return 0


def _set_api_key(session: Session, stored: SourceSecrets, source: str) -> int:
    stored.store_api_key(source, typed_secret(_("API key of {source}").format(source=source)))
    session.output.record({"source": source, "api_key": "stored"})
    session.output.say(_("The API key of {source} is stored.").format(source=source))
    return 0


def _set_client_secret(session: Session, yes: bool) -> int:
    stack = session.stack()
    stored = client_secret_of(stack)
    before = stored.version()
    secret = typed_secret(text.CLIENT_SECRET)
    if not _may_be_stored(session, stack, secret, yes):
        return NOT_WELL
    try:
        stored.store(secret, before)
    except Changed:
        session.output.note(_("Somebody else has stored another one meanwhile. Nothing was changed."))
        return NOT_WELL
    session.output.record(text.client_secret(True))
    done = _("The Client-Secret is stored. Everything uses it within {minutes} min.")
    session.output.say(done.format(minutes=f"{FRESH_SECONDS / 60:.0f}"))
    return 0


def _may_be_stored(session: Session, stack: Stack, secret: str, yes: bool) -> bool:
    """True if Seven Time accepts the Client-Secret; else, unless it refuses it, a person decides."""
    try:
        try_out(seventime_of(stack, secret))
    except Failure as failure:
        if failure.reason is Reason.CLIENT_SECRET_REFUSED:
            session.output.note(_("Seven Time refuses this Client-Secret. The old one is kept."))
            return False
        session.output.note(text.untried(failure.reason))
        return session.agreed(_("Store it all the same?"), yes)
    session.output.say(_("Seven Time accepts it."))
    return True


@secrets.command()
@click.argument("source")
@click.option("--old", is_flag=True, help="only those that the newest one has replaced")
@click.option("--yes", is_flag=True, help="do not ask")
@pass_session
def remove(session: Session, /, source: str, old: bool, yes: bool) -> int:
    """Remove what is stored for a source that is gone, or the old secrets of one whose sender has changed."""
    session.may_ask(yes)
    stored = source_secrets_of(session.stack())
    found = next((each for each in stored.listed() if each.source == source), None)
    count = found.valid - (1 if old else 0) if found else 0
    if count < 1:
        session.output.note(_("{source} has no such secret.").format(source=source))
        return NOT_WELL
    question = _("Remove {count} of {source}? What is signed with it is refused from then on.")
    if not session.agreed(question.format(count=text.number(count), source=source), yes):
        return NOT_WELL
    left = stored.remove_old(source) if old else stored.remove(source)
    session.output.record({"source": source, "valid": left})
    session.output.say(_("Removed: {count} of {source}.").format(count=text.number(count), source=source))
    return 0


def _require(source: str) -> None:
    """Raise UsageError if sources.yaml has no such source."""
    _require_sources()
    if source not in sources():
        raise click.UsageError(_("sources.yaml has no source {source}.").format(source=source))


def _require_sources() -> None:
    if not places.SOURCES.is_file():
        raise click.UsageError(_("There is no sources.yaml here or above."))
