"""Webflow: a form of a site (docs/senders/webflow.md)."""

from typing import Any

from bridge.http import Request
from bridge.json_access import first, parse, record
from bridge.model.delivery import Delivery
from bridge.model.submission import Submission
from bridge.sources import form
from bridge.sources.form import Answered, unnumbered
from bridge.sources.options import TOKEN
from bridge.sources.signatures import Hmac, SignedOrToken

KINDS = ("form",)
SIGNATURE = SignedOrToken(
    Hmac(
        headers=("x-webflow-signature",),
        encoding="hex",
        signed=b"%(timestamp)b:%(body)b",
        timestamp="x-webflow-timestamp",
        per_second=1000,
    )
)
TOPICS = ("form_submission",)
OTHER_TOPICS: tuple[str, ...] = ()
OPTIONS = TOKEN


def key(request: Request) -> bytes:
    """The submission."""
    return form.by_id(request, _submission(request.json).get("id"))


def topic(request: Request) -> str:
    """The `triggerType`."""
    return first(request.json.get("triggerType"))


def read(delivery: Delivery) -> Submission:
    """The answers under their fields' names, which Webflow numbers when there are two of one name."""
    payload = parse(delivery.body)
    response = _submission(payload)
    return form.submission(
        "webflow",
        [Answered(name, unnumbered(name), each) for name, each in record(response.get("data")).items()],
        submission_id=first(response.get("id")),
        form_id=first(response.get("formId")),
        form_name=first(response.get("name")),
        submitted_at=first(response.get("submittedAt")),
        raw=payload,
    )


def _submission(payload: dict[str, Any]) -> dict[str, Any]:
    """Older webhooks send it bare."""
    return record(payload.get("payload")) or payload
