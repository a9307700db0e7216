"""How senders prove who they are: by an HMAC, one row of `Hmac` per scheme, or by a shared `Token`.

Each check covers the raw bytes, takes constant time and tries every valid secret. It raises Unauthentic for
malformed input. Standard Webhooks has its own module, because it has its own library.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bridge.http import Request
from bridge.model.failures import Unauthentic, Unavailable
from bridge.model.reasons import Reason

Secrets = tuple[str, ...]

LARGEST_UNVERIFIED = 64 * 1024
"""Bytes of JSON that are parsed before it is known who has sent them."""


def unverified_json(request: Request) -> dict[str, Any]:
    """Return the body as a JSON object, for schemes whose proof is inside it; empty if it is not one.

    Raises Unauthentic for a large body, so that a stranger cannot make it costly to refuse one.
    """
    if len(request.body) > LARGEST_UNVERIFIED:
        text = f"The body has more than {LARGEST_UNVERIFIED} bytes, and this provider's never have"
        raise Unauthentic(Reason.TOO_LARGE, text)
    return request.json


class Signature(Protocol):
    """Checks that a request comes from the sender."""

    def verify(self, request: Request, secrets: Secrets, options: Mapping[str, Any], /) -> None:
        """Return if a secret fits. Raises Unauthentic if none does, Unavailable if they are unusable."""


ENCODINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "hex": lambda digest: digest.hex().encode(),
    "base64": base64.b64encode,
}


@dataclass(frozen=True, slots=True)
class Hmac:
    """The HMAC-SHA256 scheme of one sender, as a row of parameters."""

    headers: tuple[str, ...]
    """Names in lower case. The first of them that the request has contains the signature."""
    encoding: str
    """A key of ENCODINGS."""
    signed: bytes | Callable[[Request], bytes] = b"%(body)b"
    """The signed bytes: a template of `method`, `url`, `timestamp` and `body`, or a function."""
    prefix: str = ""
    """Precedes the encoded signature."""
    pair: str = ""
    """In a header like `t=…,v1=…`, the name of the signatures (`v1`). "" if the header is the signature."""
    timestamp: str = ""
    """The pair, or if there are none the header, that holds the time of sending. "" if there is no time."""
    per_second: int = 1
    """The unit of the timestamp: 1 for seconds, 1000 for milliseconds."""
    tolerance: float = 300.0
    """The seconds by which the timestamp may differ from the time of receipt."""
    key: Callable[[str], bytes] = str.encode
    """Turns a secret into the bytes of the key. Raises ValueError if it is no secret of this scheme."""

    def verify(self, request: Request, secrets: Secrets, _options: Mapping[str, Any], /) -> None:
        """See `Signature`."""
        header = self._header(request)
        if self.pair:
            pairs = _pairs(header)
            given = [value for name, value in pairs if name == self.pair]
        else:
            pairs, given = [], [header]
        timestamp = self._timestamp(request, dict(pairs))
        expected = self._expected(self._signed_bytes(request, timestamp), secrets)
        if not _has_match(expected, [value.encode(errors="replace") for value in given]):
            raise Unauthentic(Reason.BAD_SIGNATURE if header else Reason.SIGNATURE_MISSING)

    def _header(self, request: Request) -> str:
        for name in self.headers:
            if name in request.headers:
                return request.headers[name]
        return ""

    def _timestamp(self, request: Request, pairs: Mapping[str, str]) -> bytes:
        if not self.timestamp:
            return b""
        source = pairs if self.pair else request.headers
        text = source.get(self.timestamp, "")
        timestamp_in(text, request, self.tolerance, self.per_second)
        return text.encode()

    def _signed_bytes(self, request: Request, timestamp: bytes) -> bytes:
        if callable(self.signed):
            return self.signed(request)
        return self.signed % {
            b"method": request.method.encode(errors="replace"),
            b"url": request.url.encode(errors="replace"),
            b"timestamp": timestamp,
            b"body": request.body,
        }

    def _expected(self, signed: bytes, secrets: Secrets) -> list[bytes]:
        """Return the signature that each secret would make."""
        try:
            keys = [self.key(secret) for secret in secrets]
        except ValueError as error:
            raise Unavailable(Reason.SECRET_MALFORMED) from error
        encode = ENCODINGS[self.encoding]
        digests = (hmac.digest(key, signed, hashlib.sha256) for key in keys)
        return [self.prefix.encode() + encode(digest) for digest in digests]


def timestamp_in(text: str, request: Request, tolerance: float, per_second: int = 1) -> float:
    """Return when a request was sent, in Unix seconds. Raises Unauthentic if its receipt is too far away."""
    if not (text.isascii() and text.isdigit() and len(text) <= 16):
        raise Unauthentic(Reason.MALFORMED_TIMESTAMP)
    sent_at = int(text) / per_second
    if abs(request.received_at - sent_at) > tolerance:
        raise Unauthentic(Reason.TIMESTAMP_OUT_OF_TOLERANCE)
    return sent_at


def _pairs(header: str) -> list[tuple[str, str]]:
    """Return the pairs of `name=value,name=value`."""
    pairs = []
    for entry in header.split(","):
        name, _, value = entry.strip().partition("=")
        pairs.append((name, value))
    return pairs


def _has_match(expected: list[bytes], given: list[bytes]) -> bool:
    """True if a given value is an expected one. Compares all, so that the time taken does not tell which."""
    found = False
    for one in expected:
        for other in given:
            found |= hmac.compare_digest(one, other)
    return found


def stripe_scheme(header: str, pair: str) -> Hmac:
    """Return Stripe's scheme, which others use too: `t=<seconds>,<pair>=<hex>` signs `<seconds>.<body>`."""
    signed = b"%(timestamp)b.%(body)b"
    return Hmac(headers=(header,), encoding="hex", signed=signed, pair=pair, timestamp="t")


@dataclass(frozen=True, slots=True)
class Token:
    """A shared token: in a header, in `Authorization` as Bearer or as Basic's password, or as `?token=…`."""

    header: str = "x-webhook-token"
    """The name of the header, unless the source's option `header` names another."""

    def verify(self, request: Request, secrets: Secrets, options: Mapping[str, Any], /) -> None:
        """See `Signature`."""
        header = str(options.get("header", self.header)).lower()
        places = [
            request.headers.get(header, ""),
            request.query.get("token", ""),
            _authorization_token(request.headers.get("authorization", "")),
        ]
        tokens = [text.strip().encode(errors="replace") for text in places]
        if not _has_match([secret.encode() for secret in secrets], tokens):
            raise Unauthentic(Reason.BAD_TOKEN if any(tokens) else Reason.TOKEN_MISSING)


def _authorization_token(header: str) -> str:
    """Return the token of `Bearer <token>`, or the password of `Basic <base64 of user:password>`."""
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return value
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(value.strip(), validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class SignedOrToken:
    """For a sender that signs only some of its webhooks. The others contain a shared token."""

    signed: Hmac
    token: Token = Token()

    def verify(self, request: Request, secrets: Secrets, options: Mapping[str, Any], /) -> None:
        """See `Signature`."""
        if any(name in request.headers for name in self.signed.headers):
            self.signed.verify(request, secrets, options)
        else:
            self.token.verify(request, secrets, options)
