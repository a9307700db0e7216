"""`bridge smoke` against the deployed stack: it proves that all works, and names each planted fault."""

import json
from contextlib import contextmanager

import pytest

from cli import command
from dev.local.stack import get_json
from tests.e2e.outside import control, deaths, final, until
from tests.e2e.waiting import NEW_CLIENT_SECRET

pytestmark = pytest.mark.e2e

UNUSED = "booking-deposit"
"""A source to which no other test delivers: the functions keep its secret in memory for minutes."""


@pytest.fixture
def smoke_test(stack, capsys):
    """Run it. Return the exit code and the lines that it printed."""

    def run():
        code = command.main(["smoke", "--seconds", "60"])
        return code, capsys.readouterr().out.splitlines()

    return run


def lines_of(lines, subject):
    """What was printed about a subject, with what to do about it."""
    found = [place for place, line in enumerate(lines) if line.split()[1:2] == [subject]]
    return " ".join(line for place in found for line in lines[place : place + 2])


def emails(stack):
    """The e-mail addresses of all customers in Seven Time."""
    return {each.get("email") for each in get_json(f"{stack.seventime_url}/_control/customers")}


@contextmanager
def entries(stack, change):
    """The senders' secrets as `change` makes them, for as long as the context lasts."""
    secrets, id_ = stack.client("secretsmanager"), stack.outputs["SenderSecretsId"]
    before = secrets.get_secret_value(SecretId=id_)["SecretString"]
    secrets.put_secret_value(SecretId=id_, SecretString=json.dumps(change(json.loads(before))))
    try:
        yield
    finally:
        secrets.put_secret_value(SecretId=id_, SecretString=before)


@contextmanager
def another_client_secret(stack):
    control(stack, "PUT", "client_secret", {"client_secret": "another-one"})
    try:
        yield
    finally:
        control(stack, "PUT", "client_secret", {"client_secret": NEW_CLIENT_SECRET})


def test_a_stack_that_works(stack, smoke_test, waiting_deliveries):
    before, retried = emails(stack), {sent.email for sent in waiting_deliveries}
    code, lines = smoke_test()
    assert code == 0, lines
    assert lines[-1].strip() == "It works."
    assert all(
        "received, queued, worked off and ignored" in lines_of(lines, source) for source in stack.sources
    )
    assert "accepts the Client-Secret" in lines_of(lines, "look-up")
    assert "as in this checkout" in lines_of(lines, "sources.yaml")
    assert emails(stack) <= before | retried


def test_a_secret_of_no_source_is_a_warning_and_no_secret_is_shown(stack, smoke_test):
    with entries(stack, lambda all_: {**all_, "sohp": "of no source"}):
        code, lines = smoke_test()
    assert code == 0
    assert "! secrets" in lines_of(lines, "secrets")
    assert "sohp" in lines_of(lines, "secrets")
    shown = "\n".join(lines)
    assert not any(source.secret in shown for source in stack.sources.values())


def test_a_sender_whose_secret_is_missing(stack, smoke_test):
    kept = stack.sources.keys() - {UNUSED}
    with entries(stack, lambda all_: {source: all_[source] for source in kept}):
        code, lines = smoke_test()
    assert code == 1
    assert f"✗ {UNUSED}" in lines_of(lines, UNUSED)
    assert "secret is missing" in lines_of(lines, UNUSED)
    assert "ignored" in lines_of(lines, "contact-form")


def test_a_client_secret_that_seven_time_refuses(stack, smoke_test, waiting_deliveries):
    for sent in (waiting_deliveries.response_lost, waiting_deliveries.secret_refused):
        final(stack, sent.delivery, 300)  # a refusal would delay it
    until(lambda: deaths(stack, waiting_deliveries.refused.delivery), 300)  # and its dead letter
    with another_client_secret(stack):
        code, lines = smoke_test()
    assert code == 1
    assert "✗ look-up" in lines_of(lines, "look-up")
    assert "refuses the Client-Secret" in lines_of(lines, "look-up")
    assert "docs/deploying.md" in lines_of(lines, "look-up")
    assert "ignored" in lines_of(lines, "contact-form")
