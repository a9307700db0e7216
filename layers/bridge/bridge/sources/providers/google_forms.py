"""Google Forms, by a script in the form that signs as Standard Webhooks (docs/senders/google-forms.md)."""

from bridge.http import Request
from bridge.json_access import first, parse, record, records
from bridge.model.delivery import Delivery
from bridge.model.submission import Submission
from bridge.sources import form
from bridge.sources.form import Answered
from bridge.sources.options import NONE
from bridge.sources.providers import standard_webhooks
from bridge.sources.providers.standard_webhooks import StandardWebhooks

KINDS = ("form",)
SIGNATURE = StandardWebhooks()
TOPICS = ("form.submitted",)
OTHER_TOPICS: tuple[str, ...] = ()
OPTIONS = NONE

key, topic = standard_webhooks.key, standard_webhooks.topic


def is_test(request: Request) -> bool:
    """Whether somebody ran the script's `test`."""
    return topic(request) == "form.test"


def read(delivery: Delivery) -> Submission:
    """The answers by the items' ids and titles; last the address that Google knows the person by."""
    payload = parse(delivery.body)
    data = record(payload.get("data"))
    answers = [
        Answered(first(each.get("id")), first(each.get("title")), each.get("value"))
        for each in records(data.get("answers"))
    ]
    return form.submission(
        "google-forms",
        [*answers, Answered("respondent_email", "email", data.get("email"))],
        submission_id=first(data.get("responseId")),
        form_id=first(data.get("formId")),
        form_name=first(data.get("formTitle")),
        submitted_at=first(payload.get("timestamp")),
        raw=payload,
    )
