"""Formspree: a form of a page (docs/senders/formspree.md)."""

from bridge.json_access import as_object, as_text, parse
from bridge.model.delivery import Delivery
from bridge.model.source import SourceKind
from bridge.model.submission import Submission
from bridge.sources import form
from bridge.sources.form import FormAnswer
from bridge.sources.options import NO_OPTIONS, NO_TOPICS
from bridge.sources.signatures import stripe_scheme

KINDS = (SourceKind.FORM,)
SIGNATURE = stripe_scheme("formspree-signature", "v1")
TOPICS = NO_TOPICS
OPTIONS = NO_OPTIONS

key = form.key_from_body
topic = form.no_topic


def read(delivery: Delivery) -> Submission:
    """Read the fields by their names. Names that begin with an underscore are Formspree's own."""
    payload = parse(delivery.body)
    fields = as_object(payload.get("submission"))
    return form.submission(
        "formspree",
        [FormAnswer(name, "", value) for name, value in fields.items() if not name.startswith("_")],
        form_id=as_text(payload.get("form")),
        submitted_at=as_text(fields.get("_date")),
        raw=payload,
    )
