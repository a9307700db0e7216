"""Any sender of Standard Webhooks, Svix among them (docs/senders/standard-webhooks.md)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError, WebhookVerificationError

from bridge.http import Request
from bridge.json_access import first, flat, parse, record
from bridge.model.delivery import Delivery
from bridge.model.failures import Unauthentic, Unavailable
from bridge.model.reasons import Reason
from bridge.model.submission import Submission
from bridge.sources.options import NONE
from bridge.sources.signatures import Secrets


@dataclass(frozen=True, slots=True)
class StandardWebhooks:
    """Signatures of the specification, as its own library checks them."""

    key: Callable[[str], str] = str
    """From the secret as the sender shows it to the specification's: base64, `whsec_` before it or not."""

    def verify(self, request: Request, secrets: Secrets, _options: Mapping[str, Any], /) -> None:
        """See `signatures.Signature`."""
        headers = {f"webhook-{name}": _header(request, name) for name in ("id", "timestamp", "signature")}
        for webhook in map(_webhook, map(self.key, secrets)):
            try:
                webhook.verify(request.body, headers, json_parse=False)
            except (WebhookVerificationError, ValueError):
                continue
            return
        raise Unauthentic(Reason.BAD_SIGNATURE)


KINDS = ("form", "shop")
SIGNATURE = StandardWebhooks()
TOPICS: tuple[str, ...] = ()
OTHER_TOPICS = None
OPTIONS = NONE


def key(request: Request) -> bytes:
    """The message's id, the same over every attempt."""
    return _header(request, "id").encode(errors="replace")


def topic(request: Request) -> str:
    """The payload's `type`, `contact.created`."""
    return first(request.json.get("type"))


def read(delivery: Delivery) -> Submission:
    """`data` of a payload in the recommended shape `{type, timestamp, data}`, else all of it."""
    payload = parse(delivery.body)
    is_recommended = "type" in payload and isinstance(payload.get("data"), dict)
    return Submission(
        provider="standard-webhooks",
        answers=flat(record(payload["data"]) if is_recommended else payload),
        submitted_at=first(payload.get("timestamp")),
        raw=payload,
    )


def _header(request: Request, name: str) -> str:
    return request.headers.get(f"webhook-{name}") or request.headers.get(f"svix-{name}", "")


def _webhook(secret: str) -> Webhook:
    try:
        return Webhook(secret)
    except (ValueError, EmptyWebhookSecretError) as error:
        raise Unavailable(Reason.SECRET_MALFORMED) from error
