"""SQS in memory: at least once, in no order, with visibility time-outs and its own redrive."""

import itertools

from botocore.exceptions import ClientError

VISIBILITY = 360.0
MAX_RECEIVES = 900
RETENTION = 14 * 86_400.0
LONGEST_HIDING = 43_200
"""Seconds from a receive on; SQS refuses a visibility time-out that would end later."""


class StoredMessage:
    def __init__(self, id, body, attributes, sent_at, visible_at):
        self.id, self.body, self.attributes = id, body, attributes
        self.sent_at, self.visible_at, self.receives = sent_at, visible_at, 0
        self.receipt, self.received_at = "", 0.0
        self.was_moved = False


class SQS:
    """The client's calls that our code makes, and what Lambda's poller does, over named queues.

    `world` has the time (`now`) and chance (`random`). `before(operation)` may raise or take time. `lost()`,
    asked after a send, may raise; if it returns True, the client got no answer and sends again.
    """

    def __init__(self, world, before=lambda operation: None, lost=lambda: False):
        self._world, self._before, self._lost = world, before, lost
        self._ids = itertools.count()
        self.queues = {"customers": {}, "imports": {}, "dead": {}, "refused": {}}

    # What our code calls

    def send_message(self, QueueUrl, MessageBody, MessageAttributes, DelaySeconds=0):
        self._before("send_message")
        message = self._store(QueueUrl, MessageBody, MessageAttributes, DelaySeconds)
        if self._lost():
            return self.send_message(QueueUrl, MessageBody, MessageAttributes, DelaySeconds)
        return {"MessageId": message.id}

    def send_message_batch(self, QueueUrl, Entries):
        assert len(Entries) <= 10
        self._before("send_message_batch")
        for entry in Entries:
            self._store(QueueUrl, entry["MessageBody"], entry["MessageAttributes"], entry["DelaySeconds"])
        return {}

    def change_message_visibility(self, QueueUrl, ReceiptHandle, VisibilityTimeout):
        self._before("change_message_visibility")
        message = self._received(QueueUrl, ReceiptHandle)
        if message is None:
            return
        visible_at = self._world.now + VisibilityTimeout
        if visible_at > message.received_at + LONGEST_HIDING:
            raise ClientError({"Error": {"Code": "InvalidParameterValue"}}, "ChangeMessageVisibility")
        message.visible_at = visible_at

    def change_message_visibility_batch(self, QueueUrl, Entries):
        self._before("change_message_visibility_batch")
        for entry in Entries:
            if message := self._received(QueueUrl, entry["ReceiptHandle"]):
                message.visible_at = self._world.now + entry["VisibilityTimeout"]

    def delete_message(self, QueueUrl, ReceiptHandle):
        self._before("delete_message")
        self.queues[QueueUrl].pop(ReceiptHandle.split("/")[0], None)

    def receive_message(self, QueueUrl, MaxNumberOfMessages, VisibilityTimeout, **_):
        self._before("receive_message")
        taken = self._take(self._visible(QueueUrl), MaxNumberOfMessages, VisibilityTimeout)
        return {"Messages": [_to_wire(message) for message in taken]}

    def get_queue_attributes(self, QueueUrl, AttributeNames):
        self._before("get_queue_attributes")
        visible = len(self._visible(QueueUrl))
        received = [message for message in self.queues[QueueUrl].values() if message.receives]
        hidden = [message for message in received if message.visible_at > self._world.now]
        counts = {
            "ApproximateNumberOfMessages": visible,
            "ApproximateNumberOfMessagesNotVisible": len(hidden),
        }
        return {"Attributes": {name: str(counts[name]) for name in AttributeNames}}

    # What AWS does

    def receive(self, most, twice=lambda: False, queue="customers"):
        """An SQS event for a function, or None. `twice()`: True if a message in flight is delivered again."""
        messages, now = self.queues[queue], self._world.now
        self._redrive_worn_out(messages)
        ready = [m for m in messages.values() if m.visible_at <= now or (m.receives == 1 and twice())]
        if not ready:
            return None
        return {"Records": [_record(message) for message in self._take(ready, most, VISIBILITY)]}

    def finish(self, event, answer, queue="customers"):
        """Delete what the function did not ask to keep."""
        kept = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
        for record in event["Records"]:
            if record["messageId"] not in kept:
                self.queues[queue].pop(record["messageId"], None)

    def redrive(self, share, attributes):
        """Move dead letters back as new messages, as the SQS console does.

        `attributes`: False if they lose their attributes, as with a script.
        """
        dead, customers, now = self.queues["dead"], self.queues["customers"], self._world.now
        for message in [m for m in self._visible("dead") if self._world.random.random() < share]:
            del dead[message.id]
            id = self._new_id()
            kept = message.attributes if attributes else {}
            customers[id] = StoredMessage(id, message.body, kept, now, now)

    def _store(self, queue, body, attributes, delay):
        assert len(body) <= 1_048_576
        texts = {name: {"stringValue": each["StringValue"]} for name, each in attributes.items()}
        message = StoredMessage(self._new_id(), body, texts, self._world.now, self._world.now + delay)
        self.queues[queue][message.id] = message
        return message

    def _new_id(self):
        return f"m{next(self._ids)}"

    def _received(self, queue, receipt):
        """The message, if this is its last receipt."""
        message = self.queues[queue].get(receipt.split("/")[0])
        return message if message and message.receipt == receipt else None

    def _visible(self, queue):
        return [message for message in self.queues[queue].values() if message.visible_at <= self._world.now]

    def _take(self, ready, most, visibility):
        taken = self._world.random.sample(ready, min(most, len(ready)))
        for message in taken:
            message.receives += 1
            message.received_at = self._world.now
            message.visible_at = self._world.now + visibility
            message.receipt = f"{message.id}/{message.receives}"
        return taken

    def _redrive_worn_out(self, messages):
        """Move messages that were received too often to the dead letters."""
        now = self._world.now
        for message in [m for m in messages.values() if m.visible_at <= now]:
            assert now - message.sent_at < RETENTION, "a message was lost to the queue's retention"
            if message.receives >= MAX_RECEIVES:
                message.was_moved = True
                self.queues["dead"][message.id] = messages.pop(message.id)


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


def _to_wire(message):
    record = _record(message)
    texts = {name: {"StringValue": each["stringValue"]} for name, each in message.attributes.items()}
    moved_from = {"DeadLetterQueueSourceArn": "arn:aws:sqs:::customers"} if message.was_moved else {}
    return {
        "MessageId": record["messageId"],
        "Body": record["body"],
        "ReceiptHandle": record["receiptHandle"],
        "MessageAttributes": texts,
        "Attributes": record["attributes"] | moved_from,
    }
