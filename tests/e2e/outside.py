"""What senders do and what can be seen of it, from outside the stack."""

import json
import time
import urllib.request
import uuid
from typing import NamedTuple

import pytest

from dev.local.senders import post, signed
from dev.local.stack import get_json


class Sent(NamedTuple):
    """A delivery, and the e-mail address that its customer would have."""

    delivery: str
    email: str


def until(true, seconds=90.0):
    """What `true()` gives as soon as it is something."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if found := true():
            return found
        time.sleep(0.1)
    pytest.fail(f"not within {seconds} s")


def send(stack, source, body):
    status, answer = post(stack, source, body, signed(stack.sources[source], body))
    assert status == 200, answer
    return json.loads(answer)["delivery"]


def form(**answers):
    return "&".join(
        f"{urllib.request.quote(k)}={urllib.request.quote(v)}" for k, v in answers.items()
    ).encode()


def somebody():
    return f"{uuid.uuid4().hex[:12]}@example.se"


def organisation_number():
    """One that is valid and new."""
    digits = f"5566{uuid.uuid4().int % 10**5:05}"
    doubled = [int(d) * (2 - n % 2) for n, d in enumerate(digits)]
    check = -sum(d // 10 + d % 10 for d in doubled) % 10
    return f"{digits[:6]}-{digits[6:]}{check}"


def customers(stack, email):
    found = get_json(f"{stack.seventime_url}/_control/customers")
    return [each for each in found if (each.get("email") or "").lower() == email]


def delivery(stack, id):
    return get_json(f"{stack.api_url}/deliveries/{id}", {"x-api-key": stack.api_key})


def settled(stack, id, seconds=90.0):
    return until(lambda: (d := delivery(stack, id))["status"] != "pending" and d, seconds)


def control(stack, method, path, value):
    request = urllib.request.Request(
        f"{stack.seventime_url}/_control/{path}", json.dumps(value).encode(), method=method
    )
    urllib.request.urlopen(request).close()


def dead_letters(stack):
    url = stack.outputs["DeadLettersUrl"]
    answer = stack.client("sqs").receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0, MessageAttributeNames=["All"]
    )
    return [
        {name: each["StringValue"] for name, each in message["MessageAttributes"].items()}
        for message in answer.get("Messages", [])
    ]


def send_refused(stack):
    """A delivery whose customer number is somebody else's."""
    number, email = uuid.uuid4().hex[:8], somebody()
    control(stack, "POST", "customers", [{"name": "Någon Annan", "customerNumber": number}])
    body = form(name="Åsa Öberg", email=email, customerNumber=number)
    return Sent(send(stack, "contact-form", body), email)
