"""`bridge adopt`."""

import click

from cli.adopt import adopt as take_over
from cli.adopting.existing import BUCKET, KEY, LEDGER
from cli.adopting.stack import TargetStack
from cli.adopting.triggers import QUIET
from cli.options import Command, pass_session
from cli.session import Session


@click.command(cls=Command)
@click.option("--ledger", metavar="TABLE", help="the ledger's table")
@click.option(
    "--key", metavar="SECRET", help="the secret with the ledger's key: name or ARN, never its value"
)
@click.option("--bucket", metavar="BUCKET", help="the bucket of imports")
@click.option(
    "--quiet", type=float, default=QUIET, metavar="SECONDS",
    help="how long the workers of a stack that runs stand still before it gets another ledger",
)  # fmt: skip
@click.option("--yes", is_flag=True, help="do not ask")
@pass_session
def adopt(session: Session, /, quiet: float, yes: bool, **given: str | None) -> int:
    """Take the ledger, its key and the bucket of an earlier stack into a stack (docs/recovery.md).

    Without options it finds what a deleted stack of this name has left. Deploy the stack afterwards.

    \b
    bridge adopt --env prod
    bridge adopt --env prod --ledger ledger-restored
    """
    session.may_ask(yes)
    settings, client = session.settings(), session.clients()
    names = {LEDGER: given["ledger"], KEY: given["key"], BUCKET: given["bucket"]}
    stack = TargetStack(client, settings.stack_name, settings.region, settings.given)
    named = {logical_id: name for logical_id, name in names.items() if name}
    return take_over(stack, named, session, yes=yes, quiet=quiet)
