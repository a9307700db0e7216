"""Any sender of Standard Webhooks, Svix among them (docs/senders/standard-webhooks.md)."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from bridge.http import Request
from bridge.json_access import as_object, as_text, parse
from bridge.model.delivery import Delivery
from bridge.model.failures import Unauthentic, Unavailable
from bridge.model.reasons import Reason
from bridge.model.source import SourceKind
from bridge.model.submission import Submission
from bridge.sources import any_body
from bridge.sources.options import ANY_TOPIC, NO_OPTIONS
from bridge.sources.signatures import Secrets, timestamp_in

TOLERANCE = 300.0
"""The seconds by which the time of sending may differ from the time of receipt, as in the library."""


@dataclass(frozen=True, slots=True)
class StandardWebhooks:
    """The specification's signatures, made by its own library.

    The library can also compare them, but by its own clock. Here the time of receipt counts, as everywhere.
    """

    key: Callable[[str], str] = str
    """From the secret that the sender shows to the specification's: base64, with or without `whsec_`."""

    def verify(self, request: Request, secrets: Secrets, _options: Mapping[str, Any], /) -> None:
        """See `signatures.Signature`."""
        given = _signatures(request)
        sent = datetime.fromtimestamp(timestamp_in(_header(request, "timestamp"), request, TOLERANCE), UTC)
        for secret in secrets:
            expected = self._sign(request, sent, secret)
            if any([hmac.compare_digest(expected, signature) for signature in given]):
                return
        raise Unauthentic(Reason.BAD_SIGNATURE)

    def _sign(self, request: Request, sent: datetime, secret: str) -> bytes:
        webhook = _webhook(self.key(secret))
        try:
            return webhook.sign(_header(request, "id"), sent, request.body.decode()).encode()
        except ValueError as error:  # the specification signs texts
            raise Unauthentic(Reason.BAD_SIGNATURE) from error


def _signatures(request: Request) -> list[bytes]:
    """Return the signatures of version 1. Raises Unauthentic if there are none, or if one is malformed."""
    header = _header(request, "signature")
    if not (header and _header(request, "id")):
        raise Unauthentic(Reason.SIGNATURE_MISSING)
    signatures = header.split()
    if any(signature.count(",") != 1 for signature in signatures):
        raise Unauthentic(Reason.BAD_SIGNATURE)
    return [signature.encode(errors="replace") for signature in signatures if signature.startswith("v1,")]


KINDS = (SourceKind.FORM, SourceKind.SHOP)
SIGNATURE = StandardWebhooks()
TOPICS = ANY_TOPIC
OPTIONS = NO_OPTIONS


def key(request: Request) -> bytes:
    """The message's id, which is the same for every attempt."""
    return _header(request, "id").encode(errors="replace")


def topic(request: Request) -> str:
    """The payload's `type`, such as `contact.created`."""
    return as_text(request.json.get("type"))


def read(delivery: Delivery) -> Submission:
    """Read `data` of a payload in the recommended shape `{type, timestamp, data}`, else the whole payload."""
    payload = parse(delivery.body)
    is_recommended = "type" in payload and isinstance(payload.get("data"), dict)
    content = as_object(payload["data"]) if is_recommended else payload
    return any_body.submission(
        "standard-webhooks", content, submitted_at=as_text(payload.get("timestamp")), raw=payload
    )


def _header(request: Request, name: str) -> str:
    return request.headers.get(f"webhook-{name}") or request.headers.get(f"svix-{name}", "")


def _webhook(secret: str) -> Webhook:
    try:
        return Webhook(secret)
    except (ValueError, EmptyWebhookSecretError) as error:
        raise Unavailable(Reason.SECRET_MALFORMED) from error
