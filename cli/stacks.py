"""Deployed stacks: those of samconfig.toml, with the operator's AWS credentials, and the local one."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from bridge.aws.queue import Queue
from bridge.aws.stored_secret import StoredSecret
from bridge.aws.table import Table
from bridge.identity.sealing import Sealer
from bridge.imports.options import SOURCES
from bridge.ledger.deliveries import Deliveries
from bridge.ledger.key_check import KeyCheck
from bridge.ledger.listing import Listing
from bridge.ledger.pauses import Pauses
from bridge.model.reasons import Reason
from bridge.model.source import Source, SourceKind
from bridge.operations.dead_letters import DeadLetters
from bridge.operations.pauses import SourcePauses
from bridge.operations.refused import RefusedDeliveries
from bridge.operations.source_secrets import SourceSecrets
from bridge.operations.status import Overview
from bridge.sources import registry
from bridge.sources.secrets import SenderSecrets
from building.source_names import source_names
from cli import places
from cli.accounts import account_of_caller
from cli.languages import _
from cli.samconfig import LOCAL, Settings

LOCAL_CREDENTIALS = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}


class NoStack(Exception):
    """The stack cannot be reached; the text says why, and what to do."""

    exit_code = 3


@dataclass(frozen=True, slots=True)
class Stack:
    """A deployed stack."""

    client: Callable[[str], Any]
    """Service → boto3 client."""
    outputs: Mapping[str, str]
    """The outputs of template.yaml."""
    name: str
    api_url: str
    region: str = ""

    @property
    def account(self) -> str:
        """The number of its AWS account, which its outputs have in their ARNs."""
        arns = (value.split(":") for value in self.outputs.values() if value.startswith("arn:"))
        return next((arn[4] for arn in arns if len(arn) > 5 and arn[4]), "")


def stack_of(settings: Settings) -> Stack:
    """The deployed stack of an environment. Raises NoStack."""
    return _local() if settings.environment == LOCAL else _deployed(settings)


def client_of(settings: Settings) -> Callable[[str], Any]:
    """Service → boto3 client of an environment, whether its stack exists or not. Raises NoStack."""
    return _local().client if settings.environment == LOCAL else session_of(settings).client


def api_key_of(stack: Stack) -> str:
    """The API key of a deployed stack."""
    key = stack.client("apigateway").get_api_key(apiKey=stack.outputs["ApiKeyId"], includeValue=True)
    return str(key["value"])


def dead_letters_of(stack: Stack) -> DeadLetters:
    """The dead letters of a stack."""
    sqs = stack.client("sqs")
    return DeadLetters(
        sqs,
        stack.outputs["DeadLettersUrl"],
        Queue(sqs, stack.outputs["CustomersQueueUrl"]),
        Deliveries(Table(stack.client("dynamodb"), stack.outputs["LedgerTable"])),
        who=cache(lambda: account_of_caller(stack.client)),
    )


def parameters_of(stack: Stack) -> dict[str, str]:
    """The parameters of template.yaml with which a stack is deployed."""
    [found] = stack.client("cloudformation").describe_stacks(StackName=stack.name)["Stacks"]
    return {each["ParameterKey"]: each.get("ParameterValue", "") for each in found.get("Parameters", [])}


def listing_of(stack: Stack) -> Listing:
    """The deliveries of a stack by day."""
    return Listing(Table(stack.client("dynamodb"), stack.outputs["LedgerTable"]))


def sealer_of(stack: Stack) -> Sealer:
    """What to search a stack's ledger with: its key. Raises Unavailable if the ledger has another one."""
    secrets = stack.client("secretsmanager")
    key = secrets.get_secret_value(SecretId=stack.outputs["LedgerKeyId"])["SecretString"]
    sealer = Sealer(key.encode())
    KeyCheck(Table(stack.client("dynamodb"), stack.outputs["LedgerTable"]), sealer)()
    return sealer


def overview_of(stack: Stack) -> Overview:
    """What to read a stack's status with."""
    kept = cache(stack.client)
    for service in ("dynamodb", "sqs", "lambda", "cloudwatch"):
        kept(service)  # boto3 makes clients in one thread only
    return Overview(kept, stack.outputs, stack.name, source_names(places.SOURCES))


def pauses_of(stack: Stack) -> SourcePauses:
    """The pauses of a stack's sources."""
    return SourcePauses(Pauses(Table(stack.client("dynamodb"), stack.outputs["LedgerTable"])))


def refused_of(stack: Stack) -> RefusedDeliveries:
    """The refused deliveries of a stack, to be verified with its secrets."""
    sqs = stack.client("sqs")
    return RefusedDeliveries(
        sqs,
        stack.outputs["RefusedUrl"],
        Queue(sqs, stack.outputs["CustomersQueueUrl"]),
        sources(),
        SenderSecrets(stack.client("secretsmanager"), stack.outputs["SenderSecretsId"]),
    )


def source_secrets_of(stack: Stack) -> SourceSecrets:
    """The secrets of a stack's senders."""
    id_ = stack.outputs["SenderSecretsId"]
    stored = StoredSecret(stack.client("secretsmanager"), id_, Reason.SECRETS_UNAVAILABLE)
    senders = {name: each for name, each in sources().items() if each.kind != SourceKind.FILE}
    return SourceSecrets(stored, senders)


def client_secret_of(stack: Stack) -> StoredSecret:
    """Seven Time's Client-Secret in a stack."""
    id_ = stack.outputs["ClientSecretId"]
    return StoredSecret(stack.client("secretsmanager"), id_, Reason.CLIENT_SECRET_UNAVAILABLE)


@cache
def sources() -> dict[str, Source]:
    """The sources of this checkout and those of files; without a sources.yaml only the latter."""
    return SOURCES | own_sources()


def own_sources() -> dict[str, Source]:
    """The sources of this checkout, {} without a sources.yaml. Raises NoStack if it cannot be read."""
    from building.compile_sources import InvalidSources, read

    if not places.SOURCES.exists():
        return {}
    try:
        return registry.made_of(read(places.SOURCES))
    except InvalidSources as error:
        raise NoStack(f"{places.SOURCES}: {error}") from error


def _local() -> Stack:
    """The stack of `make run`. It removes its stack.json when it ends."""
    if not places.LOCAL_STACK.exists():
        raise NoStack(_("No local stack runs here, or it is still starting: make run. Another one: --env"))
    stack = json.loads(places.LOCAL_STACK.read_text(encoding="utf-8"))
    session = boto3.Session(region_name=stack["region"], **LOCAL_CREDENTIALS)
    client = partial(session.client, endpoint_url=stack["aws_endpoint_url"])
    return Stack(client, stack["outputs"], stack["stack_name"], stack["api_url"], stack["region"])


def session_of(settings: Settings) -> Any:
    """A boto3 session with the operator's credentials, in the environment's region."""
    return boto3.Session(region_name=settings.region or None, profile_name=settings.profile)


def _deployed(settings: Settings) -> Stack:
    name = settings.stack_name
    try:
        session = session_of(settings)
        answer = session.client("cloudformation").describe_stacks(StackName=name)
    except (BotoCoreError, ClientError) as error:
        raise NoStack(_("{stack} cannot be reached: {error}").format(stack=name, error=error)) from error
    (stack,) = answer["Stacks"]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
    if "ApiUrl" not in outputs:
        text = _("{stack} is {status} and has no outputs: deploy it first.")
        raise NoStack(text.format(stack=name, status=stack["StackStatus"]))
    return Stack(session.client, outputs, name, outputs["ApiUrl"], session.region_name or "")
