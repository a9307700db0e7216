"""Deliveries that fail at first and wait for a retry, half a minute at least."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from tests.e2e.outside import control, customers, delivery, form, send, somebody, until

NEW_CLIENT_SECRET = "a-new-client-secret-of-the-tests"
"""The Client-Secret in force while the tests run: see `new_client_secret`."""


class Sent(NamedTuple):
    """A delivery, and the e-mail address of its customer."""

    delivery: str
    email: str


class Waiting(NamedTuple):
    """The deliveries that wait while the other tests run."""

    refused: Sent
    """Seven Time refuses its customer at every attempt."""
    response_lost: Sent
    """Seven Time created its customer, but the response was lost."""
    secret_refused: Sent
    """Seven Time refused the Client-Secret at the first attempt."""


def send_what_seven_time_refuses(stack):
    """A delivery whose customer number is somebody else's; returns after the first attempt.

    It is sent twice, as senders do now and then: two messages make the three attempts in half the time.
    """
    number, email = uuid.uuid4().hex[:8], somebody()
    control(stack, "POST", "customers", [{"name": "Någon Annan", "customerNumber": number}])
    body = form(name="Åsa Öberg", email=email, customerNumber=number)
    id = send(stack, "contact-form", body)
    until(lambda: delivery(stack, id).get("reason") == "seventime_error_message")
    assert send(stack, "contact-form", body) == id
    return Sent(id, email)


def send_and_lose_the_response(stack):
    """A delivery whose customer is created, but the response is lost; returns when that has happened."""
    rule = {"fault": "answer_lost_after_create", "first": 1, "method": "POST"}
    control(stack, "PUT", "faults", {"rules": [rule]})
    try:
        sent = _send(stack)
        until(lambda: customers(stack, sent.email))
    finally:
        control(stack, "PUT", "faults", {"rules": []})
    return sent


@contextmanager
def new_client_secret(stack) -> Iterator[Sent]:
    """Change the Client-Secret: first in Seven Time, which refuses a delivery then, and then in AWS.

    The new one is in force as long as the context lasts.
    """
    try:
        control(stack, "PUT", "client_secret", {"client_secret": NEW_CLIENT_SECRET})
        sent = _send(stack)
        until(lambda: delivery(stack, sent.delivery).get("reason") == "client_secret_refused")
        _put_client_secret(stack, NEW_CLIENT_SECRET)
        yield sent
    finally:
        control(stack, "PUT", "client_secret", {"client_secret": stack.client_secret})
        _put_client_secret(stack, stack.client_secret)


def _put_client_secret(stack, secret):
    secrets = stack.client("secretsmanager")
    secrets.put_secret_value(SecretId=stack.outputs["ClientSecretId"], SecretString=secret)


def _send(stack):
    email = somebody()
    return Sent(send(stack, "contact-form", form(name="Åsa Öberg", email=email)), email)
