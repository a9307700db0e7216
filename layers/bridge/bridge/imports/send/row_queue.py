"""The Customers queue as an import sees it: many messages at a time, each visible when its time has come."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from bridge.aws.batches import batches
from bridge.aws.clients import trouble
from bridge.aws.queue import BATCH, LONGEST_DELAY, TROUBLE, Queue
from bridge.model.failures import Unavailable


class Message(NamedTuple):
    """A message, and after how many seconds somebody may receive it."""

    body: str
    attributes: dict[str, str]
    delay: float


class RowQueue(Queue):
    """An SQS queue."""

    def send_later(self, messages: Sequence[Message]) -> None:
        """Put them in, in full batches; when it raises, some may be in and some not."""
        for batch in batches(messages, BATCH):
            entries = [{"Id": str(n)} | _entry(message) for n, message in enumerate(batch)]
            with trouble(TROUBLE):
                answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
            if answer.get("Failed"):
                raise Unavailable(TROUBLE, "SQS did not take every message of a batch", free=True)

    def waiting(self) -> int:
        """About how many messages could be received at once."""
        name = "ApproximateNumberOfMessages"
        with trouble(TROUBLE):
            answer = self._client.get_queue_attributes(QueueUrl=self._url, AttributeNames=[name])
        return int(answer["Attributes"][name])


def _entry(message: Message) -> dict[str, Any]:
    named = {k: {"DataType": "String", "StringValue": text} for k, text in message.attributes.items()}
    delay = int(min(message.delay, LONGEST_DELAY))
    return {"MessageBody": message.body, "MessageAttributes": named, "DelaySeconds": delay}
