"""Google Forms, through a script that signs as Standard Webhooks (docs/senders/google-forms.md)."""

from typing import Any

from bridge.http import Request
from bridge.json_access import as_object, as_objects, as_text, parse
from bridge.model.delivery import Delivery
from bridge.model.source import SourceKind
from bridge.model.submission import Submission
from bridge.sources import form
from bridge.sources.form import FormAnswer
from bridge.sources.options import NO_OPTIONS, Topics
from bridge.sources.providers import standard_webhooks
from bridge.sources.providers.standard_webhooks import StandardWebhooks

KINDS = (SourceKind.FORM,)
SIGNATURE = StandardWebhooks()
TOPICS = Topics(default=("form.submitted",))
OPTIONS = NO_OPTIONS

key = standard_webhooks.key
topic = standard_webhooks.topic


def is_test(request: Request) -> bool:
    """True if somebody ran the script's `test`."""
    return topic(request) == "form.test"


def read(delivery: Delivery) -> Submission:
    """Read the answers by the items' ids and titles.

    The e-mail address that Google collects comes last, so that the answer to a question counts more.
    """
    payload = parse(delivery.body)
    data = as_object(payload.get("data"))
    answers = [_answer(item) for item in as_objects(data.get("answers"))]
    return form.submission(
        "google-forms",
        [*answers, FormAnswer("respondent_email", "email", data.get("email"))],
        submission_id=as_text(data.get("responseId")),
        form_id=as_text(data.get("formId")),
        form_name=as_text(data.get("formTitle")),
        submitted_at=as_text(payload.get("timestamp")),
        raw=payload,
    )


def _answer(item: dict[str, Any]) -> FormAnswer:
    return FormAnswer(as_text(item.get("id")), as_text(item.get("title")), item.get("value"))
