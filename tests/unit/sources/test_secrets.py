import json

import pytest
from botocore.exceptions import EndpointConnectionError

from bridge.model.failures import Unavailable
from bridge.sources.secrets import SenderSecrets


class Manager:
    """Secrets Manager: what it holds, None while it is not reached, and how often it was asked."""

    def __init__(self, held):
        self.held, self.asked = held, 0

    def get_secret_value(self, SecretId):
        self.asked += 1
        if self.held is None:
            raise EndpointConnectionError(endpoint_url="https://secretsmanager.example")
        return {"SecretString": self.held if isinstance(self.held, str) else json.dumps(self.held)}


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_asks_once_in_five_minutes(clock):
    manager = Manager({"shop": "a", "form": ["new", "old"]})
    secrets = SenderSecrets(manager, "senders", clock)
    for _ in range(3):
        assert secrets.current() == {"shop": ("a",), "form": ("new", "old")}
    assert manager.asked == 1
    clock.now += 301
    secrets.current()
    assert manager.asked == 2


def test_a_rotated_secret_is_there_at_once_but_refusals_ask_only_once_a_minute(clock):
    manager = Manager({"shop": "old"})
    secrets = SenderSecrets(manager, "senders", clock)
    secrets.current()
    clock.now += 61
    manager.held = {"shop": "new"}
    assert secrets.changed()
    assert secrets.current() == {"shop": ("new",)}
    assert not any(secrets.changed() for _ in range(100))
    assert manager.asked == 2
    clock.now += 61
    assert not secrets.changed()
    assert manager.asked == 3


def test_old_secrets_stay_in_use_while_there_are_no_new_ones_to_be_had(clock, caplog):
    manager = Manager({"shop": "a"})
    secrets = SenderSecrets(manager, "senders", clock)
    secrets.current()
    for held, reason in ((None, "secrets_unavailable"), ('{"shop": "a",}', "secrets_malformed")):
        manager.held = held
        clock.now += 301
        assert secrets.current() == {"shop": ("a",)}
        assert caplog.records[-1].reason == reason
    assert manager.asked == 3


def test_without_any_secrets_every_request_asks_again(clock):
    manager = Manager(None)
    secrets = SenderSecrets(manager, "senders", clock)
    with pytest.raises(Unavailable):
        secrets.current()
    manager.held = {"shop": "a"}
    assert secrets.current() == {"shop": ("a",)}


@pytest.mark.parametrize("entry", ["", " \t\n", [], ["", "  "], None, 5, True, {"a": "b"}, [None, 5]])
def test_what_is_no_secret_is_left_out(clock, entry):
    secrets = SenderSecrets(Manager({"shop": entry, "form": ["", "good", 1]}), "senders", clock)
    assert secrets.current() == {"shop": (), "form": ("good",)}


def test_a_secret_may_have_been_copied_with_blanks_around_it(clock):
    secrets = SenderSecrets(Manager({"shop": ["new\n", " old"], "form": "a b"}), "senders", clock)
    assert secrets.current() == {"shop": ("new\n", "new", " old", "old"), "form": ("a b",)}


def test_a_key_of_the_senders_own_api_stands_beside_its_secret(clock):
    manager = Manager({"shop": {"secret": ["new", "old"], "api_key": " key\n"}, "form": {"secret": "a"}})
    secrets = SenderSecrets(manager, "senders", clock)
    assert secrets.current() == {"shop": ("new", "old"), "form": ("a",)}
    assert secrets.api_key("shop") == "key"
    for source in ("form", "nobody"):
        with pytest.raises(Unavailable) as caught:
            secrets.api_key(source)
        assert caught.value.reason == "api_key_missing"


def test_a_new_key_is_there_within_five_minutes(clock):
    manager = Manager({"shop": {"api_key": "old"}})
    secrets = SenderSecrets(manager, "senders", clock)
    assert secrets.api_key("shop") == "old"
    manager.held = {"shop": {"api_key": "new"}}
    clock.now += 301
    assert secrets.api_key("shop") == "new"


@pytest.mark.parametrize("text", ["", "x", "[]", "null", '"x"', "[" * 100_000])
def test_says_what_the_secret_has_to_be(clock, text):
    with pytest.raises(Unavailable, match="JSON object") as caught:
        SenderSecrets(Manager(text), "senders", clock).current()
    assert caught.value.reason == "secrets_malformed"
