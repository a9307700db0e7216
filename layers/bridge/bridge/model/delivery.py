"""A delivery: one webhook or one row of a file, as it travels on the Customers queue."""

import base64
import hashlib
import json
import re
from dataclasses import dataclass, field, replace
from typing import Any

from bridge.model.failures import Rejected
from bridge.model.lane import Lane
from bridge.model.reasons import Reason
from bridge.model.versions import VERSION, check_version

MAX_BYTES = 1_048_576 - 1_024
"""SQS's limit for one message, in bytes, less room for attributes, a dead letter's reason among them
(https://docs.aws.amazon.com/AWSSimpleQueueService, quotas)."""
_NOT_TAKEN = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""What SQS does not take in a message, besides control characters, which JSON writes in ASCII anyway."""


@dataclass(frozen=True, slots=True)
class KnownAs:
    """What tells who the customer of a planned row is, and is not sent to Seven Time."""

    company: str = ""
    """The company that was named."""
    person: str = ""
    """The person who was named."""
    number: str = ""
    """The personal number, sealed: `number#` and an HMAC."""

    def to_record(self) -> dict[str, str]:
        """The parts that are not empty."""
        parts = {"company": self.company, "person": self.person, "number": self.number}
        return {name: part for name, part in parts.items() if part}

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> "KnownAs":
        """Read what `to_record` wrote."""
        return cls(*(str(record.get(name, "")) for name in ("company", "person", "number")))


@dataclass(frozen=True, slots=True)
class Delivery:
    """The raw body of one delivery, and what its reader needs of the request around it."""

    id: str
    source: str
    body: bytes
    topic: str = ""
    content_type: str = ""
    received_at: float = 0.0
    lane: Lane = Lane.WEBHOOK
    test: bool = False
    """True if the sender said, in a header, that this is a test."""
    replay: int = 0
    """How often it was replayed as a dead letter."""
    corrections: dict[str, Any] = field(default_factory=dict)
    """Seven Time field → value, set by who corrected a dead letter. Wins over what the sender said."""
    known_as: KnownAs | None = field(default=None, repr=False)
    """For the row of a file. Version 0.1 neither writes nor reads it."""

    def to_message(self) -> str:
        """Write ASCII JSON; a body that is not UTF-8 goes as base64.

        What is too large like that is written in the way that takes least room. Raises ValueError if the
        message is larger than SQS takes even then.
        """
        try:
            body = {"body": self.body.decode()}
        except UnicodeDecodeError:
            body = self._body_in_base64()
        message = json.dumps(self._without_body() | body, separators=(",", ":"))
        return message if len(message) <= MAX_BYTES else self._shortest(body)

    def _without_body(self) -> dict[str, Any]:
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
        if self.known_as is not None:
            record["known_as"] = self.known_as.to_record()
        return record

    def _body_in_base64(self) -> dict[str, str]:
        return {"body_base64": base64.b64encode(self.body).decode()}

    def _shortest(self, body: dict[str, str]) -> str:
        """Return the message in UTF-8, or with the body in base64: "å" is 2 bytes, and 6 as ASCII JSON."""
        written = [
            json.dumps(self._without_body() | each, separators=(",", ":"), ensure_ascii=False)
            for each in (body, self._body_in_base64())
        ]
        messages = [_NOT_TAKEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text) for text in written]
        size, message = min((len(message.encode()), message) for message in messages)
        if size > MAX_BYTES:
            raise ValueError(f"message of {size} bytes, at most {MAX_BYTES} fit")
        return message

    @classmethod
    def from_message(cls, message: str) -> "Delivery":
        """Read what `to_message` wrote. Raises Unavailable for a newer version, else Rejected."""
        try:
            return cls._from_record(json.loads(message))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Rejected(Reason.MALFORMED_MESSAGE, "Not a message of seventime-bridge") from error

    @classmethod
    def _from_record(cls, record: dict[str, Any]) -> "Delivery":
        check_version(record["version"])
        encoded, known_as = record.get("body_base64"), record.get("known_as")
        return cls(
            id=str(record["delivery"]),
            source=str(record["source"]),
            body=base64.b64decode(encoded) if encoded is not None else record["body"].encode(),
            topic=str(record["topic"]),
            content_type=str(record["content_type"]),
            received_at=float(record["received_at"]),
            lane=_lane(record["lane"]),
            test=bool(record.get("test", False)),
            replay=int(record["replay"]),
            corrections=dict(record.get("corrections", {})),
            known_as=None if known_as is None else KnownAs.from_record(known_as),
        )

    def replayed(self, corrections: dict[str, Any], body: bytes | None = None) -> "Delivery":
        """The same delivery to be tried anew, with further corrections, and perhaps with another body."""
        return replace(
            self,
            replay=self.replay + 1,
            corrections=self.corrections | corrections,
            body=self.body if body is None else body,
        )


def _lane(text: Any) -> Lane:
    """The lane; that of webhooks for one that only a newer version knows."""
    return Lane(text) if text in list(Lane) else Lane.WEBHOOK


_SHORT = 16


def delivery_id(source: str, key: bytes) -> str:
    """The id of a delivery. The same source and sender's key give the same id, so every retry has it.

    24 hex digits of SHA-256 and 4 check digits: they tell a mistyped id from one that no worker has seen.
    """
    digest = hashlib.sha256(source.encode() + b"\0" + key).hexdigest()[:24]
    return digest + _check(digest)


def is_delivery_id(text: str) -> bool:
    """True if `text` can have come from `delivery_id`."""
    return len(text) == 28 and text.isascii() and _check(text[:24]) == text[24:]


def to_short(id_: str) -> str:
    """A delivery's id in 16 characters; any other text as it is."""
    return base64.urlsafe_b64encode(bytes.fromhex(id_[:24])).decode() if is_delivery_id(id_) else id_


def from_short(text: str) -> str:
    """The id that `to_short` made short."""
    if len(text) != _SHORT:
        return text
    digest = base64.urlsafe_b64decode(text).hex()
    return digest + _check(digest)


def _check(digest: str) -> str:
    return hashlib.sha256(b"delivery" + digest.encode()).hexdigest()[:4]
