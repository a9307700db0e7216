"""Gravity Forms, through its Webhooks add-on (docs/senders/gravity-forms.md)."""

from bridge.json_access import as_text
from bridge.model.delivery import Delivery
from bridge.model.source import SourceKind
from bridge.model.submission import Submission
from bridge.sources import form
from bridge.sources.form import FormAnswer
from bridge.sources.form_body import read_fields
from bridge.sources.options import NO_TOPICS, TOKEN_OPTIONS
from bridge.sources.signatures import Token

KINDS = (SourceKind.FORM,)
SIGNATURE = Token()
TOPICS = NO_TOPICS
OPTIONS = TOKEN_OPTIONS

_MARKS = ("is_starred", "is_read", "is_fulfilled", "status", "currency")
_PAYMENT = ("payment_status", "payment_date", "payment_amount", "payment_method", "transaction_type")
"""What Gravity Forms stores with the fields of an entry, besides ids, times and addresses."""

key = form.key_from_body
topic = form.no_topic


def read(delivery: Delivery) -> Submission:
    """Read the fields by the names that the feed gives them; those of a whole entry by their numbers."""
    entry = read_fields(delivery)
    return form.submission(
        "gravity-forms",
        [FormAnswer(name, "", form.parse_list(value)) for name, value in entry.items()],
        hidden={name: entry[name] for name in (*_MARKS, *_PAYMENT) if name in entry},
        submission_id=as_text(entry.get("id")),
        form_id=as_text(entry.get("form_id")),
        submitted_at=as_text(entry.get("date_created")),
        raw=entry,
    )
