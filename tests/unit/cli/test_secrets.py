"""The operator's command for secrets, from its command line to Secrets Manager and Seven Time."""

import io
import json

import pytest

from bridge.aws.client_secret import ClientSecret
from bridge.model.source import Source
from bridge.sources.secrets import SenderSecrets
from cli import places, stacks, typed_secrets
from cli.commands import secrets as command
from dev.simulator.server import running
from tests.support.aws import REGION, client
from tests.support.tables import table
from tests.support.terminal import ACCOUNT, Terminal

SOURCES = {
    "form": Source("form", "form", "plain"),
    "shop": Source("shop", "shop", "standard-webhooks"),
    "candles": Source("candles", "shop", "ecwid"),
}
HUSH = "hush-0123456789"


class Desk:
    """An operator's terminal, with a stack in moto and a simulator of Seven Time."""

    def __init__(self, monkeypatch, capsys, tmp_path, simulator, version="1"):
        self.patch, self.simulator = monkeypatch, simulator
        # On a busy machine, moto takes long to grant a slot.
        monkeypatch.setattr("bridge.pacing.written.LATE", 1.0)
        self.manager = client("secretsmanager")
        for name in ("senders", "client"):
            self.manager.create_secret(Name=name)
        outputs = {"SenderSecretsId": "senders", "ClientSecretId": "client", "PacerTable": "table"}
        self.terminal = Terminal(monkeypatch, capsys, **outputs)
        (tmp_path / "sources.yaml").touch()
        monkeypatch.setattr(places, "SOURCES", tmp_path / "sources.yaml")
        for module in (stacks, command):
            monkeypatch.setattr(module, "sources", lambda: SOURCES)
        self.deploy(SevenTimeBaseUrl=simulator.url, SevenTimeApiVersion=version, RequestsPerSecond="4")

    def deploy(self, **parameters):
        self.patch.setattr("cli.seventime.parameters_of", lambda stack: parameters)

    def type(self, *lines):
        """Somebody types these lines where nothing is shown."""
        typed = iter(lines)
        self.patch.setattr(typed_secrets, "getpass", lambda prompt, stream: next(typed))

    def run(self, *arguments, answer=""):
        """Exit code and what was written."""
        code, said = self.terminal.run("secrets", *arguments, answer=answer)
        assert HUSH not in said
        return code, said

    def pipe(self, text, *arguments):
        """Run it without a terminal, with a text on stdin. Return exit code, stdout and stderr."""
        self.patch.setattr("sys.stdin", io.StringIO(text))
        code, written = self.terminal._run(("secrets", *arguments))
        assert HUSH not in written.out + written.err
        return code, written.out, written.err

    def put(self, entries):
        self.manager.put_secret_value(SecretId="senders", SecretString=json.dumps(entries))

    def accepted(self, source="form"):
        """What receivers take of this source."""
        has_value = self.manager.describe_secret(SecretId="senders").get("VersionIdsToStages")
        return SenderSecrets(self.manager, "senders").current().get(source, ()) if has_value else ()

    def entries(self):
        return json.loads(self.manager.get_secret_value(SecretId="senders")["SecretString"])

    def client_secret(self):
        return ClientSecret(self.manager, "client")(False)


@pytest.fixture(scope="module")
def simulator():
    with running(client_secret=HUSH, requests_per_second=0) as simulator:
        yield simulator


@pytest.fixture
def desk(monkeypatch, capsys, tmp_path, simulator):
    with table("moto"):
        simulator.twin.reset()
        yield Desk(monkeypatch, capsys, tmp_path, simulator)


def test_lists_what_is_stored_missing_and_surplus_and_what_to_do(desk):
    desk.put({"form": [HUSH, "hush-old"], "gone": HUSH})
    code, said = desk.run("list")
    lines = [line.split() for line in said.splitlines()]
    assert code == 1
    assert ["form", "plain", "✓", "2", "are", "valid"] in lines
    assert ["candles", "ecwid", "✗", "missing", "✗", "missing"] in lines
    assert ["gone", "!", "surplus"] in lines
    assert all(
        f"bridge secrets {line}" in said
        for line in (
            "set client-secret",
            "set shop\n",
            "set candles\n",
            "set candles --api-key",
            "remove gone",
        )
    )
    assert "hush" not in said


