"""Takes resources that exist into a stack (docs/recovery.md)."""

from collections.abc import Mapping, Sequence, Set

from cli import places
from cli.adopting.existing import BUCKET, KEY, LEDGER, Clients, Existing, left_by, named
from cli.adopting.ledger_table import set_up
from cli.adopting.stack import TargetStack
from cli.adopting.templates import load, only, with_added, without
from cli.adopting.triggers import QUIET, stopped
from cli.failures import NOT_WELL
from cli.languages import _
from cli.session import Session
from cli.stacks import NoStack

TEMPLATE = places.CHECKOUT / "template.yaml"
NEEDED = {LEDGER, KEY}
"""Without these two, a new stack knows no customer."""

_OPTIONS = {LEDGER: "--ledger", KEY: "--key", BUCKET: "--bucket"}


def adopt(
    stack: TargetStack, names: Mapping[str, str], session: Session, *, yes: bool, quiet: float = QUIET
) -> int:
    """Take resources into the stack: those that are named, into a new stack also what an earlier one left."""
    found = named(stack.client, names)
    if not names or (NEEDED - names.keys() and not stack.exists):
        found += [each for each in _left(stack, NEEDED - names.keys()) if each.logical_id not in names]
    held = stack.resources()
    new = [each for each in found if held.get(each.logical_id) not in (each.ref, each.name)]
    if not held and NEEDED - {each.logical_id for each in new}:
        raise NoStack(
            _("A new stack needs both: --ledger <table> --key <secret>, and --bucket <bucket> if it is there")
        )
    if not new:
        session.output.say(_("{stack} has them already.").format(stack=stack.name))
        return 0
    if not _agreed(stack, new, session, yes):
        return NOT_WELL
    _set_up(stack, new, session)
    with stopped(stack.client("lambda"), stack.triggers(), quiet):
        _take(stack, new, [each for each in new if each.logical_id in held], session)
    session.output.record({"stack": stack.name, "adopted": {each.logical_id: each.name for each in new}})
    session.output.note(_("Now deploy it with make deploy: until then it is not complete."))
    return 0


def _take(stack: TargetStack, new: Sequence[Existing], instead: Sequence[Existing], session: Session) -> None:
    """Import `new`. For those of them that are `instead` of others, the stack lets go of these first."""
    key = _key_version(stack.client, new)
    base = stack.template() if stack.exists else {}
    if instead:
        base = without(base, instead)
        stack.update(base)
        text = _("{stack} has let go of {names}, and kept it.")
        session.output.say(
            text.format(stack=stack.name, names=", ".join(each.logical_id for each in instead))
        )
    wanted = only(load(TEMPLATE), [each.logical_id for each in new])
    stack.execute_import(stack.prepare_import(with_added(base, wanted), new))
    if _keep_key(stack.client, new, key):
        session.output.note(_("The import had changed the ledger's key; its value is back."))
    text = _("{stack} has taken over {names}.")
    session.output.say(text.format(stack=stack.name, names=", ".join(each.name for each in new)))


def _set_up(stack: TargetStack, new: Sequence[Existing], session: Session) -> None:
    """Give the ledger's table the settings that a restored one lacks."""
    properties = load(TEMPLATE)["Resources"][LEDGER]["Properties"]
    for each in new:
        if each.logical_id == LEDGER and (done := set_up(stack.client("dynamodb"), each.name, properties)):
            text = _("{table} now has {names}.")
            session.output.say(text.format(table=each.name, names=", ".join(done)))


def _key_version(client: Clients, new: Sequence[Existing]) -> str:
    """The version of the ledger's key that is in force; "" if the key is not among them."""
    for each in new:
        if each.logical_id == KEY:
            stages = client("secretsmanager").describe_secret(SecretId=each.arn)["VersionIdsToStages"]
            return str(next(version for version, names in stages.items() if "AWSCURRENT" in names))
    return ""


def _keep_key(client: Clients, new: Sequence[Existing], before: str) -> bool:
    """Make sure that the import has not generated another value: no customer would be recognised by it.

    True if it had, and the value had to be put back.
    """
    after = _key_version(client, new)
    if after == before:
        return False
    (key,) = (each.arn for each in new if each.logical_id == KEY)
    client("secretsmanager").update_secret_version_stage(
        SecretId=key, VersionStage="AWSCURRENT", MoveToVersionId=before, RemoveFromVersionId=after
    )
    return True


def _left(stack: TargetStack, wanted: Set[str]) -> list[Existing]:
    """What the deleted stack of this name left behind. Raises NoStack if that is not clear."""
    if stack.exists:
        text = _("{stack} exists. Say what it is to take over: --ledger <table>, --key … or --bucket …")
        raise NoStack(text.format(stack=stack.name))
    left = left_by(stack.client, stack.name)
    complete = [each for each in left.values() if {one.logical_id for one in each} >= wanted]
    if len(complete) == 1:
        return complete[0]
    lines = [" ".join(f"{_OPTIONS[one.logical_id]} {one.name}" for one in each) for each in left.values()]
    how = _("Not clear what {stack} has left. Name what belongs together: --ledger <table> --key <secret>")
    raise NoStack("\n  ".join([how.format(stack=stack.name), *lines]))


def _agreed(stack: TargetStack, new: Sequence[Existing], session: Session, yes: bool) -> bool:
    for each in new:
        session.output.note(f"  {each.logical_id:<14} {each.name}")
    question = _("Take these {count} into {stack}? No other stack may use them.")
    return session.agreed(question.format(count=len(new), stack=stack.name), yes)
