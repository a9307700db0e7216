"""What senders do, and what can be seen of it from outside the stack."""

import json
import os
import subprocess
import sys
import time
import urllib.request
import uuid

import pytest

from dev.local.places import ROOT
from dev.local.senders import post, signed
from dev.local.stack import get_json


def until(condition, seconds=90.0):
    """The first true value of `condition()`; fails the test after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.1)
    pytest.fail(f"not within {seconds} s")


def send(stack, source, body):
    """Send a signed webhook; returns the id of its delivery."""
    status, response = post(stack, source, body, signed(stack.sources[source], body))
    assert status == 200, response
    return json.loads(response)["delivery"]


def form(**answers):
    """The answers of a form, as a browser encodes them."""
    pairs = [f"{urllib.request.quote(name)}={urllib.request.quote(text)}" for name, text in answers.items()]
    return "&".join(pairs).encode()


def somebody():
    """An e-mail address that nobody has yet."""
    return f"{uuid.uuid4().hex[:12]}@example.se"


def organisation_number():
    """A valid organisation number that nobody has yet."""
    digits = f"5566{uuid.uuid4().int % 10**5:05}"
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(digits)]
    check = -sum(number // 10 + number % 10 for number in doubled) % 10
    return f"{digits[:6]}-{digits[6:]}{check}"


def customers(stack, email):
    """The customers in Seven Time with this e-mail address."""
    everybody = get_json(f"{stack.seventime_url}/_control/customers")
    return [each for each in everybody if (each.get("email") or "").lower() == email]


def delivery(stack, id):
    """The delivery as the API shows it."""
    return get_json(f"{stack.api_url}/deliveries/{id}", {"x-api-key": stack.api_key})


def final(stack, id, seconds=90.0):
    """The delivery as the API shows it once its status is final."""

    def shown():
        found = delivery(stack, id)
        return None if found["status"] == "pending" else found

    return until(shown, seconds)


def control(stack, method, path, value):
    """Control the simulator."""
    url = f"{stack.seventime_url}/_control/{path}"
    request = urllib.request.Request(url, json.dumps(value).encode(), method=method)
    urllib.request.urlopen(request).close()


def dead_letters(stack):
    """The attributes of ten dead letters."""
    url = stack.outputs["DeadLettersUrl"]
    answer = stack.client("sqs").receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0, MessageAttributeNames=["All"]
    )
    return [
        {name: each["StringValue"] for name, each in message["MessageAttributes"].items()}
        for message in answer.get("Messages", [])
    ]


def deaths(stack, delivery):
    """What the worker has logged of a delivery's dead letters."""
    found = stack.client("logs").filter_log_events(
        logGroupName=f"/aws/lambda/{stack.stack_name}/create-customers", filterPattern=f'"{delivery}"'
    )
    said = [json.loads(event["message"]) for event in found["events"]]
    return [line for line in said if line["message"] == "dead_letter"]


def operate(command, *arguments, piped=""):
    """Run an operator's command without a terminal. Return its exit code and what it wrote to stdout."""
    done = subprocess.run(
        [sys.executable, "-m", "cli", command, *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT / "layers/bridge")},
        stdout=subprocess.PIPE,
        input=piped,
        text=True,
    )
    return done.returncode, done.stdout
