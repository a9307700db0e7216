"""Any sender that signs as GitHub does, with X-Hub-Signature-256 (docs/senders/github.md)."""

from bridge.http import Request
from bridge.json_access import parse
from bridge.model.delivery import Delivery
from bridge.model.reasons import Reason
from bridge.model.source import SourceKind
from bridge.model.submission import Ignored, Submission
from bridge.sources import any_body, form
from bridge.sources.options import ANY_TOPIC, NO_OPTIONS
from bridge.sources.signatures import Hmac

KINDS = (SourceKind.FORM, SourceKind.SHOP)
SIGNATURE = Hmac(headers=("x-hub-signature-256",), encoding="hex", prefix="sha256=")
TOPICS = ANY_TOPIC
OPTIONS = NO_OPTIONS


def key(request: Request) -> bytes:
    """The delivery's id, or the body without one."""
    return form.key_from_ids(request, request.headers.get("x-github-delivery"))


def topic(request: Request) -> str:
    """The event in the header X-GitHub-Event."""
    return request.headers.get("x-github-event", "")


def read(delivery: Delivery) -> Submission | Ignored:
    """Read the payload by its own names, and nested values by their path."""
    if delivery.topic == "ping":
        return Ignored(Reason.TEST_DELIVERY)
    payload = parse(delivery.body)
    return any_body.submission("github", payload)
