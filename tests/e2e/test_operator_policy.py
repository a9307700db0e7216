"""Each command as a person who has nothing but OperatorPolicy, on a stack that enforces permissions."""

import json
import subprocess
import uuid
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from bridge.aws.queue import Queue
from bridge.http import Request
from bridge.model.delivery import Delivery, delivery_id
from bridge.sources.refused import RefusedDelivery
from dev.local.places import ROOT
from tests.e2e.waiting import NEW_CLIENT_SECRET

pytestmark = pytest.mark.e2e

SOURCE = "contact-form"


class Person:
    """A person with an AWS user of their own."""

    def __init__(self, stack: Any, *policies: str) -> None:
        self._stack, self._iam, self._policies = stack, stack.client("iam"), policies
        self.name = f"operator-{uuid.uuid4().hex[:8]}"
        self._iam.create_user(UserName=self.name)
        for arn in policies:
            self._iam.attach_user_policy(UserName=self.name, PolicyArn=arn)
        key = self._iam.create_access_key(UserName=self.name)["AccessKey"]
        self._key_id, self._secret_key = key["AccessKeyId"], key["SecretAccessKey"]

    def leave(self) -> None:
        for arn in self._policies:
            self._iam.detach_user_policy(UserName=self.name, PolicyArn=arn)
        self._iam.delete_access_key(UserName=self.name, AccessKeyId=self._key_id)
        self._iam.delete_user(UserName=self.name)

    def client(self, service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self._stack.aws_endpoint_url,
            region_name=self._stack.region,
            aws_access_key_id=self._key_id,
            aws_secret_access_key=self._secret_key,
        )

    def run(self, *arguments: str, typed: str = "") -> tuple[int, str, str]:
        """Run a command as on AWS: by the name of the stack, with their own keys."""
        variables = {
            "AWS_ENDPOINT_URL": self._stack.aws_endpoint_url,
            "AWS_ACCESS_KEY_ID": self._key_id,
            "AWS_SECRET_ACCESS_KEY": self._secret_key,
            "HTTPS_PROXY": "http://127.0.0.1:9",  # the stack's own address is at AWS, and nobody's
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
        }
        place = ["--stack", self._stack.stack_name, "--region", self._stack.region]
        command = [ROOT / "bridge", *arguments, *place]
        done = subprocess.run(
            command, env=variables, input=typed, capture_output=True, text=True, timeout=120, cwd=ROOT
        )
        return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def operator(stack):
    person = Person(stack, stack.outputs["OperatorPolicyArn"])
    yield person
    person.leave()


@pytest.fixture(scope="module")
def stranger(stack):
    person = Person(stack)
    yield person
    person.leave()


def body() -> bytes:
    return json.dumps({"test": uuid.uuid4().hex}).encode()


def dead_letter(stack) -> str:
    content = body()
    id_ = delivery_id(SOURCE, content)
    message = Delivery(id=id_, source=SOURCE, body=content, received_at=1.0).to_message()
    names = {"delivery": id_, "source": SOURCE, "reason": "name_missing", "field": "name"}
    Queue(stack.client("sqs"), stack.outputs["DeadLettersUrl"]).send(message, names)
    return id_


def refused(stack) -> None:
    request = Request("POST", headers={}, body=body(), received_at=1.0, id="request")
    message = RefusedDelivery("quote-request", "bad_token", request).to_message()
    names = {"source": "quote-request", "reason": "bad_token"}
    Queue(stack.client("sqs"), stack.outputs["RefusedUrl"]).send(message, names)


def test_dead_letters_can_be_seen_replayed_and_discarded(stack, operator):
    first, second = dead_letter(stack), dead_letter(stack)
    code, out, error = operator.run("dead-letters", "list")
    assert (code, first in out, second in out) == (0, True, True), error
    assert operator.run("dead-letters", "show", first, "--body")[0] == 0
    assert operator.run("dead-letters", "discard", first, "--yes")[0] == 0
    item = stack.client("dynamodb").get_item(
        TableName=stack.outputs["LedgerTable"], Key={"pk": {"S": f"delivery#{first}"}}
    )
    assert item["Item"]["decided_by"]["S"] == operator.name
    assert operator.run("dead-letters", "replay", second, "--seconds", "0")[0] == 0


def test_refused_deliveries_can_be_seen_verified_and_discarded(stack, operator):
    refused(stack)
    code, out, error = operator.run("refused", "list")
    assert (code, "quote-request" in out) == (0, True), error
    assert operator.run("refused", "release", "--source", "quote-request")[0] == 1
    assert operator.run("refused", "discard", "--source", "quote-request", "--yes")[0] == 0


def test_the_ledger_can_be_searched_for_a_person(operator):
    code, _, error = operator.run("deliveries", "list", "--about", "Nobody Whoever")
    assert (code, "AccessDenied" in error) == (0, False), error


