"""Any sender of Standard Webhooks, Svix among them (docs/senders/standard-webhooks.md)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError, WebhookVerificationError

from bridge.http import Request
from bridge.json_access import as_object, as_text, parse
from bridge.model.delivery import Delivery
from bridge.model.failures import Unauthentic, Unavailable
from bridge.model.reasons import Reason
from bridge.model.source import SourceKind
from bridge.model.submission import Submission
from bridge.sources import any_body
from bridge.sources.options import ANY_TOPIC, NO_OPTIONS
from bridge.sources.signatures import Secrets


@dataclass(frozen=True, slots=True)
class StandardWebhooks:
    """The specification's signatures, checked by its own library."""

    key: Callable[[str], str] = str
    """From the secret that the sender shows to the specification's: base64, with or without `whsec_`."""

    def verify(self, request: Request, secrets: Secrets, _options: Mapping[str, Any], /) -> None:
        """See `signatures.Signature`."""
        headers = {f"webhook-{name}": _header(request, name) for name in ("id", "timestamp", "signature")}
        for secret in secrets:
            webhook = _webhook(self.key(secret))
            try:
                webhook.verify(request.body, headers, json_parse=False)
            except (WebhookVerificationError, ValueError):
                continue
            return
        raise Unauthentic(Reason.BAD_SIGNATURE)


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
