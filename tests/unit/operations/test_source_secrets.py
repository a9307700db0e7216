"""What operators do with the senders' secrets, from the operation to what a receiver accepts."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.aws.stored_secret import StoredSecret
from bridge.model.failures import Rejected
from bridge.model.reasons import Reason
from bridge.model.source import Source
from bridge.operations.source_secrets import SecretState, SourceSecrets
from bridge.sources.providers import NAMES
from bridge.sources.secrets import SenderSecrets
from tests.support.aws import client, empty_aws
from tests.support.shop_secrets import SHOP_SECRETS

SOURCES = {
    "form": Source("form", "form", "plain"),
    "shop": Source("shop", "shop", "squarespace"),
    "ceramics": Source("ceramics", "shop", "ecwid"),
}


class Account:
    """A Secrets Manager with the senders' secrets, and what receivers read there."""

    def __init__(self):
        self.client = client("secretsmanager")
        self.client.create_secret(Name="senders")
        self.secrets = SourceSecrets(
            StoredSecret(self.client, "senders", Reason.SECRETS_UNAVAILABLE), SOURCES
        )

    def put(self, entries):
        text = entries if isinstance(entries, str) else json.dumps(entries)
        self.client.put_secret_value(SecretId="senders", SecretString=text)

    def entries(self):
        return json.loads(self.client.get_secret_value(SecretId="senders")["SecretString"])

    def accepted(self, source="form"):
        return SenderSecrets(self.client, "senders").current().get(source, ())

    def state(self, source):
        [found] = [each for each in self.secrets.listed() if each.source == source]
        return found.state, found.valid, found.api_key


@pytest.fixture
def account():
    with empty_aws():
        yield Account()


def test_the_first_secret_of_all_is_stored(account):
    assert account.state("form") == (SecretState.MISSING, 0, None)
    assert account.secrets.store("form", "new") == 1
    assert account.accepted() == ("new",)
    assert account.state("form") == (SecretState.STORED, 1, None)


def test_a_new_secret_replaces_the_old_one_and_leaves_those_of_others(account):
    others = {"shop": ["aa", "bb"], "ceramics": {"secret": "s", "api_key": "k"}, "gone": "x", "odd": None}
    account.put(others | {"form": "old"})
    assert account.secrets.store("form", "new") == 1
    assert account.entries() == others | {"form": "new"}


def test_the_old_secret_stays_valid_on_request_until_it_is_removed(account):
    account.put({"form": "old"})
    assert account.secrets.store("form", "new", keep_old=True) == 2
    assert account.accepted() == ("new", "old")
    assert account.secrets.store("form", "new", keep_old=True) == 2  # as after a lost answer
    assert account.secrets.remove_old("form") == 1
    assert account.accepted() == ("new",)


def test_an_api_key_and_what_else_is_there_stays_beside_the_secret(account):
    account.put({"ceramics": {"secret": "old", "api_key": "key", "note": 7}})
    account.secrets.store("ceramics", "new", keep_old=True)
    assert account.entries()["ceramics"] == {"secret": ["new", "old"], "api_key": "key", "note": 7}
    account.secrets.remove_old("ceramics")
    assert account.entries()["ceramics"] == {"secret": "new", "api_key": "key", "note": 7}


def test_an_api_key_is_stored_beside_the_secrets(account):
    assert account.state("ceramics") == (SecretState.MISSING, 0, SecretState.MISSING)
    account.put({"ceramics": ["new", "old"]})
    account.secrets.store_api_key("ceramics", "key")
    assert account.entries() == {"ceramics": {"secret": ["new", "old"], "api_key": "key"}}
    assert SenderSecrets(account.client, "senders").api_key("ceramics") == "key"
    assert account.state("ceramics") == (SecretState.STORED, 2, SecretState.STORED)


def test_an_api_key_can_be_stored_before_the_secret(account):
    account.secrets.store_api_key("ceramics", "key")
    assert account.state("ceramics") == (SecretState.MISSING, 0, SecretState.STORED)
    account.secrets.store("ceramics", "new")
    assert account.entries() == {"ceramics": {"secret": "new", "api_key": "key"}}


def test_what_is_stored_for_no_source_is_surplus_and_can_be_removed(account):
    account.put({"form": "new", "gone": "secret"})
    assert account.state("gone") == (SecretState.SURPLUS, 1, None)
    account.secrets.remove("gone")
    assert account.entries() == {"form": "new"}


@pytest.mark.parametrize("text", ["no JSON", "[]", '"text"', '{"form": "old"', "null"])
def test_what_cannot_be_read_is_not_written_over(account, text):
    account.put(text)
    for act in (
        lambda: account.secrets.store("form", "new"),
        lambda: account.secrets.store_api_key("form", "key"),
        lambda: account.secrets.remove("form"),
        account.secrets.listed,
    ):
        with pytest.raises(Rejected) as failure:
            act()
        assert failure.value.reason is Reason.SECRETS_MALFORMED
    assert account.client.get_secret_value(SecretId="senders")["SecretString"] == text


@pytest.mark.parametrize(
    ("provider", "malformed"),
    [("squarespace", "no hex"), ("standard-webhooks", "whsec_abcde"), ("wix", "no public key")],
)
def test_a_secret_without_the_format_of_its_provider_is_not_stored(account, monkeypatch, provider, malformed):
    monkeypatch.setitem(SOURCES, "form", Source("form", "form", provider))
    account.put({"form": "old"})
    with pytest.raises(Rejected) as failure:
        account.secrets.store("form", malformed)
    assert (failure.value.reason, malformed in str(failure.value)) == (Reason.SECRET_MALFORMED, False)
    assert account.entries() == {"form": "old"}


def test_a_malformed_old_secret_would_make_the_new_one_useless_and_is_not_kept(account):
    account.put({"shop": "no hex"})
    assert account.secrets.store("shop", "ab" * 32, keep_old=True) == 1


@pytest.mark.parametrize("provider", sorted(NAMES))
def test_a_secret_of_every_provider_can_be_stored(account, monkeypatch, provider):
    monkeypatch.setitem(SOURCES, "form", Source("form", "form", provider))
    secret = SHOP_SECRETS["pipes-and-taps"].strip() if provider == "wix" else "ab" * 32
    account.secrets.store("form", secret)
    assert account.accepted() == (secret,)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(entries=st.dictionaries(st.text(), VALUES, max_size=5), keep_old=st.booleans())
def test_whatever_is_stored_for_others_stays_as_it_is(entries, keep_old):
    with empty_aws():
        account = Account()
        account.put(entries)
        account.secrets.store("form", "new", keep_old=keep_old)
        assert account.accepted()[0] == "new"
        assert {**account.entries(), "form": 0} == {**entries, "form": 0}
