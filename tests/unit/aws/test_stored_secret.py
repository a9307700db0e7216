"""A secret that several people change at the same time, in moto, which refuses what AWS refuses."""

import json
import threading

import pytest
from botocore.exceptions import EndpointConnectionError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.aws.stored_secret import Changed, StoredSecret
from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason
from tests.support.aws import client, empty_aws

REASON = Reason.SECRETS_UNAVAILABLE


@pytest.fixture
def aws():
    with empty_aws():
        client("secretsmanager").create_secret(Name="senders")
        yield client("secretsmanager")


def secret(aws):
    return StoredSecret(aws, "senders", REASON)


def adding(name):
    """A change that adds one entry, and nothing if it is there."""
    return lambda text: json.dumps({**json.loads(text or "{}"), name: "secret"})


def test_the_first_value_is_the_current_one_at_once(aws):
    assert secret(aws).read() == ("", "")
    assert secret(aws).version() == ""
    secret(aws).store("first", "")
    value = secret(aws).read()
    assert (value.text, value.version) == ("first", secret(aws).version())


def test_the_next_value_takes_its_place_and_the_one_before_is_kept(aws):
    for name in "abc":
        secret(aws).change(adding(name))
    assert json.loads(secret(aws).read().text).keys() == set("abc")
    before = aws.get_secret_value(SecretId="senders", VersionStage="AWSPREVIOUS")
    assert json.loads(before["SecretString"]).keys() == set("ab")


def test_what_changes_nothing_stores_nothing(aws):
    secret(aws).change(adding("a"))
    version = secret(aws).version()
    secret(aws).change(adding("a"))
    assert secret(aws).version() == version


@pytest.mark.parametrize("first", ["", "first"])
def test_a_value_that_somebody_else_has_replaced_is_not_written_over(aws, first):
    if first:
        aws.put_secret_value(SecretId="senders", SecretString=first)
    before = secret(aws).version()
    aws.put_secret_value(SecretId="senders", SecretString="theirs")  # as people do by hand
    with pytest.raises(Changed):
        secret(aws).store("ours", before)
    assert secret(aws).read().text == "theirs"


class Turns:
    """Lets writers make their calls in a given order; each sees what the others have done by then."""

    def __init__(self, aws, order):
        self._aws, self._order, self._moved = aws, list(order), threading.Condition()

    def client(self, writer):
        return _InTurn(self, writer)

    def call(self, writer, name, arguments):
        with self._moved:
            assert self._moved.wait_for(lambda: not self._order or self._order[0] == writer, timeout=20)
            self._order = self._order[1:]
            self._moved.notify_all()
            return getattr(self._aws, name)(**arguments)

    def leave(self, writer):
        with self._moved:
            self._order = [each for each in self._order if each != writer]
            self._moved.notify_all()


class _InTurn:
    def __init__(self, turns, writer):
        self._turns, self._writer = turns, writer

    def __getattr__(self, name):
        return lambda **arguments: self._turns.call(self._writer, name, arguments)


def write_together(aws, order):
    """Let two people each store the secrets of two sources, one after the other."""
    turns, failures = Turns(aws, order), []

    def write(writer):
        try:
            for n in range(2):
                StoredSecret(turns.client(writer), "senders", REASON).change(adding(f"{writer}{n}"))
        except BaseException as error:
            failures.append(error)
        finally:
            turns.leave(writer)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(order=st.text("ab", max_size=30), is_empty=st.booleans())
def test_two_people_lose_nothing_in_whatever_order_they_act(order, is_empty):
    with empty_aws():
        aws = client("secretsmanager")
        aws.create_secret(Name="senders")
        if not is_empty:
            aws.put_secret_value(SecretId="senders", SecretString='{"other": "kept"}')
        write_together(aws, order)
        kept = set() if is_empty else {"other"}
        assert json.loads(secret(aws).read().text).keys() == {"a0", "a1", "b0", "b1"} | kept


class Trouble:
    """Secrets Manager that carries a call out, and whose answer is lost so many times."""

    def __init__(self, aws, name, times=1):
        self._aws, self._name, self._times = aws, name, times

    def __getattr__(self, name):
        def call(**arguments):
            answer = getattr(self._aws, name)(**arguments)
            if name == self._name and self._times:
                self._times -= 1
                raise EndpointConnectionError(endpoint_url="https://secretsmanager.example")
            return answer

        return call


@pytest.mark.parametrize("name", ["get_secret_value", "put_secret_value", "update_secret_version_stage"])
def test_a_lost_answer_is_a_failure_and_the_change_can_be_made_again(aws, name):
    aws.put_secret_value(SecretId="senders", SecretString='{"other": "kept"}')
    trouble = StoredSecret(Trouble(aws, name), "senders", REASON)
    with pytest.raises(Unavailable) as failure:
        trouble.change(adding("a"))
    assert failure.value.reason is REASON
    trouble.change(adding("a"))
    assert json.loads(secret(aws).read().text).keys() == {"a", "other"}


def test_a_secret_that_always_changes_is_a_failure_in_the_end(aws):
    secret(aws).store("0", "")

    def changed(text):
        aws.put_secret_value(SecretId="senders", SecretString=text + "0")
        return "ours"

    with pytest.raises(Unavailable):
        secret(aws).change(changed)


def test_no_failure_repeats_a_value(aws):
    aws.delete_secret(SecretId="senders", ForceDeleteWithoutRecovery=True)
    with pytest.raises(Unavailable) as failure:
        secret(aws).store("hush", "")
    assert "hush" not in f"{failure.value!r} {failure.value} {failure.value.__cause__}"
