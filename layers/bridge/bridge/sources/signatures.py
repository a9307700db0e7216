"""How senders prove who they are: one row of `Hmac` per scheme, or a shared `Token`.

Every check runs over the raw bytes, in constant time, against all valid secrets at once; whatever is
malformed is `Unauthentic`. Standard Webhooks has a module of its own, for its library.
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


class Signature(Protocol):
    """A way of checking that a request is the sender's own."""

    def verify(self, request: Request, secrets: Secrets, options: Mapping[str, Any], /) -> None:
        """Return when one of the secrets fits; raises Unauthentic, or Unavailable for unusable secrets."""


ENCODINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "hex": lambda digest: digest.hex().encode(),
    "base64": base64.b64encode,
}


@dataclass(frozen=True, slots=True)
class Hmac:
    """One sender's HMAC-SHA256 scheme, as a row of parameters."""

    headers: tuple[str, ...]
    """Names, in lower case; the first one that the request has holds the signature."""
    encoding: str
    signed: bytes | Callable[[Request], bytes] = b"%(body)b"
    """A bytes template of `method`, `url`, `timestamp` and `body`, or a function of the request."""
    prefix: str = ""
    pair: str = ""
    """In a header of `k=v,k=v` pairs, the k of the signatures; "" when the whole value is one."""
    timestamp: str = ""
    """Where the time of sending stands: a k of the pairs, else a header; "" when the scheme has none."""
    per_second: int = 1
    """The timestamp's unit: 1 for seconds, 1000 for milliseconds."""
    tolerance: float = 300.0
    key: Callable[[str], bytes] = str.encode
    """From the secret's text to the key's bytes; ValueError for a text that is no secret of this scheme."""

    def verify(self, request: Request, secrets: Secrets, _options: Mapping[str, Any], /) -> None:
        """See `Signature`."""
        value = next((request.headers[name] for name in self.headers if name in request.headers), "")
        pairs = [entry.strip().partition("=")[::2] for entry in value.split(",")] if self.pair else []
        given = [text for name, text in pairs if name == self.pair] if self.pair else [value]
        parts = {
            b"method": request.method.encode(errors="replace"),
            b"url": request.url.encode(errors="replace"),
            b"timestamp": self._timestamp(request, dict(pairs)),
            b"body": request.body,
        }
        signed = self.signed(request) if callable(self.signed) else self.signed % parts
        expected = self._expected(signed, secrets)
        # Every pair is compared: how long it takes says nothing about which one fitted.
        if not any([hmac.compare_digest(e, g.encode(errors="replace")) for e in expected for g in given]):
            raise Unauthentic(Reason.BAD_SIGNATURE if value else Reason.SIGNATURE_MISSING)

    def _expected(self, signed: bytes, secrets: Secrets) -> list[bytes]:
        try:
            keys = [self.key(secret) for secret in secrets]
        except ValueError as error:
            raise Unavailable(Reason.SECRET_MALFORMED) from error
        encode = ENCODINGS[self.encoding]
        digests = (hmac.digest(key, signed, hashlib.sha256) for key in keys)
        return [self.prefix.encode() + encode(digest) for digest in digests]

    def _timestamp(self, request: Request, pairs: dict[str, str]) -> bytes:
        if not self.timestamp:
            return b""
        text = pairs.get(self.timestamp, "") if self.pair else request.headers.get(self.timestamp, "")
        if not (text.isascii() and text.isdigit() and len(text) <= 16):
            raise Unauthentic(Reason.MALFORMED_TIMESTAMP)
        if abs(request.received_at - int(text) / self.per_second) > self.tolerance:
            raise Unauthentic(Reason.TIMESTAMP_OUT_OF_TOLERANCE)
        return text.encode()


def in_pairs(header: str, pair: str) -> Hmac:
    """A scheme of Stripe's that others have taken over: `t=<seconds>,<pair>=<hex>`, of time, dot and body."""
    signed = b"%(timestamp)b.%(body)b"
    return Hmac(headers=(header,), encoding="hex", signed=signed, pair=pair, timestamp="t")


@dataclass(frozen=True, slots=True)
class Token:
    """A shared token: in `Authorization`, as Bearer or as Basic's password, in a header, or as `?token=…`."""

    header: str = "x-webhook-token"
    """The header's name unless the source's option `header` says another."""

    def verify(self, request: Request, secrets: Secrets, options: Mapping[str, Any], /) -> None:
        """See `Signature`."""
        own = request.headers.get(str(options.get("header", self.header)).lower(), "")
        authorization = _authorization(request.headers.get("authorization", ""))
        given = [own, request.query.get("token", ""), authorization]
        tokens = [token.strip().encode(errors="replace") for token in given]
        if not any([hmac.compare_digest(s.encode(), token) for s in secrets for token in tokens]):
            raise Unauthentic(Reason.BAD_TOKEN if any(tokens) else Reason.TOKEN_MISSING)


def _authorization(header: str) -> str:
    """`Bearer <token>`, or the password of `Basic <base64 of user:password>` whoever the user is."""
    scheme, _, value = header.partition(" ")
    if scheme.lower() != "basic":
        return value if scheme.lower() == "bearer" else ""
    try:
        return base64.b64decode(value.strip(), validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class SignedOrToken:
    """For a sender that signs only some of its webhooks: the others prove themselves by a shared token."""

    signed: Hmac
    token: Token = Token()

    def verify(self, request: Request, secrets: Secrets, options: Mapping[str, Any], /) -> None:
        """See `Signature`."""
        is_signed = any(name in request.headers for name in self.signed.headers)
        (self.signed if is_signed else self.token).verify(request, secrets, options)
