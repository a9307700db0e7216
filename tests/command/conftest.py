"""`bridge` as people install it, in an environment of its own, for a stack whose AWS is moto."""

import json
import os
import pty
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.aws.queue import Queue
from bridge.http import Request
from bridge.model.delivery import Delivery, delivery_id
from bridge.sources.refused import RefusedDelivery
from tests.support.aws import REGION, client
from tests.support.aws_server import serving_aws
from tests.support.tables import table
from tests.support.webhooks import ROOT

UV = ROOT / ".venv/bin/uv"
ACCOUNT = "123456789012"
PERSONAL = ("Öberg", "asa@", "Storgatan")

SAMCONFIG = f"""
version = 0.1
[local.deploy.parameters]
stack_name = "bridge-local"
region = "{REGION}"
[trial.deploy.parameters]
stack_name = "bridge-test"
region = "{REGION}"
"""
SOURCES = "form: {kind: form, provider: plain}\n"


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed from this checkout into a new environment, with nothing else."""
    place = tmp_path_factory.mktemp("installed")
    environment = place / "venv"
    for arguments in (
        ["build", "--quiet", "--wheel", "--out-dir", place, ROOT],
        ["venv", "--quiet", environment],
    ):
        subprocess.run([UV, *arguments], check=True)
    [wheel] = place.glob("*.whl")
    pins = ["--constraints", ROOT / "requirements-dev.txt"]
    subprocess.run([UV, "pip", "install", "--quiet", "--python", environment, wheel, *pins], check=True)
    return environment / "bin/bridge"


class Place:
    """A folder with the files of a checkout, and AWS with one stack in it."""

    def __init__(self, command: Path, folder: Path, aws: str) -> None:
        self._command, self.folder, self.aws = command, folder, aws
        self.sqs = client("sqs")
        names = ("Customers", "DeadLetters", "Refused")
        urls = [self.sqs.create_queue(QueueName=name)["QueueUrl"] for name in names]
        self.customers, self.dead, self.refused = urls
        client("secretsmanager").create_secret(Name="senders", SecretString='{"form": "the secret"}')
        self.outputs = {
            "CustomersQueueUrl": self.customers, "DeadLettersUrl": self.dead, "RefusedUrl": self.refused,
            "LedgerTable": "table", "SenderSecretsId": "senders", "ApiUrl": "http://127.0.0.1:9/v1",
            "AlarmsTopicArn": f"arn:aws:sns:{REGION}:{ACCOUNT}:Alarms",
        }  # fmt: skip
        self._deploy()
        self._write_checkout()

    def environment(self, **more: str) -> dict[str, str]:
        """The variables of the person's shell."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        credentials = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_MAX_ATTEMPTS": "1"}
        fixed = {"TZ": "UTC", "LANG": "C.UTF-8", "AWS_ENDPOINT_URL": self.aws, "NO_PROXY": "127.0.0.1"}
        return kept | credentials | fixed | {"AWS_EC2_METADATA_DISABLED": "true"} | more

    def run(self, *arguments: str, typed: str = "", **more: str) -> tuple[int, str, str]:
        """Run it without a terminal, with a text on stdin. Return exit code, stdout and stderr."""
        done = subprocess.run(
            [self._command, *arguments], cwd=self.folder, env=self.environment(**more), timeout=60,
            input=typed.encode(), capture_output=True,
        )  # fmt: skip
        encoding = more.get("PYTHONIOENCODING", "utf-8")
        out, error = done.stdout.decode(encoding), done.stderr.decode(encoding)
        assert "Traceback" not in error
        return done.returncode, out, error

    def run_in_terminal(
        self, *arguments: str, answer: str = "", after: str = "", **more: str
    ) -> tuple[int, str]:
        """Run it in a terminal in which somebody types the answer. Return exit code and what is seen.

        `after`: they wait for this question.
        """
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [self._command, *arguments], cwd=self.folder, env=self.environment(TERM="xterm", **more),
            stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        seen = b""
        while after.encode() not in seen:
            seen += os.read(ours, 65_536)
        if answer:
            os.write(ours, answer.encode())
        seen += b"".join(_read(ours))
        return process.wait(60), seen.decode()

    def interrupt(self, *arguments: str, after: str) -> tuple[int, str]:
        """Run it, and press Ctrl-C once this is on stderr. Return the exit code and the rest.

        Whoever runs tests in the background has made them deaf to Ctrl-C, and so what they start.
        """
        process = subprocess.Popen(
            [self._command, *arguments], cwd=self.folder, env=self.environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )  # fmt: skip
        assert process.stderr
        while after not in process.stderr.readline().decode():
            pass
        process.send_signal(signal.SIGINT)
        return process.wait(60), process.communicate()[1].decode()

    def letter(self, n: int = 0) -> str:
        """Dead-letter the delivery of a customer. Return its id."""
        body = json.dumps({"E-post": f"asa@{n}.example.se", "Ort": "Öberg"}).encode()
        delivery = Delivery(
            id=delivery_id("form", body), source="form", body=body, received_at=1_800_000_000.0
        )
        names = {"delivery": delivery.id, "source": "form", "reason": "name_missing", "field": "name"}
        Queue(self.sqs, self.dead).send(delivery.to_message(), names)
        return delivery.id

    def keep_refused(self) -> None:
        """Keep a refused delivery that verifies now."""
        headers = {"authorization": "Bearer the secret", "content-type": "application/json"}
        body = '{"namn": "Åsa Öberg"}'.encode()
        request = Request("POST", headers=headers, body=body, received_at=1_800_000_000.0, id="request-7")
        message = RefusedDelivery("form", "bad_token", request).to_message()
        Queue(self.sqs, self.refused).send(message, {"source": "form", "reason": "bad_token"})

    def secrets(self) -> dict[str, object]:
        """The senders' secrets."""
        value = client("secretsmanager").get_secret_value(SecretId="senders")
        return dict(json.loads(value["SecretString"]))

    def left(self) -> int:
        """How many dead letters there are."""
        name = "ApproximateNumberOfMessages"
        answer = self.sqs.get_queue_attributes(QueueUrl=self.dead, AttributeNames=[name])
        return int(answer["Attributes"][name])

    def _deploy(self) -> None:
        outputs = {name: {"Value": value} for name, value in self.outputs.items()}
        template = {"Resources": {"Other": {"Type": "AWS::SQS::Queue"}}, "Outputs": outputs}
        client("cloudformation").create_stack(StackName="bridge-test", TemplateBody=json.dumps(template))

    def _write_checkout(self) -> None:
        for name, text in (
            ("samconfig.toml", SAMCONFIG),
            ("sources.yaml", SOURCES),
            ("template.yaml", "Resources: {}\n"),
        ):
            (self.folder / name).write_text(text, encoding="utf-8")
        stack = {
            "api_url": "http://127.0.0.1:9/v1", "api_key": "k", "aws_endpoint_url": self.aws,
            "region": REGION, "stack_name": "bridge-local", "outputs": self.outputs,
        }  # fmt: skip
        (self.folder / ".local").mkdir()
        (self.folder / ".local/stack.json").write_text(json.dumps(stack), encoding="utf-8")


def _read(terminal: int) -> Iterator[bytes]:
    """What a terminal shows until its program has ended."""
    try:
        while content := os.read(terminal, 65_536):
            yield content
    except OSError:  # Linux says so when the program has ended
        os.close(terminal)


@pytest.fixture
def place(installed: Path, tmp_path: Path) -> Iterator[Place]:
    with table("moto"), serving_aws() as aws:
        yield Place(installed, tmp_path, aws)
