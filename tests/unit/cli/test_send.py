"""`bridge send`: signed as the sender signs, taken or refused by the real check, followed to its outcome."""

import json
import time

import pytest

from bridge.http import Request
from bridge.model.failures import Unauthentic
from bridge.model.source import Source
from bridge.sources import providers
from cli import sending, stacks
from cli.api import Api
from cli.commands import deliveries
from cli.webhooks import Answer
from tests.support.aws import client, empty_aws
from tests.support.terminal import Terminal
from tests.support.webhooks import ROOT

SECRETS = {"form": ["the secret", "the old one"], "shop": {"secret": "of the shop", "api_key": "k"}}
SOURCES = {
    "form": Source(id="form", kind="form", provider="plain"),
    "shop": Source(id="shop", kind="shop", provider="shopify"),
    "bare": Source(id="bare", kind="form", provider="plain"),
    "asked": Source(id="asked", kind="shop", provider="squarespace"),
    "wix": Source(id="wix", kind="shop", provider="wix"),
}
KNOWN = SECRETS | {"bare": "typed in", "asked": "ab" * 32}


class Deployment:
    """A terminal, and a deployment that verifies what is sent to it."""

    def __init__(self, monkeypatch, capsys):
        self.terminal = Terminal(monkeypatch, capsys, SenderSecretsId="senders", ApiKeyId="k")
        self.sent, self.asked = [], []
        client("secretsmanager").create_secret(Name="senders", SecretString=json.dumps(SECRETS))
        monkeypatch.setattr(stacks, "own_sources", lambda: SOURCES)
        monkeypatch.setattr(stacks, "api_key_of", lambda stack: "k")
        monkeypatch.setattr(sending, "send", self._receive)
        monkeypatch.setattr(Api, "get", lambda _, path: self._show(path))
        monkeypatch.setattr(deliveries, "_POLL", 0)

    def _receive(self, webhook):
        source = SOURCES[webhook.url.rpartition("/")[2]]
        headers = {name.lower(): value for name, value in webhook.headers.items()}
        request = Request(
            webhook.method, url=webhook.url, query=webhook.query, headers=headers, body=webhook.body,
            received_at=time.time(),
        )  # fmt: skip
        try:
            providers.verify(request, source, self._secrets(source.id))
        except Unauthentic:
            return Answer(401, '{"error": {"code": "unauthentic"}}')
        self.sent += list(providers.deliveries_in(request, source))
        return Answer(200, json.dumps({"delivery": self.sent[0].id}))

    def _secrets(self, source):
        known = KNOWN[source]
        return (
            tuple(known)
            if isinstance(known, list)
            else (known["secret"] if isinstance(known, dict) else known,)
        )

    def _show(self, path):
        self.asked.append(path)
        if len(self.asked) == 1:
            return {"delivery": self.sent[0].id, "status": "pending"}
        status = "ignored" if self.sent[0].test else "created"
        return {"delivery": self.sent[0].id, "status": status, "source": self.sent[0].source}

    def pipe(self, text, *arguments):
        """Run it without a terminal, with this on stdin."""
        return self.terminal.run_alone("send", *arguments, piped=f"{text}\n")


@pytest.fixture
def deployment(monkeypatch, capsys):
    with empty_aws():
        yield Deployment(monkeypatch, capsys)


@pytest.mark.parametrize("source", ["form", "shop"])
def test_a_sample_is_signed_with_the_stored_secret_and_followed(deployment, source):
    code, out, error = deployment.terminal.run_alone("send", source, "--json")
    shown = json.loads(out)
    assert (code, shown["status"], shown["source"]) == (0, "created", source)
    assert len(deployment.asked) == 2
    assert f"{source} is sent: delivery {shown['delivery']}" in error


def test_a_ping_is_marked_as_a_test_and_nobody_is_asked(deployment):
    code, out, _ = deployment.pipe("ab" * 32, "asked", "--ping", "--secret-stdin", "--json")
    assert (code, json.loads(out)["status"]) == (0, "ignored")
    assert [each.test for each in deployment.sent] == [True]