def test_nothing_is_left_to_do_when_everything_is_stored(desk):
    entry = {"secret": HUSH, "api_key": HUSH}
    desk.put({"form": HUSH, "shop": "whsec_YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh", "candles": entry})
    desk.manager.put_secret_value(SecretId="client", SecretString=HUSH)
    code, said = desk.run("list")
    assert (code, "bridge secrets" in said, "missing" in said) == (0, False, False)
    code, out, _ = desk.pipe("", "list", "--json")
    first, *others = map(json.loads, out.splitlines())
    assert (code, first) == (0, {"client_secret": "stored"})
    assert {each["source"]: each["state"] for each in others} == dict.fromkeys(SOURCES, "stored")


def test_a_secret_is_typed_and_not_shown(desk):
    desk.put({"shop": "other"})
    desk.type(f" {HUSH} ")
    code, said = desk.run("set", "form")
    assert (code, desk.accepted()) == (0, (HUSH,))
    assert desk.entries()["shop"] == "other"
    assert "is stored" in said
    assert "refused after 5 min" in said


def test_a_secret_of_several_lines_is_pasted_as_it_is(desk, monkeypatch):
    lines = ["-----BEGIN PUBLIC KEY-----", "abc", "-----END PUBLIC KEY-----"]
    desk.type(*lines)
    assert desk.run("set", "form")[0] == 0
    assert desk.accepted() == ("\n".join(lines),)


def test_a_secret_comes_from_stdin_without_a_terminal(desk):
    code, out, _ = desk.pipe(f"{HUSH}\n", "set", "form", "--json")
    assert (code, json.loads(out)) == (0, {"source": "form", "valid": 1})
    assert desk.accepted() == (HUSH,)


def test_the_old_secret_stays_valid_on_request_until_it_is_removed(desk):
    desk.put({"form": "old"})
    desk.type(HUSH)
    code, said = desk.run("set", "form", "--keep-old")
    assert (code, desk.accepted()) == (0, (HUSH, "old"))
    assert "2 are valid now" in said
    assert "bridge secrets remove form --old" in said
    code, said = desk.run("remove", "form", "--old", answer="n\n")
    assert (code, desk.accepted()) == (1, (HUSH, "old"))
    assert f"(local: bridge-test, account {ACCOUNT}, {REGION})" in said
    assert desk.run("remove", "form", "--old", answer="y\n")[0] == 0
    assert desk.accepted() == (HUSH,)
    assert desk.run("remove", "form", "--old", "--yes")[0] == 1


def test_what_is_surplus_can_be_removed(desk):
    desk.put({"form": "a", "gone": HUSH})
    code, out, error = desk.pipe("", "remove", "gone")
    assert (code, out, "give --yes" in error) == (2, "", True)
    assert desk.run("remove", "gone", "--yes")[0] == 0
    assert desk.entries() == {"form": "a"}
    assert desk.run("remove", "gone", "--yes") == (1, "gone has no such secret.\n")


def test_an_api_key_is_stored_beside_the_secret(desk):
    desk.put({"candles": "secret"})
    desk.type(HUSH)
    assert desk.run("set", "candles", "--api-key")[0] == 0
    assert desk.entries() == {"candles": {"secret": "secret", "api_key": HUSH}}


@pytest.mark.parametrize(
    "arguments",
    [("form", HUSH), ("form", f"--{HUSH}"), ("form", f"--secret={HUSH}"), ("client-secret", HUSH)],
)
def test_a_secret_as_an_argument_is_refused_and_not_repeated(desk, arguments):
    code, said = desk.run("set", *arguments)
    assert code == 2
    assert "replace it at its sender" in said
    assert desk.run("list")[1].count("✗ missing") == 5


@pytest.mark.parametrize("text", ["", " \n", "one\ntwo", "tab\tbed", '{\n "form": "x"\n}'])
def test_what_can_be_no_secret_is_refused(desk, text):
    code, out, _ = desk.pipe(text, "set", "form")
    assert (code, out, desk.accepted()) == (2, "", ())


