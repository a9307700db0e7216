"""Which stack: one of samconfig.toml's, with the operator's own AWS credentials, or the local one."""

import json
import tomllib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from bridge.aws.queue import Queue
from bridge.aws.table import Table
from bridge.ledger.deliveries import Deliveries
from bridge.operations.dead_letters import DeadLetters

CONFIG = Path(__file__).parents[1] / "samconfig.toml"

LOCAL_STACK = CONFIG.with_name(".local") / "stack.json"
LOCAL_CREDENTIALS = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}

Client = Callable[[str], Any]


class NoStack(Exception):
    """The stack cannot be reached: why, and what to do."""


def dead_letters_of(environment: str) -> DeadLetters:
    """The dead letters of `local`, `dev`, `prod`, …; raises NoStack."""
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
    """The stack of `make run`, which is up as long as its stack.json is there."""
    if not LOCAL_STACK.exists():
        raise NoStack("No local stack runs in this checkout: make run")
    stack = json.loads(LOCAL_STACK.read_text(encoding="utf-8"))
    session = boto3.Session(region_name=stack["region"], **LOCAL_CREDENTIALS)
    return partial(session.client, endpoint_url=stack["aws_endpoint_url"]), stack["outputs"]


def _deployed(environment: str) -> tuple[Client, Mapping[str, str]]:
    config = _config()[environment]["deploy"]["parameters"]
    client: Client = boto3.Session(region_name=config["region"]).client
    try:
        answer = client("cloudformation").describe_stacks(StackName=config["stack_name"])
    except (BotoCoreError, ClientError) as error:
        raise NoStack(f"{config['stack_name']} cannot be reached: {error}") from error
    (stack,) = answer["Stacks"]
    return client, {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def _config() -> dict[str, Any]:
    return tomllib.loads(CONFIG.read_text(encoding="utf-8"))