def test_a_file_is_sent_as_it_is_and_an_event_with_its_headers(deployment, tmp_path):
    body = tmp_path / "body.json"
    body.write_bytes('{"Namn": "Åsa Öberg"}'.encode())
    assert deployment.terminal.run_alone("send", "form", str(body))[0] == 0
    assert (deployment.sent[0].body, deployment.sent[0].content_type) == (
        body.read_bytes(),
        "application/json",
    )
    event = ROOT / "events/receive_shop_webhook.shopify_customer.json"
    assert deployment.terminal.run_alone("send", "shop", str(event))[0] == 0
    assert deployment.sent[1].topic == "customers/create"


@pytest.mark.parametrize(
    ("content", "type_"),
    [
        (b" {}", "application/json"),
        (b"a=b", "application/x-www-form-urlencoded"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
    ],
)
def test_a_body_is_named_as_a_sender_names_it(content, type_):
    assert sending.content_type_of(content) == type_


def test_a_wrong_secret_is_refused_and_said_where_to_look(deployment):
    code, out, error = deployment.pipe("mistyped", "form", "--secret-stdin")
    assert (code, out, deployment.sent) == (1, "", [])
    assert "form was refused (401)" in error
    assert "bridge logs tail --source form" in error
    assert "mistyped" not in error


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none"], "none is not in sources.yaml. It has form,"),
        (["bare"], "bare has no secret yet"),
        (["asked"], "squarespace sends ids only"),
        (["form", "--secret-stdin"], "No secret was given."),
    ],
)
def test_what_cannot_be_sent_is_said(deployment, arguments, said):
    code, out, error = deployment.terminal.run_alone("send", *arguments)
    assert (code, out, deployment.sent) == (2, "", [])
    assert said in error


def test_only_wix_can_sign_as_wix(deployment):
    code, _, error = deployment.pipe("a public key", "wix", "--ping", "--secret-stdin")
    assert (code, "private key" in error) == (2, True)


def test_a_secret_that_may_not_be_read_is_typed_in(deployment, monkeypatch):
    from botocore.exceptions import ClientError

    refusal = ClientError({"Error": {"Code": "AccessDeniedException"}}, "GetSecretValue")

    class Manager:
        def get_secret_value(self, **_):
            raise refusal

    stack = stacks.stack_of(None)
    given = stacks.Stack(lambda _: Manager(), stack.outputs, stack.name, stack.api_url, stack.region)
    monkeypatch.setattr(stacks, "stack_of", lambda _: given)
    code, _, error = deployment.terminal.run_alone("send", "bare")
    assert (code, "cannot be read" in error) == (2, True)
    monkeypatch.setattr(sending.click, "prompt", lambda text, **given: given["hide_input"] and "typed in")
    assert deployment.terminal.run("send", "bare")[0] == 0


def test_a_customer_is_not_created_for_somebody_without_a_question(deployment):
    refused = deployment.terminal.run_alone("send", "form", "--env", "prod")
    assert (refused[0], deployment.sent) == (2, [])
    code, said = deployment.terminal.run("send", "form", "--env", "prod", answer="n\n")
    assert (code, deployment.sent) == (1, [])
    assert "Create a customer in Seven Time, as if form had sent it?" in said
    assert deployment.terminal.run_alone("send", "form", "--env", "prod", "--ping")[0] == 0
    assert deployment.terminal.run_alone("send", "form", "--stack", "s", "--yes")[0] == 0
    assert [each.test for each in deployment.sent] == [True, False]


def test_people_without_aws_give_the_secret_themselves(deployment, monkeypatch):
    monkeypatch.setenv("BRIDGE_API_URL", "https://api.example/v1")
    monkeypatch.setenv("BRIDGE_API_KEY", "k")
    code, _, error = deployment.terminal.run_alone("send", "form", "--ping")
    assert (code, "--secret-stdin" in error) == (2, True)
    assert deployment.pipe("the secret", "form", "--ping", "--secret-stdin")[0] == 0