@pytest.mark.parametrize(
    "arguments",
    [
        ("from",),
        ("client-secret", "--keep-old"),
        ("client-secret", "--api-key"),
        ("form", "--api-key", "--keep-old"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_asked(desk, arguments):
    desk.type()
    assert desk.run("set", *arguments)[0] == 2


def test_a_secret_that_lacks_the_format_of_its_provider_is_refused(desk):
    desk.type("whsec_abcde")
    code, said = desk.run("set", "shop")
    assert (code, desk.accepted("shop")) == (1, ())
    assert said.startswith("secret_malformed: Copy the source's secret from the sender again")


def test_what_is_no_json_is_not_written_over(desk):
    desk.manager.put_secret_value(SecretId="senders", SecretString=f"form={HUSH}")
    desk.type("new")
    code, said = desk.run("set", "form")
    assert (code, said.startswith("secrets_malformed: ")) == (1, True)
    assert desk.manager.get_secret_value(SecretId="senders")["SecretString"] == f"form={HUSH}"


def test_aws_that_refuses_is_said_with_its_own_word(desk):
    desk.manager.delete_secret(SecretId="senders", ForceDeleteWithoutRecovery=True)
    desk.type(HUSH)
    code, said = desk.run("set", "form")
    assert code == 3
    assert "secrets_unavailable: " in said
    assert "(AWS answered ResourceNotFoundException)" in said


@pytest.mark.parametrize("version", ["1", "2"])
def test_a_client_secret_that_seven_time_accepts_is_stored(desk, version):
    desk.deploy(SevenTimeBaseUrl=desk.simulator.url, SevenTimeApiVersion=version, RequestsPerSecond="4")
    desk.type(HUSH)
    code, said = desk.run("set", "client-secret")
    assert (code, desk.client_secret()) == (0, HUSH)
    assert "Seven Time accepts it." in said
    [asked] = desk.simulator.twin.history
    assert asked["path"].rstrip("/").endswith("companyInformation" if version == "2" else "customers")


def test_a_client_secret_that_seven_time_refuses_leaves_the_old_one(desk):
    desk.manager.put_secret_value(SecretId="client", SecretString="old")
    desk.type("wrong")
    code, said = desk.run("set", "client-secret")
    assert (code, desk.client_secret()) == (1, "old")
    assert "Seven Time refuses this Client-Secret. The old one is kept." in said


@pytest.mark.parametrize(("answer", "code", "stored"), [("n\n", 1, "old"), ("y\n", 0, HUSH)])
def test_a_client_secret_that_cannot_be_tried_is_stored_only_after_asking(desk, answer, code, stored):
    desk.manager.put_secret_value(SecretId="client", SecretString="old")
    desk.deploy(SevenTimeBaseUrl="http://127.0.0.1:9", SevenTimeApiVersion="1", RequestsPerSecond="4")
    desk.type(HUSH)
    ended, said = desk.run("set", "client-secret", answer=answer)
    assert (ended, desk.client_secret()) == (code, stored)
    assert "It could not be tried: seventime_unreachable." in said
    assert "Store it all the same?" in said


def test_a_client_secret_that_cannot_be_tried_needs_yes_without_a_terminal(desk):
    desk.deploy(SevenTimeBaseUrl="http://127.0.0.1:9", SevenTimeApiVersion="1", RequestsPerSecond="4")
    code, _, error = desk.pipe(HUSH, "set", "client-secret")
    assert (code, "give --yes" in error) == (2, True)
    assert desk.pipe(HUSH, "set", "client-secret", "--yes")[0] == 0
    assert desk.client_secret() == HUSH


def test_a_client_secret_that_somebody_else_stores_meanwhile_is_not_written_over(desk):
    desk.manager.put_secret_value(SecretId="client", SecretString="old")

    def typed(prompt, stream):
        desk.manager.put_secret_value(SecretId="client", SecretString="theirs")
        return HUSH

    desk.patch.setattr(typed_secrets, "getpass", typed)
    code, said = desk.run("set", "client-secret")
    assert (code, desk.client_secret()) == (1, "theirs")
    assert "Nothing was changed." in said


def test_nobody_at_the_keyboard_is_no_secret(desk):
    def closed(prompt, stream):
        raise EOFError

    desk.patch.setattr(typed_secrets, "getpass", closed)
    assert desk.run("set", "form")[0] == 2
