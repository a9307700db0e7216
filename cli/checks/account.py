"""Questions to an AWS account before anything is deployed into it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from cli.checks.findings import Finding, failure, ok, warning
from cli.samconfig import Settings

QUOTA = "L-B99A9384"
"""Service Quotas' code of Lambda's concurrent executions (service lambda)."""

_ASK_FOR_MORE = (
    "aws service-quotas request-service-quota-increase "
    f"--service-code lambda --quota-code {QUOTA} --desired-value 1000 --region"
)

_COMFORTABLE = 50
"""Concurrent executions from which on the API does not notice the workers."""

_WORKING = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE")
_BACK = ("UPDATE_ROLLBACK_COMPLETE", "IMPORT_ROLLBACK_COMPLETE")
_EMPTY = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED")


def credentials(client: Callable[[str], Any], settings: Settings) -> Finding:
    """Whose account is it? The finding is a failure if nobody can tell."""
    try:
        account = client("sts").get_caller_identity()["Account"]
    except (BotoCoreError, ClientError) as error:
        to_do = "Sign in (aws sso login, or aws configure), and name the profile: AWS_PROFILE=… make deploy."
        return failure("credentials", f"AWS does not accept them: {error}", to_do)
    return ok("credentials", f"account {account}, region {settings.region}, stack {settings.stack_name}")


def concurrency(lambda_: Any, in_force: Mapping[str, str]) -> Iterator[Finding]:
    """Can the API answer while all workers run?"""
    limit = lambda_.get_account_settings()["AccountLimit"]["UnreservedConcurrentExecutions"]
    workers, imports = int(in_force["WorkerConcurrency"]), int(in_force["ImportConcurrency"])
    left, region = limit - workers - imports, lambda_.meta.region_name
    text = f"{limit} executions at once: {workers} workers and {imports} imports leave {left} for the API"
    to_do = f"Ask for 1000 ({_ASK_FOR_MORE} {region}), or lower WorkerConcurrency and ImportConcurrency."
    if left < 1:
        yield failure("concurrency", text, to_do)
    elif limit < _COMFORTABLE:
        yield warning("concurrency", f"{text}. Senders that get no answer may give up", to_do)
    else:
        yield ok("concurrency", text)


def api_logs_role(apigateway: Any, settings: Settings, in_force: Mapping[str, str]) -> Iterator[Finding]:
    """Would this stack replace the role with which other APIs of the account write their logs?"""
    role = apigateway.get_account().get("cloudwatchRoleArn", "").rpartition("/")[2]
    keep = in_force["ApiGatewayLogsRole"] == "keep"
    if keep and not role:
        to_do = 'Give "ApiGatewayLogsRole=create" in samconfig.toml, or leave it out.'
        yield failure(
            "API logs", "there is no role to keep, and AWS refuses an API with a log without one", to_do
        )
    elif role and not keep and not role.startswith(f"{settings.stack_name}-ApiLogsRole"):
        to_do = 'Add "ApiGatewayLogsRole=keep" to parameter_overrides in samconfig.toml.'
        yield failure("API logs", f"all APIs of this region write their logs with the role {role}", to_do)
    else:
        yield ok("API logs", f"the role {role} is kept" if keep else "this stack creates the role")


def stack_state(cloudformation: Any, settings: Settings) -> Iterator[Finding]:
    """Can CloudFormation update the stack?"""
    name, status = settings.stack_name, _status(cloudformation, settings.stack_name)
    if status in ("", "REVIEW_IN_PROGRESS"):
        yield ok("stack", f"{name} is not there yet: this is its first deployment")
    elif status in _WORKING:
        yield ok("stack", f"{name} is {status}")
    elif status in _BACK:
        yield warning(
            "stack",
            f"the last deployment of {name} was rolled back",
            "Has its cause been removed? See the stack's events.",
        )
    else:
        yield failure("stack", f"{name} is {status}", _way_out(name, status))


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
        return "Somebody deploys it at the moment. Wait until it is done."
    if status in _EMPTY:
        delete = f"aws cloudformation delete-stack --stack-name {name}"
        return f"Nothing runs in it. Delete it, then deploy again: {delete}"
    if status == "UPDATE_ROLLBACK_FAILED":
        return (
            f"aws cloudformation continue-update-rollback --stack-name {name}, then see the stack's events."
        )
    return "See the stack's events in CloudFormation for what failed first."
