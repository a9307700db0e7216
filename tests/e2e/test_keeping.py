"""Dead letters and dead imports that SQS itself moved, and the deployed function that looks after them."""

import json
import uuid

import pytest

from bridge.model.delivery import Delivery, delivery_id
from tests.e2e.outside import until

pytestmark = pytest.mark.e2e

EARLIER = {"reason": "name_missing", "first_at": "2026-01-01T00:00:00+00:00"}
"""Attributes that a letter had when it was redriven."""


@pytest.fixture
def queues(stack):
    sqs = stack.client("sqs")
    made = []

    def dies_in_front_of(dead, body, attributes):
        """Let SQS move a message to the queue `dead`, as after a worker's last death."""
        arn = _arn(sqs, dead)
        policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 1})
        name = f"source-{uuid.uuid4().hex}"
        url = sqs.create_queue(QueueName=name, Attributes={"RedrivePolicy": policy})["QueueUrl"]
        made.append(url)
        named = {name: {"DataType": "String", "StringValue": text} for name, text in attributes.items()}
        sqs.send_message(QueueUrl=url, MessageBody=body, MessageAttributes=named)
        until(lambda: sqs.receive_message(QueueUrl=url, VisibilityTimeout=0).get("Messages"))
        until(lambda: not sqs.receive_message(QueueUrl=url).get("Messages"))
        until(lambda: _found(sqs, dead, body))

    yield dies_in_front_of
    for url in made:
        sqs.delete_queue(QueueUrl=url)


def test_what_sqs_moved_is_announced_once_with_the_reason_of_the_last_death(stack, queues):
    body = uuid.uuid4().hex.encode()
    delivery = Delivery(delivery_id("contact-form", body), "contact-form", body, received_at=1.0)
    url, message = stack.outputs["DeadLettersUrl"], delivery.to_message()
    queues(url, message, EARLIER | {"delivery": delivery.id})
    try:
        announced = keep(stack, "dead_letter", "delivery", delivery.id)
        assert announced == {"source": "contact-form", "reason": "worker_died", "field": ""}
        [letter] = _found(stack.client("sqs"), url, message)
        attributes = {name: each["StringValue"] for name, each in letter["MessageAttributes"].items()}
        assert attributes.pop("first_at") > EARLIER["first_at"]
        assert attributes == {"delivery": delivery.id, "source": "contact-form", "reason": "worker_died"}
        keep(stack)
        assert len(lines(stack, "dead_letter", "delivery", delivery.id)) == 1
    finally:
        _delete(stack.client("sqs"), url, message)


def test_of_the_two_copies_that_a_killed_run_leaves_one_stays(stack):
    sqs, url = stack.client("sqs"), stack.outputs["DeadLettersUrl"]
    body = uuid.uuid4().hex.encode()
    message = Delivery(delivery_id("contact-form", body), "contact-form", body).to_message()
    reason = {"DataType": "String", "StringValue": "name_missing"}
    for _ in range(2):
        sqs.send_message(QueueUrl=url, MessageBody=message, MessageAttributes={"reason": reason})
    try:
        keep(stack)
        assert len(_found(sqs, url, message)) == 1
    finally:
        _delete(sqs, url, message)


def test_a_dead_import_is_announced_by_its_id(stack, queues):
    id_, url = uuid.uuid4().hex, stack.outputs["DeadImportsUrl"]
    step = json.dumps({"import": id_, "step": 3})
    queues(url, step, {})
    try:
        assert keep(stack, "dead_import", "import", id_) == {}
    finally:
        _delete(stack.client("sqs"), url, step)


def keep(stack, event="dead_letters", name="queue", value="DeadLetters"):
    """Run the deployed function with its own role. Returns what is said in the line that it then logs."""
    functions = stack.client("lambda")
    [function] = [
        each["FunctionName"]
        for each in functions.list_functions(MaxItems=50)["Functions"]
        if "KeepDeadLetters" in each["FunctionName"]
    ]
    answer = functions.invoke(FunctionName=function, Payload=b"{}")
    assert "FunctionError" not in answer, answer["Payload"].read()
    line = until(lambda: lines(stack, event, name, value))[-1]
    assert all(line["failed"] == 0 for line in lines(stack, "dead_letters", "queue", "DeadLetters"))
    assert all(line["failed"] == 0 for line in lines(stack, "dead_letters", "queue", "DeadImports"))
    return {name: line[name] for name in ("source", "reason", "field") if name in line}


def lines(stack, event, name, value):
    """The lines of the function's log with this message and this value."""
    group = f"/aws/lambda/{stack.stack_name}/keep-dead-letters"
    found = []
    for each in stack.client("logs").filter_log_events(logGroupName=group)["events"]:
        text = each["message"]
        line = json.loads(text) if text.startswith("{") else {}
        if line.get("message") == event and line.get(name) == value:
            found.append(line)
    return found


def _found(sqs, url, body):
    """The messages with this body among ten."""
    answer = sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0, MessageAttributeNames=["All"]
    )
    return [message for message in answer.get("Messages", []) if message["Body"] == body]


def _delete(sqs, url, body):
    for message in _found(sqs, url, body):
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def _arn(sqs, url):
    answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return answer["Attributes"]["QueueArn"]
