"""Forms that send JSON or `application/x-www-form-urlencoded` with a shared token (docs/senders/plain.md)."""

from typing import Any
from urllib.parse import parse_qs, quote_from_bytes

from bridge.failures import Rejected
from bridge.messages import Delivery
from bridge.sources.payload import flat, parse
from bridge.sources.request import Request
from bridge.sources.signatures import Token
from bridge.sources.submission import Submission

KINDS = ("form", "shop")
SIGNATURE = Token(header="x-webhook-token")
TOPICS: tuple[str, ...] = ()
OTHER_TOPICS: tuple[str, ...] | None = ()
OPTIONS = {"header": "the name of the header that holds the token"}

_ASCII = bytes(range(128))


def key(request: Request) -> bytes:
    """The body: such a sender names no delivery, and the same answers are the same customer."""
    return request.body


def topic(_request: Request) -> str:
    """None: a form sends one thing."""
    return ""


def read(delivery: Delivery) -> Submission:
    """The form's fields under their own names."""
    if delivery.body.lstrip().startswith((b"{", b"[")):
        payload = parse(delivery.body)
    elif delivery.content_type.lower().startswith("multipart/"):
        raise Rejected("unsupported_content_type", "Forms send JSON or urlencoded, not multipart")
    else:
        payload = _urlencoded(delivery.body)
    return Submission(provider="plain", answers=flat(payload), raw=payload)


def _urlencoded(body: bytes) -> dict[str, Any]:
    """UTF-8, or Windows-1252 where old pages still send it; a name given several times has a list."""
    text = quote_from_bytes(body, safe=_ASCII)
    try:
        fields = parse_qs(text, errors="strict")
    except UnicodeDecodeError:
        fields = parse_qs(text, encoding="cp1252", errors="replace")
    return {name: values[0] if len(values) == 1 else values for name, values in fields.items()}
