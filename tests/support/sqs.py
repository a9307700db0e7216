"""SQS in memory: at least once, in no order, with visibility time-outs and native redrive."""

import itertools

from botocore.exceptions import ClientError

VISIBILITY = 360.0
MAX_RECEIVES = 50
RETENTION = 14 * 86_400.0
LONGEST_HOLD = 43_200
"""Seconds from a receive on; SQS refuses what would end later."""


class Message:
    def __init__(self, id, body, attributes, sent_at, visible_at):
        self.id, self.body, self.attributes = id, body, attributes
        self.sent_at, self.visible_at, self.receives = sent_at, visible_at, 0
        self.receipt, self.received_at = "", 0.0


class SQS:
    """The client's calls that `bridge.aws.queue` makes, and what Lambda's poller does, over named queues.

    `lost()`, asked after a send, may raise; when it is True the client got no answer and sends again.
    """

    def __init__(self, world, before, lost=lambda: False):
        self._world, self._before, self._lost = world, before, lost
        self._ids = itertools.count()
        self.queues = {"customers": {}, "dead": {}}

    def send_message(self, QueueUrl, MessageBody, MessageAttributes, DelaySeconds=0):
        self._before("send_message")
        assert len(MessageBody) <= 1_048_576
        id = f"m{next(self._ids)}"
        at = self._world.now
        attributes = {name: {"stringValue": each["StringValue"]} for name, each in MessageAttributes.items()}
        self.queues[QueueUrl][id] = Message(id, MessageBody, attributes, at, at + DelaySeconds)
        if self._lost():
            return self.send_message(QueueUrl, MessageBody, MessageAttributes, DelaySeconds)
        return {"MessageId": id}

    def change_message_visibility(self, QueueUrl, ReceiptHandle, VisibilityTimeout):
        self._before("change_message_visibility")
        message = self.queues[QueueUrl].get(ReceiptHandle.split("/")[0])
        if message and message.receipt == ReceiptHandle:
            visible_at = self._world.now + VisibilityTimeout
            if visible_at > message.received_at + LONGEST_HOLD:
                raise ClientError({"Error": {"Code": "InvalidParameterValue"}}, "ChangeMessageVisibility")
            message.visible_at = visible_at

    def change_message_visibility_batch(self, QueueUrl, Entries):
        self._before("change_message_visibility_batch")
        for entry in Entries:
            message = self.queues[QueueUrl].get(entry["ReceiptHandle"].split("/")[0])
            if message and message.receipt == entry["ReceiptHandle"]:
                message.visible_at = self._world.now + entry["VisibilityTimeout"]

    def delete_message(self, QueueUrl, ReceiptHandle):
        self._before("delete_message")
        self.queues[QueueUrl].pop(ReceiptHandle.split("/")[0], None)

    def receive_message(self, QueueUrl, MaxNumberOfMessages, VisibilityTimeout, **_):
        self._before("receive_message")
        ready = [m for m in self.queues[QueueUrl].values() if m.visible_at <= self._world.now]
        return {"Messages": [_message(m) for m in self._taken(ready, MaxNumberOfMessages, VisibilityTimeout)]}

    def redrive(self, share, attributes):
        """Move dead letters back as new messages; a script may forget their attributes, SQS does not."""
        dead, customers, now = self.queues["dead"], self.queues["customers"], self._world.now
        for message in [
            m for m in dead.values() if m.visible_at <= now and self._world.random.random() < share
        ]:
            id = f"m{next(self._ids)}"
            del dead[message.id]
            kept = message.attributes if attributes else {}
            customers[id] = Message(id, message.body, kept, now, now)

    def receive(self, most, twice):
        """An SQS event for the worker, or None; `twice()` decides what is delivered again in flight."""
        queue, now = self.queues["customers"], self._world.now
        self._redrive(queue)
        ready = [m for m in queue.values() if m.visible_at <= now or (m.receives == 1 and twice())]
        if not ready:
            return None
        return {"Records": [_record(m) for m in self._taken(ready, most, VISIBILITY)]}

    def finish(self, event, answer):
        """Delete what the worker did not ask to keep."""
        kept = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
        for record in event["Records"]:
            if record["messageId"] not in kept:
                self.queues["customers"].pop(record["messageId"], None)

    def _taken(self, ready, most, visibility):
        taken = self._world.random.sample(ready, min(most, len(ready)))
        for message in taken:
            message.receives += 1
            message.received_at = self._world.now
            message.visible_at = self._world.now + visibility
            message.receipt = f"{message.id}/{message.receives}"
        return taken

    def _redrive(self, queue):
        now = self._world.now
        for message in [m for m in queue.values() if m.visible_at <= now]:
            assert now - message.sent_at < RETENTION, "a message was lost to the queue's retention"
            if message.receives >= MAX_RECEIVES:
                self.queues["dead"][message.id] = queue.pop(message.id)


def _record(message):
    return {
        "messageId": message.id,
        "body": message.body,
        "receiptHandle": message.receipt,
        "messageAttributes": message.attributes,
        "attributes": {
            "ApproximateReceiveCount": str(message.receives),
            "SentTimestamp": str(int(message.sent_at * 1000)),
        },
    }


def _message(message):
    record = _record(message)
    named = {name: {"StringValue": each["stringValue"]} for name, each in message.attributes.items()}
    return {
        "MessageId": record["messageId"],
        "Body": record["body"],
        "ReceiptHandle": record["receiptHandle"],
        "MessageAttributes": named,
        "Attributes": record["attributes"],
    }
