"""Formspree: a form of a page (docs/senders/formspree.md)."""

from bridge.json_access import first, parse, record
from bridge.model.delivery import Delivery
from bridge.model.submission import Submission
from bridge.sources import form
from bridge.sources.form import Answered
from bridge.sources.options import NONE
from bridge.sources.signatures import stripe_scheme

KINDS = ("form",)
SIGNATURE = stripe_scheme("formspree-signature", "v1")
TOPICS: tuple[str, ...] = ()
OTHER_TOPICS: tuple[str, ...] = ()
OPTIONS = NONE

key, topic = form.by_body, form.no_topic


def read(delivery: Delivery) -> Submission:
    """The fields under their own names; those of Formspree begin with an underscore."""
    payload = parse(delivery.body)
    fields = record(payload.get("submission"))
    return form.submission(
        "formspree",
        [Answered(name, "", each) for name, each in fields.items() if not name.startswith("_")],
        form_id=first(payload.get("form")),
        submitted_at=first(fields.get("_date")),
        raw=payload,
    )
