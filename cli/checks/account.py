"""Questions to an AWS account: who asks, whose clock is right, and how much may run at once."""

import time
from collections.abc import Callable, Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from cli.checks.findings import Finding, failure, not_yet, ok, warning
from cli.languages import _
from cli.samconfig import Settings

QUOTA = "L-B99A9384"
"""Service Quotas' code of Lambda's concurrent executions (service lambda)."""

_ASK_FOR_MORE = (
    "aws service-quotas request-service-quota-increase "
    f"--service-code lambda --quota-code {QUOTA} --desired-value 1000 --region"
)

_COMFORTABLE = 50
"""Concurrent executions from which on the API does not notice the workers."""

_MOST_SECONDS_APART = 60.0
"""AWS refuses what is signed five minutes beside its own time, providers as well."""

_WORKING = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE")
_BACK = ("UPDATE_ROLLBACK_COMPLETE", "IMPORT_ROLLBACK_COMPLETE")
_EMPTY = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED")


def credentials(client: Callable[[str], Any], settings: Settings) -> Finding:
    """Whose account is it? The finding is a failure if nobody can tell."""
    try:
        account = client("sts").get_caller_identity()["Account"]
    except (BotoCoreError, ClientError) as error:
        text = _("AWS does not accept them: {error}").format(error=error)
        to_do = _(
            "Sign in (aws sso login, or aws configure), and name the profile: AWS_PROFILE=… or --profile."
        )
        return failure("credentials", text, to_do)
    text = _("account {account}, region {region}, stack {stack}")
    values = {"account": account, "region": settings.region or "–", "stack": settings.stack_name}
    return ok("credentials", text.format(**values))


def clock(cloudformation: Any, stack_name: str) -> Iterator[Finding]:
    """Does this machine have the time that AWS has?"""
    answer = cloudformation.describe_stacks(StackName=stack_name)
    told = answer["ResponseMetadata"].get("HTTPHeaders", {}).get("date")
    if not told:
        return
    apart = time.time() - parsedate_to_datetime(told).timestamp()
    if abs(apart) > _MOST_SECONDS_APART:
        text = _("this machine's clock and AWS's are {seconds} s apart").format(seconds=f"{abs(apart):.0f}")
        yield failure("clock", text, _("Set the clock by the network (NTP): what it signs is refused else."))
    else:
        yield ok("clock", _("the same time as AWS"))


def concurrency(lambda_: Any, in_force: Mapping[str, str]) -> Iterator[Finding]:
    """Can the API answer while all workers run?"""
    limit = lambda_.get_account_settings()["AccountLimit"]["UnreservedConcurrentExecutions"]
    workers, imports = int(in_force["WorkerConcurrency"]), int(in_force["ImportConcurrency"])
    left = limit - workers - imports
    text = _("{limit} executions at once: {workers} workers and {imports} imports leave {left} for the API")
    text = text.format(limit=limit, workers=workers, imports=imports, left=left)
    to_do = _("Ask for 1000 ({command}), or lower WorkerConcurrency and ImportConcurrency.")
    to_do = to_do.format(command=f"{_ASK_FOR_MORE} {lambda_.meta.region_name}")
    if left < 1:
        yield failure("concurrency", text, to_do)
    elif limit < _COMFORTABLE:
        yield warning(
            "concurrency", _("{text}. Senders that get no answer may give up").format(text=text), to_do
        )
    else:
        yield ok("concurrency", text)


def api_logs_role(apigateway: Any, settings: Settings, in_force: Mapping[str, str]) -> Iterator[Finding]:
    """Would this stack replace the role with which other APIs of the account write their logs?"""
    role = apigateway.get_account().get("cloudwatchRoleArn", "").rpartition("/")[2]
    keep = in_force["ApiGatewayLogsRole"] == "keep"
    if keep and not role:
        text = _("there is no role to keep, and AWS refuses an API with a log without one")
        to_do = _('Give "ApiGatewayLogsRole=create" in samconfig.toml, or leave it out.')
        yield failure("API logs", text, to_do)
    elif role and not keep and not role.startswith(f"{settings.stack_name}-ApiLogsRole"):
        text = _("all APIs of this region write their logs with the role {role}").format(role=role)
        to_do = _('Add "ApiGatewayLogsRole=keep" to parameter_overrides in samconfig.toml.')
        yield failure("API logs", text, to_do)
    elif keep:
        yield ok("API logs", _("the role {role} is kept").format(role=role))
    else:
        yield ok("API logs", _("this stack creates the role"))


def stack_state(cloudformation: Any, settings: Settings) -> Iterator[Finding]:
    """Can CloudFormation update the stack?"""
    name, status = settings.stack_name, _status(cloudformation, settings.stack_name)
    if status in ("", "REVIEW_IN_PROGRESS"):
        text = _("{stack} is not there yet: this is its first deployment").format(stack=name)
        yield not_yet("stack", text, f"make deploy ENV={settings.environment or '…'}")
    elif status in _WORKING:
        yield ok("stack", f"{name}: {status}")
    elif status in _BACK:
        text = _("the last deployment of {stack} was rolled back").format(stack=name)
        yield warning("stack", text, _("Has its cause been removed? See the stack's events."))
    else:
        yield failure("stack", f"{name}: {status}", _way_out(name, status))


def _status(cloudformation: Any, name: str) -> str:
    """The status of the stack, "" if there is none."""
    try:
        [stack] = cloudformation.describe_stacks(StackName=name)["Stacks"]
    except ClientError as error:
        if "does not exist" in str(error):
            return ""
        raise
    return str(stack["StackStatus"])


def _way_out(name: str, status: str) -> str:
    if status.endswith("_IN_PROGRESS"):
        return _("Somebody deploys it at the moment. Wait until it is done.")
    if status in _EMPTY:
        to_do = _("Nothing runs in it. Delete it, then deploy again: {command}")
        return to_do.format(command=f"aws cloudformation delete-stack --stack-name {name}")
    if status == "UPDATE_ROLLBACK_FAILED":
        command = f"aws cloudformation continue-update-rollback --stack-name {name}"
        return _("{command}, then see the stack's events.").format(command=command)
    return _("See the stack's events in CloudFormation for what failed first.")
