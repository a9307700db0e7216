"""Microsoft Forms, by a flow of Power Automate (docs/senders/microsoft-forms.md)."""

from bridge.http import Request
from bridge.json_access import first, parse, record
from bridge.model.delivery import Delivery
from bridge.model.submission import Submission
from bridge.sources import form
from bridge.sources.form import Answered
from bridge.sources.options import TOKEN
from bridge.sources.signatures import Token

KINDS = ("form",)
SIGNATURE = Token()
TOPICS: tuple[str, ...] = ()
OTHER_TOPICS: tuple[str, ...] = ()
OPTIONS = TOKEN

topic = form.no_topic


def key(request: Request) -> bytes:
    """Form and response: a response's number is unique in its form only."""
    return form.by_id(request, request.json.get("formId"), request.json.get("responseId"))


def read(delivery: Delivery) -> Submission:
    """The answers under the names that the flow gives them."""
    payload = parse(delivery.body)
    return form.submission(
        "microsoft-forms",
        [Answered(name, "", form.listed(each)) for name, each in record(payload.get("answers")).items()],
        submission_id=first(payload.get("responseId")),
        form_id=first(payload.get("formId")),
        form_name=first(payload.get("formName")),
        submitted_at=first(payload.get("submittedAt")),
        raw=payload,
    )
