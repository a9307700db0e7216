"""Deployed stacks: those of samconfig.toml, with the operator's AWS credentials, and the local one."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from bridge.aws.queue import Queue
from bridge.aws.table import Table
from bridge.imports.options import SOURCES
from bridge.ledger.deliveries import Deliveries
from bridge.ledger.pauses import Pauses
from bridge.model.source import Source
from bridge.operations.dead_letters import DeadLetters
from bridge.operations.pauses import SourcePauses
from bridge.operations.refused import RefusedDeliveries
from bridge.sources import registry
from bridge.sources.secrets import SenderSecrets
from cli import samconfig
from cli.samconfig import Settings

environments = samconfig.environments

LOCAL_STACK = samconfig.CONFIG.with_name(".local") / "stack.json"
LOCAL_CREDENTIALS = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}


class NoStack(Exception):
    """The stack cannot be reached; the text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Stack:
    """A deployed stack."""

    client: Callable[[str], Any]
    """Service → boto3 client."""
    outputs: Mapping[str, str]
    """The outputs of template.yaml."""
    name: str
    api_url: str


def stack_of(environment: str) -> Stack:
    """The deployed stack of an environment: `local`, `dev`, `prod`, … Raises NoStack."""
    return _local() if environment == "local" else _deployed(environment)


def client_of(settings: Settings) -> Callable[[str], Any]:
    """Service → boto3 client of an environment, whether its stack exists or not. Raises NoStack."""
    return _local().client if settings.environment == "local" else session_of(settings).client


def dead_letters_of(environment: str) -> DeadLetters:
    """The dead letters of an environment. Raises NoStack."""
    stack = stack_of(environment)
    sqs = stack.client("sqs")
    return DeadLetters(
        sqs,
        stack.outputs["DeadLettersUrl"],
        Queue(sqs, stack.outputs["CustomersQueueUrl"]),
        Deliveries(Table(stack.client("dynamodb"), stack.outputs["LedgerTable"])),
    )


def pauses_of(environment: str) -> SourcePauses:
    """The pauses of an environment's sources. Raises NoStack."""
    stack = stack_of(environment)
    return SourcePauses(Pauses(Table(stack.client("dynamodb"), stack.outputs["LedgerTable"])))


def refused_of(environment: str) -> RefusedDeliveries:
    """The refused deliveries of an environment, to be verified with its secrets. Raises NoStack."""
    stack = stack_of(environment)
    sqs = stack.client("sqs")
    return RefusedDeliveries(
        sqs,
        stack.outputs["RefusedUrl"],
        Queue(sqs, stack.outputs["CustomersQueueUrl"]),
        sources(),
        SenderSecrets(stack.client("secretsmanager"), stack.outputs["SenderSecretsId"]),
    )


@cache
def sources() -> dict[str, Source]:
    """The sources of this checkout and those of files; without a compiled sources.yaml only the latter."""
    return SOURCES | (registry.load() if registry.BUILT.exists() else {})


def _local() -> Stack:
    """The stack of `make run`. It removes its stack.json when it ends."""
    if not LOCAL_STACK.exists():
        raise NoStack("No local stack runs in this checkout, or it is still starting: make run")
    stack = json.loads(LOCAL_STACK.read_text(encoding="utf-8"))
    session = boto3.Session(region_name=stack["region"], **LOCAL_CREDENTIALS)
    client = partial(session.client, endpoint_url=stack["aws_endpoint_url"])
    return Stack(client, stack["outputs"], stack["stack_name"], stack["api_url"])


def session_of(settings: Settings) -> Any:
    """A boto3 session with the operator's credentials, in the environment's region."""
    return boto3.Session(region_name=settings.region, profile_name=settings.profile)


def _deployed(environment: str) -> Stack:
    settings = samconfig.settings_of(environment)
    try:
        client = session_of(settings).client
        answer = client("cloudformation").describe_stacks(StackName=settings.stack_name)
    except (BotoCoreError, ClientError) as error:
        raise NoStack(f"{settings.stack_name} cannot be reached: {error}") from error
    (stack,) = answer["Stacks"]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
    if "ApiUrl" not in outputs:
        raise NoStack(f"{settings.stack_name} is {stack['StackStatus']} and has no outputs: deploy it first.")
    return Stack(client, outputs, settings.stack_name, outputs["ApiUrl"])
