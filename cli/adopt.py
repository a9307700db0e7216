"""`python -m cli.adopt --env prod --ledger TABLE --key SECRET --bucket BUCKET` (docs/recovery.md)."""

import argparse
import sys
from collections.abc import Mapping, Sequence, Set
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from cli.adopting.existing import BUCKET, KEY, LEDGER, Clients, Existing, left_by, named
from cli.adopting.ledger_table import set_up
from cli.adopting.stack import TargetStack
from cli.adopting.templates import load, only, with_added, without
from cli.adopting.triggers import QUIET, stopped
from cli.samconfig import environments, settings_of
from cli.stacks import NoStack, client_of

TEMPLATE = Path(__file__).parents[1] / "template.yaml"
NEEDED = {LEDGER, KEY}
"""Without these two, a new stack knows no customer."""

_OPTIONS = {LEDGER: "LEDGER", KEY: "KEY", BUCKET: "BUCKET"}


def main() -> None:
    """Read the command line and run the command."""
    options = _parser().parse_args()
    given = {LEDGER: options.ledger, KEY: options.key, BUCKET: options.bucket}
    names = {logical_id: name for logical_id, name in given.items() if name}
    try:
        settings = settings_of(options.env)
        name = options.stack or settings.stack_name
        stack = TargetStack(client_of(settings), name, settings.region, settings.given)
        sys.exit(adopt(stack, names, yes=options.yes, quiet=options.quiet))
    except NoStack as error:
        sys.exit(str(error))
    except (BotoCoreError, ClientError) as error:
        sys.exit(f"AWS refused: {error}")


def adopt(stack: TargetStack, names: Mapping[str, str], *, yes: bool, quiet: float = QUIET) -> int:
    """Take resources into the stack: those that are named, into a new stack also what an earlier one left."""
    found = named(stack.client, names)
    if not names or (NEEDED - names.keys() and not stack.exists):
        found += [each for each in _left(stack, NEEDED - names.keys()) if each.logical_id not in names]
    held = stack.resources()
    new = [each for each in found if held.get(each.logical_id) not in (each.ref, each.name)]
    if not held and NEEDED - {each.logical_id for each in new}:
        raise NoStack(
            "A new stack needs both: LEDGER=<table> KEY=<secret>, and BUCKET=<bucket> if it is there"
        )
    if not new:
        print(f"{stack.name} has them already.")
        return 0
    if not (yes or _agreed(stack, new)):
        print("Nothing was changed.")
        return 1
    _set_up(stack, new)
    with stopped(stack.client("lambda"), stack.triggers(), quiet):
        _take(stack, new, [each for each in new if each.logical_id in held])
    return 0


def _take(stack: TargetStack, new: Sequence[Existing], instead: Sequence[Existing]) -> None:
    """Import `new`. For those of them that are `instead` of others, the stack lets go of these first."""
    key = _key_version(stack.client, new)
    base = stack.template() if stack.exists else {}
    if instead:
        base = without(base, instead)
        stack.update(base)
        print(f"{stack.name} has let go of {', '.join(each.logical_id for each in instead)}, and kept it.")
    wanted = only(load(TEMPLATE), [each.logical_id for each in new])
    stack.execute_import(stack.prepare_import(with_added(base, wanted), new))
    _keep_key(stack.client, new, key)
    print(f"{stack.name} has taken over {', '.join(each.name for each in new)}.")


def _set_up(stack: TargetStack, new: Sequence[Existing]) -> None:
    """Give the ledger's table the settings that a restored one lacks."""
    properties = load(TEMPLATE)["Resources"][LEDGER]["Properties"]
    for each in new:
        if each.logical_id == LEDGER and (done := set_up(stack.client("dynamodb"), each.name, properties)):
            print(f"{each.name} now has {', '.join(done)}.")


def _key_version(client: Clients, new: Sequence[Existing]) -> str:
    """The version of the ledger's key that is in force; "" if the key is not among them."""
    for each in new:
        if each.logical_id == KEY:
            stages = client("secretsmanager").describe_secret(SecretId=each.arn)["VersionIdsToStages"]
            return str(next(version for version, names in stages.items() if "AWSCURRENT" in names))
    return ""


def _keep_key(client: Clients, new: Sequence[Existing], before: str) -> None:
    """Make sure that the import has not generated another value: no customer would be recognised by it."""
    after = _key_version(client, new)
    if after == before:
        return
    (key,) = (each.arn for each in new if each.logical_id == KEY)
    client("secretsmanager").update_secret_version_stage(
        SecretId=key, VersionStage="AWSCURRENT", MoveToVersionId=before, RemoveFromVersionId=after
    )
    print("The import had changed the ledger's key; its value is back.")


def _left(stack: TargetStack, wanted: Set[str]) -> list[Existing]:
    """What the deleted stack of this name left behind. Raises NoStack if that is not clear."""
    if stack.exists:
        raise NoStack(f"{stack.name} exists. Say what it is to take over: LEDGER=<table>, KEY=… or BUCKET=…")
    left = left_by(stack.client, stack.name)
    complete = [each for each in left.values() if {one.logical_id for one in each} >= wanted]
    if len(complete) == 1:
        return complete[0]
    lines = [" ".join(f"{_OPTIONS[one.logical_id]}={one.name}" for one in each) for each in left.values()]
    how = f"Not clear what {stack.name} has left. Name what belongs together: LEDGER=<table> KEY=<secret>"
    raise NoStack("\n  ".join([how, *lines]))


def _agreed(stack: TargetStack, new: Sequence[Existing]) -> bool:
    for each in new:
        print(f"  {each.logical_id:<14} {each.name}")
    print(
        f"Take these into {stack.name} ({stack.region})? No other stack may use them. [y/N] ",
        end="",
        flush=True,
    )
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m cli.adopt", description=adopt.__doc__)
    parser.add_argument("--env", default="local", choices=environments(), help="as in samconfig.toml")
    parser.add_argument("--stack", help="another name for the stack than that of samconfig.toml")
    parser.add_argument("--ledger", metavar="TABLE", help="the ledger's table")
    parser.add_argument("--key", metavar="SECRET", help="the secret with the ledger's key: name or ARN")
    parser.add_argument("--bucket", metavar="BUCKET", help="the bucket of imports")
    parser.add_argument(
        "--quiet", type=float, default=QUIET, metavar="SECONDS",
        help="how long the workers of a stack that runs stand still before it gets another ledger",
    )  # fmt: skip
    parser.add_argument("--yes", action="store_true", help="do not ask")
    return parser


if __name__ == "__main__":
    main()