def test_sources_can_be_paused_and_lifted(operator):
    assert operator.run("pauses", "pause", SOURCE)[0] == 0
    code, out, error = operator.run("pauses", "list")
    assert (code, SOURCE in out) == (0, True), error
    assert operator.run("pauses", "lift", SOURCE)[0] == 0


def test_secrets_can_be_listed_rotated_and_removed(stack, operator):
    before = stack.sources[SOURCE].secret
    code, out, error = operator.run("secrets", "list")
    assert (code, SOURCE in out) == (0, True), error
    for arguments, typed in (
        (("set", SOURCE, "--keep-old"), "a newer one"),
        (("set", SOURCE, "--keep-old"), before),
        (("remove", SOURCE, "--old", "--yes"), ""),
    ):
        code, out, error = operator.run("secrets", *arguments, typed=typed)
        assert code == 0, error
    stored = stack.client("secretsmanager").get_secret_value(SecretId=stack.outputs["SenderSecretsId"])
    senders = json.loads(stored["SecretString"])
    assert senders == {name: source.secret for name, source in stack.sources.items()}


def test_a_client_secret_is_tried_at_seven_time_before_it_takes_its_place(stack, operator):
    code, out, error = operator.run("secrets", "set", "client-secret", typed="wrong")
    assert (code, "Seven Time refuses this Client-Secret" in error) == (1, True), error
    code, out, error = operator.run("secrets", "set", "client-secret", typed=NEW_CLIENT_SECRET)
    assert (code, "Seven Time accepts it." in out) == (0, True), error
    id_ = stack.outputs["ClientSecretId"]
    assert stack.client("secretsmanager").get_secret_value(SecretId=id_)["SecretString"] == NEW_CLIENT_SECRET


@pytest.mark.parametrize(
    "arguments",
    [
        ("deliveries", "show", "0123456789"),
        ("look-up", "--name", "Nobody"),
        ("imports", "show", "0123456789"),
        ("import", "sources.yaml", "--dry-run"),
    ],
)
def test_the_key_of_the_api_is_given_to_the_command(operator, arguments):
    """What follows is HTTP, and needs no permission."""
    code, _, error = operator.run(*arguments)
    assert (code, "cannot be reached" in error, "AccessDenied" in error) == (3, True, False), error


OTHERWISE_ON_AWS = {
    "(GetLayerVersionByArn)": "the emulator takes it for ListLayers",
    "(GetFunctionConcurrency)": "the emulator takes it for PutFunctionConcurrency",
    "(DescribeRule)": "the emulator has the default bus in the ARN of the rule",
}
"""What the emulator asks the policy otherwise than AWS (Service Authorization Reference)."""


@pytest.mark.parametrize("command", ["doctor", "smoke"])
def test_everything_that_is_looked_at_may_be_looked_at(operator, command):
    """Our own address is at AWS, and not reached: so it ends with 1."""
    code, out, error = operator.run(command, "--json")
    checks = json.loads(out)["checks"]
    assert (code, len(checks) > 5) == (1, True), error
    denied = [each["message"] for each in checks if "may not ask" in each["message"]]
    assert not [text for text in denied if not text.endswith(tuple(OTHERWISE_ON_AWS))]
    unreached = [each["message"] for each in checks if each["check"] == "look-up"]
    assert [text.partition(":")[0] for text in unreached] == ["no answer"]


def test_the_stack_can_be_protected(stack, operator):
    code, out, error = operator.run("protect")
    assert (code, "is for trials" in out) == (0, True), error
    for who, protected in ((operator, True), (stack, False)):
        who.client("cloudformation").update_termination_protection(
            StackName=stack.stack_name, EnableTerminationProtection=protected
        )


def test_of_a_stranger_nothing_is_looked_at(stranger):
    code, out, error = stranger.run("doctor", "--json")
    assert (code, "not checked" in out or "AccessDenied" in out + error) == (1, True), out


@pytest.mark.parametrize("arguments", [("dead-letters", "list"), ("secrets", "list"), ("look-up", "x")])
def test_a_person_without_the_policy_is_told_so(stranger, arguments):
    code, out, error = stranger.run(*arguments)
    assert (code, out, "AccessDenied" in error) == (3, "", True), error


def test_the_client_secret_and_other_tables_stay_closed_and_the_ledgers_key_as_it_is(stack, operator):
    secrets, dynamodb = operator.client("secretsmanager"), operator.client("dynamodb")
    for call in (
        lambda: secrets.get_secret_value(SecretId=stack.outputs["ClientSecretId"]),
        lambda: secrets.put_secret_value(SecretId=stack.outputs["LedgerKeyId"], SecretString="x"),
        lambda: dynamodb.scan(TableName=stack.outputs["LedgerTable"]),
        lambda: operator.client("sqs").purge_queue(QueueUrl=stack.outputs["DeadLettersUrl"]),
    ):
        with pytest.raises(ClientError, match="AccessDenied"):
            call()
