"""A running stack, as `.local/stack.json` describes it."""

import json
import urllib.request
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

import boto3

from dev.local.places import STACK_FILE

REGION = "eu-north-1"
STACK_NAME = "seventime-bridge-local"
CREDENTIALS = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
"""Of the administrator of the emulator, which checks the permissions of everybody else."""


@dataclass(frozen=True, slots=True)
class LocalSource:
    """A source of sources.yaml, with its secret in this stack."""

    kind: str
    provider: str
    secret: str
    """With which its sender signs."""
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stack:
    """Addresses, keys and secrets of a running stack."""

    api_url: str
    api_key: str
    seventime_url: str
    client_secret: str
    aws_endpoint_url: str
    region: str
    stack_name: str
    imports_bucket: str
    outputs: Mapping[str, str]
    sources: Mapping[str, LocalSource]

    def client(self, service: str) -> Any:
        """A boto3 client for the emulator, with all permissions."""
        return aws_client(service, self.aws_endpoint_url)

    def save(self) -> None:
        """Write stack.json, for tests, benchmarks and people."""
        STACK_FILE.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")

    @classmethod
    def load(cls) -> Self:
        """The stack that stack.json describes."""
        record = json.loads(STACK_FILE.read_text(encoding="utf-8"))
        record["sources"] = {id_: LocalSource(**source) for id_, source in record["sources"].items()}
        return cls(**record)


def aws_client(service: str, endpoint: str) -> Any:
    """A boto3 client for the emulator."""
    return boto3.client(service, endpoint_url=endpoint, region_name=REGION, **CREDENTIALS)


def get_json(url: str, headers: Mapping[str, str] | None = None) -> Any:
    """The JSON body of the response to a GET."""
    request = urllib.request.Request(url, headers=dict(headers or {}))
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.load(response)
