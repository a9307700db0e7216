"""A refused delivery: the whole request, kept until the secret of its source is mended (docs/refused.md)."""

import base64
import json
import zlib
from dataclasses import dataclass
from typing import Any

from bridge.http import Request
from bridge.model.delivery import MAX_BYTES
from bridge.model.failures import Rejected
from bridge.model.reasons import Reason

VERSION = 1
"""Of the message's format."""

_LEFT_OUT = frozenset(("cookie", "forwarded", "x-amzn-trace-id", "x-forwarded-for"))
"""Headers that no sender signs, and that tell more about a person than the delivery does."""


@dataclass(frozen=True, slots=True)
class RefusedDelivery:
    """A request that did not verify when it arrived. It may be forged: verify it before anything else."""

    source: str
    reason: str
    request: Request

    def to_message(self) -> str:
        """Write ASCII JSON with the compressed body. Raises ValueError if it is larger than SQS takes."""
        request = self.request
        record = {
            "version": VERSION,
            "source": self.source,
            "reason": self.reason,
            "id": request.id,
            "received_at": request.received_at,
            "method": request.method,
            "url": request.url,
            "path": request.path,
            "path_parameters": dict(request.path_parameters),
            "query": dict(request.query),
            "headers": {name: text for name, text in request.headers.items() if name not in _LEFT_OUT},
            "body": base64.b64encode(zlib.compress(request.body, 1)).decode(),
        }
        message = json.dumps(record, separators=(",", ":"))
        if len(message) > MAX_BYTES:
            raise ValueError(f"message of {len(message)} bytes, at most {MAX_BYTES} fit")
        return message

    @classmethod
    def from_message(cls, message: str) -> "RefusedDelivery":
        """Read what `to_message` wrote. Raises Rejected for anything else."""
        try:
            return cls._from_record(json.loads(message))
        except (ValueError, KeyError, TypeError, AttributeError, zlib.error) as error:
            raise Rejected(Reason.MALFORMED_MESSAGE, "Not a refused delivery of seventime-bridge") from error

    @classmethod
    def _from_record(cls, record: dict[str, Any]) -> "RefusedDelivery":
        if record["version"] != VERSION:
            raise ValueError("version")
        request = Request(
            method=str(record["method"]),
            path=str(record["path"]),
            path_parameters=dict(record["path_parameters"]),
            headers=dict(record["headers"]),
            query=dict(record["query"]),
            body=zlib.decompress(base64.b64decode(record["body"])),
            received_at=float(record["received_at"]),
            id=str(record["id"]),
            url=str(record["url"]),
        )
        return cls(str(record["source"]), str(record["reason"]), request)
