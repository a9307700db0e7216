"""A deployed stack in moto for every command of `bridge`, and somebody at a terminal."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from bridge.aws.queue import Queue
from bridge.http import Request
from bridge.ledger.pause_record import PauseCause, PauseRecord
from bridge.ledger.pauses import Pauses
from bridge.model.delivery import Delivery, delivery_id
from bridge.operations import queue_walk
from bridge.sources.refused import RefusedDelivery
from cli import places, stacks, typed_secrets
from cli.command import main
from dev.simulator.server import running
from tests.support.aws import REGION, client, create_table, empty_aws
from tests.support.terminal import Keyboard
from tests.support.translated import resources, target_of, translated

STACK = "bridge-test"
SECRET = "the secret"
SECRETS = {
    "SenderSecrets": json.dumps({"form": [SECRET, "old"]}),
    "ClientSecret": "x",
    "LedgerKey": "k" * 64,
}
QUEUES = {
    "CustomersQueueUrl": "Customers",
    "DeadLettersUrl": "DeadLetters",
    "RefusedUrl": "Refused",
    "ImportsQueueUrl": "imports",
    "DeadImportsUrl": "dead-imports",
}


class Operated:
    """The stack. `outputs` are those of template.yaml that commands use, with what is deployed here."""

    def __init__(self, patch: pytest.MonkeyPatch, folder: Any, seventime_url: str) -> None:
        self._patch = patch
        self.outputs = self._deploy_resources()
        self._deploy_stack({"SevenTimeBaseUrl": seventime_url, "SevenTimeApiVersion": "1"})
        self._write_checkout(folder)
        session = SimpleNamespace(client=client, region_name=REGION)
        patch.setattr(stacks, "session_of", lambda settings: session)
        patch.setattr(typed_secrets, "getpass", lambda prompt, stream: SECRET)
        patch.setattr(queue_walk, "WAIT", 0)
        patch.setattr("bridge.pacing.written.LATE", 1.0)  # on a busy machine, moto takes long

    def run(self, *arguments: str) -> int:
        """Run a command as somebody does who says yes to everything. Return its exit code."""
        self._patch.setattr("sys.stdin", Keyboard("y\n" * 9))
        return main([*arguments, "--stack", STACK, "--region", REGION])

    def logical_ids(self) -> dict[str, str]:
        """What is deployed here → its logical id in template.yaml."""
        written = translated()["Outputs"]
        ids = {value: target_of(written[name]["Value"]) for name, value in self.outputs.items()}
        names = [group["LogGroupName"]["Fn::Sub"] for group in resources("AWS::Logs::LogGroup").values()]
        logs = {
            name.replace("${AWS::StackName}", STACK): "AWS::StackName"
            for name in names
            if name.startswith("/aws/lambda/${AWS::StackName}/")
        }
        return ids | logs | {STACK: "AWS::StackName"}

    def letter(self) -> str:
        """Dead-letter a delivery. Return its id."""
        body = '{"namn": "Åsa Öberg", "Ort": "Öberg"}'.encode()
        id_ = delivery_id("form", body)
        message = Delivery(id=id_, source="form", body=body, received_at=1_800_000_000.0).to_message()
        names = {"delivery": id_, "source": "form", "reason": "name_missing", "field": "name"}
        Queue(client("sqs"), self.outputs["DeadLettersUrl"]).send(message, names)
        return id_

    def keep_refused(self) -> None:
        """Keep a refused delivery that verifies now."""
        headers = {"authorization": f"Bearer {SECRET}", "content-type": "application/json"}
        body = '{"namn": "Åsa Öberg"}'.encode()
        request = Request("POST", headers=headers, body=body, received_at=1_800_000_000.0, id="request-7")
        message = RefusedDelivery("form", "bad_token", request).to_message()
        names = {"source": "form", "reason": "bad_token"}
        Queue(client("sqs"), self.outputs["RefusedUrl"]).send(message, names)

    def pause(self) -> None:
        """Pause the source."""
        pauses = Pauses(stacks.Table(client("dynamodb"), "Ledger"))
        pauses.save("form", PauseRecord(since=1.0, cause=PauseCause.OPERATOR, begin=1.0))

    def deploy_with(self, **parameters: str) -> None:
        """Deploy the stack again, with other parameters."""
        cloudformation = client("cloudformation")
        [found] = cloudformation.describe_stacks(StackName=STACK)["Stacks"]
        before = {each["ParameterKey"]: each["ParameterValue"] for each in found["Parameters"]}
        given = [{"ParameterKey": k, "ParameterValue": v} for k, v in (before | parameters).items()]
        cloudformation.update_stack(StackName=STACK, UsePreviousTemplate=True, Parameters=given)

    def _deploy_resources(self) -> dict[str, str]:
        sqs = client("sqs")
        outputs = {name: sqs.create_queue(QueueName=queue)["QueueUrl"] for name, queue in QUEUES.items()}
        for table in ("Ledger", "Pacer"):
            create_table(table)
            outputs[f"{table}Table"] = table
        for secret, text in SECRETS.items():
            client("secretsmanager").create_secret(Name=secret, SecretString=text)
            outputs[f"{secret}Id"] = secret
        outputs["ApiKeyId"] = client("apigateway").create_api_key(name="key", enabled=True)["id"]
        return outputs | {"ApiUrl": "http://127.0.0.1:9/v1"}

    def _deploy_stack(self, parameters: dict[str, str]) -> None:
        template = {
            "Parameters": {name: {"Type": "String"} for name in (*parameters, "RequestsPerSecond")},
            "Resources": {"Other": {"Type": "AWS::SQS::Queue"}},
            "Outputs": {name: {"Value": value} for name, value in self.outputs.items()},
        }
        given = parameters | {"RequestsPerSecond": "4"}
        client("cloudformation").create_stack(
            StackName=STACK,
            TemplateBody=json.dumps(template),
            Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in given.items()],
        )

    def _write_checkout(self, folder: Any) -> None:
        (folder / "sources.yaml").write_text("form: {kind: form, provider: plain}\n", encoding="utf-8")
        self._patch.setattr(places, "SOURCES", folder / "sources.yaml")
        stacks.sources.cache_clear()


@contextmanager
def operated(patch: pytest.MonkeyPatch, folder: Any) -> Iterator[Operated]:
    """The stack, as long as the context lasts."""
    with empty_aws(), running(client_secret=SECRET, requests_per_second=0) as simulator:
        yield Operated(patch, folder, simulator.url)
        stacks.sources.cache_clear()
