"""Which stack: one of samconfig.toml's, with the operator's own AWS credentials, or the local one."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import boto3

from bridge.aws.clients import trouble
from bridge.aws.queue import Queue
from bridge.aws.table import Table
from bridge.ledger.deliveries import Deliveries
from bridge.model.failures import Unavailable
from bridge.operations.dead_letters import DeadLetters
from dev.local import machinery

CONFIG = Path(__file__).parents[1] / "samconfig.toml"

Client = Callable[[str], Any]


def dead_letters_of(environment: str) -> DeadLetters:
    """The dead letters of `local`, `dev`, `prod`, …; raises Unavailable when that stack cannot be reached."""
    client, outputs = _local() if environment == "local" else _deployed(environment)
    sqs = client("sqs")
    return DeadLetters(
        sqs,
        outputs["DeadLettersUrl"],
        Queue(sqs, outputs["CustomersQueueUrl"]),
        Deliveries(Table(client("dynamodb"), outputs["LedgerTable"])),
    )


def environments() -> list[str]:
    """Those that samconfig.toml deploys."""
    return [name for name, commands in _config().items() if name != "version" and "deploy" in commands]


def _local() -> tuple[Client, Mapping[str, str]]:
    try:
        stack = machinery.found()
    except machinery.Busy as busy:
        raise Unavailable("stack_unavailable", str(busy)) from busy
    if stack is None:
        raise Unavailable("stack_unavailable", "No local stack runs in this checkout: make run")
    return stack.client, stack.outputs


def _deployed(environment: str) -> tuple[Client, Mapping[str, str]]:
    config = _config()[environment]["deploy"]["parameters"]
    client: Client = boto3.Session(region_name=config["region"]).client
    with trouble("stack_unavailable"):
        answer = client("cloudformation").describe_stacks(StackName=config["stack_name"])
    (stack,) = answer["Stacks"]
    return client, {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def _config() -> dict[str, Any]:
    return tomllib.loads(CONFIG.read_text(encoding="utf-8"))
