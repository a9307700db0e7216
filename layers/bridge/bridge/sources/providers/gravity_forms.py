"""Gravity Forms, by its Webhooks add-on (docs/senders/gravity-forms.md)."""

from bridge.json_access import first
from bridge.model.delivery import Delivery
from bridge.model.submission import Submission
from bridge.sources import form
from bridge.sources.form import Answered
from bridge.sources.form_body import fields
from bridge.sources.options import TOKEN
from bridge.sources.signatures import Token

KINDS = ("form",)
SIGNATURE = Token()
TOPICS: tuple[str, ...] = ()
OTHER_TOPICS: tuple[str, ...] = ()
OPTIONS = TOKEN

key, topic = form.by_body, form.no_topic


def read(delivery: Delivery) -> Submission:
    """The fields under the names that the feed gives them; of a whole entry, under their numbers."""
    entry = fields(delivery)
    return form.submission(
        "gravity-forms",
        [Answered(name, "", form.listed(each)) for name, each in entry.items()],
        submission_id=first(entry.get("id")),
        form_id=first(entry.get("form_id")),
        submitted_at=first(entry.get("date_created")),
        raw=entry,
    )
