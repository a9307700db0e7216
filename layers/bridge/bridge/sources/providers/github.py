"""Any sender that signs as GitHub does, with X-Hub-Signature-256 (docs/senders/github.md)."""

from bridge.http import Request
from bridge.json_access import flat, parse
from bridge.model.delivery import Delivery
from bridge.model.reasons import Reason
from bridge.model.submission import Ignored, Submission
from bridge.sources import form
from bridge.sources.options import NONE
from bridge.sources.signatures import Hmac

KINDS = ("form", "shop")
SIGNATURE = Hmac(headers=("x-hub-signature-256",), encoding="hex", prefix="sha256=")
TOPICS: tuple[str, ...] = ()
OTHER_TOPICS = None
OPTIONS = NONE


def key(request: Request) -> bytes:
    """The delivery's id, else the body."""
    return form.by_id(request, request.headers.get("x-github-delivery"))


def topic(request: Request) -> str:
    """As in the header."""
    return request.headers.get("x-github-event", "")


def read(delivery: Delivery) -> Submission | Ignored:
    """The payload under its own names, nested ones with their path."""
    if delivery.topic == "ping":
        return Ignored(Reason.TEST_DELIVERY)
    payload = parse(delivery.body)
    return Submission(provider="github", answers=flat(payload), raw=payload)
