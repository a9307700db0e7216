"""What travels on the Customers queue: one delivery, whole, as it came, in a versioned JSON envelope."""

import base64
import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import Any

from bridge.model.failures import Rejected

MAX_BYTES = 1_048_576 - 1_024
"""SQS's limit for one message, in bytes, less room for attributes, a dead letter's reason among them
(https://docs.aws.amazon.com/AWSSimpleQueueService, quotas)."""

VERSION = 1


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery of a sender: the raw body and what its reader needs of the request around it."""

    id: str
    source: str
    body: bytes
    topic: str = ""
    content_type: str = ""
    received_at: float = 0.0
    lane: str = "webhook"
    test: bool = False
    """The sender said, in a header, that this is a test."""
    replay: int = 0
    corrections: dict[str, Any] = field(default_factory=dict)
    """Seven Time field → value, put in by whoever corrected a dead letter; wins over what the sender said."""

    def to_message(self) -> str:
        """ASCII JSON; bodies that are not UTF-8 travel as base64.

        Raises ValueError when the message would be larger than SQS takes.
        """
        record: dict[str, Any] = {
            "version": VERSION,
            "delivery": self.id,
            "source": self.source,
            "topic": self.topic,
            "content_type": self.content_type,
            "received_at": self.received_at,
            "lane": self.lane,
            "replay": self.replay,
        }
        if self.test:
            record["test"] = True
        if self.corrections:
            record["corrections"] = self.corrections
        try:
            record["body"] = self.body.decode()
        except UnicodeDecodeError:
            record["body_base64"] = base64.b64encode(self.body).decode()
        message = json.dumps(record, separators=(",", ":"))
        if len(message) > MAX_BYTES:
            raise ValueError(f"message of {len(message)} bytes, at most {MAX_BYTES} fit")
        return message

    @classmethod
    def from_message(cls, message: str) -> "Delivery":
        """Read what `to_message` wrote; raises Rejected for anything else."""
        try:
            return cls._from_record(json.loads(message))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Rejected("malformed_message", "Not a message of seventime-bridge") from error

    @classmethod
    def _from_record(cls, record: dict[str, Any]) -> "Delivery":
        if record["version"] != VERSION:
            raise ValueError("version")
        encoded = record.get("body_base64")
        return cls(
            id=str(record["delivery"]),
            source=str(record["source"]),
            body=base64.b64decode(encoded) if encoded is not None else record["body"].encode(),
            topic=str(record["topic"]),
            content_type=str(record["content_type"]),
            received_at=float(record["received_at"]),
            lane=str(record["lane"]),
            test=bool(record.get("test", False)),
            replay=int(record["replay"]),
            corrections=dict(record.get("corrections", {})),
        )

    def replayed(self, corrections: dict[str, Any]) -> "Delivery":
        """The same delivery once more, with corrections on top of those it has."""
        return replace(self, replay=self.replay + 1, corrections=self.corrections | corrections)


def delivery_id(source: str, key: bytes) -> str:
    """The id of a delivery: the same source and sender's key give the same id, over every retry.

    24 hex digits of SHA-256 and a check digit group of 4, so that a mistyped id is told from an unseen one.
    """
    digest = hashlib.sha256(source.encode() + b"\0" + key).hexdigest()[:24]
    return digest + _check(digest)


def is_delivery_id(text: str) -> bool:
    """Whether `text` can have come from `delivery_id`."""
    return len(text) == 28 and text.isascii() and _check(text[:24]) == text[24:]


def _check(digest: str) -> str:
    return hashlib.sha256(b"delivery" + digest.encode()).hexdigest()[:4]
