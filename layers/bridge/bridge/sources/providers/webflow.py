"""Webflow: a form of a site (docs/senders/webflow.md)."""

from typing import Any

from bridge.http import Request
from bridge.json_access import as_object, as_text, parse
from bridge.model.delivery import Delivery
from bridge.model.source import SourceKind
from bridge.model.submission import Submission
from bridge.sources import form
from bridge.sources.form import FormAnswer, label_without_number
from bridge.sources.options import TOKEN_OPTIONS, Topics
from bridge.sources.signatures import Hmac, SignedOrToken

KINDS = (SourceKind.FORM,)
SIGNATURE = SignedOrToken(
    Hmac(
        headers=("x-webflow-signature",),
        encoding="hex",
        signed=b"%(timestamp)b:%(body)b",
        timestamp="x-webflow-timestamp",
        per_second=1000,
    )
)
TOPICS = Topics(default=("form_submission",))
OPTIONS = TOKEN_OPTIONS


def key(request: Request) -> bytes:
    """The submission's id."""
    return form.key_from_ids(request, _submission(request.json).get("id"))


def topic(request: Request) -> str:
    """The `triggerType`."""
    return as_text(request.json.get("triggerType"))


def read(delivery: Delivery) -> Submission:
    """Read the answers by their fields' names. Webflow numbers fields that share a name."""
    payload = parse(delivery.body)
    response = _submission(payload)
    fields = as_object(response.get("data"))
    return form.submission(
        "webflow",
        [FormAnswer(name, label_without_number(name), value) for name, value in fields.items()],
        submission_id=as_text(response.get("id")),
        form_id=as_text(response.get("formId")),
        form_name=as_text(response.get("name")),
        submitted_at=as_text(response.get("submittedAt")),
        raw=payload,
    )


def _submission(payload: dict[str, Any]) -> dict[str, Any]:
    """Return the submission. Older webhooks have no `payload` around it."""
    return as_object(payload.get("payload")) or payload
