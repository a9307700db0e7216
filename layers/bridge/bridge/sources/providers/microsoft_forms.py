"""Microsoft Forms, through a flow of Power Automate (docs/senders/microsoft-forms.md)."""

from bridge.http import Request
from bridge.json_access import as_object, as_text, parse
from bridge.model.delivery import Delivery
from bridge.model.source import SourceKind
from bridge.model.submission import Submission
from bridge.sources import form
from bridge.sources.form import FormAnswer
from bridge.sources.options import NO_TOPICS, TOKEN_OPTIONS
from bridge.sources.signatures import Token

KINDS = (SourceKind.FORM,)
SIGNATURE = Token()
TOPICS = NO_TOPICS
OPTIONS = TOKEN_OPTIONS

topic = form.no_topic


def key(request: Request) -> bytes:
    """The form's and the response's id: a response's number is unique in its form only."""
    return form.key_from_ids(request, request.json.get("formId"), request.json.get("responseId"))


def read(delivery: Delivery) -> Submission:
    """Read the answers by the names that the flow gives them."""
    payload = parse(delivery.body)
    answers = as_object(payload.get("answers"))
    return form.submission(
        "microsoft-forms",
        [FormAnswer(name, "", form.parse_list(value)) for name, value in answers.items()],
        submission_id=as_text(payload.get("responseId")),
        form_id=as_text(payload.get("formId")),
        form_name=as_text(payload.get("formName")),
        submitted_at=as_text(payload.get("submittedAt")),
        raw=payload,
    )
