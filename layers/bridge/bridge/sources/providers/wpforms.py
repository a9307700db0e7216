"""WPForms, through its Webhooks addon (docs/senders/wpforms.md)."""

from typing import Any

from bridge.json_access import parse
from bridge.model.delivery import Delivery
from bridge.model.source import SourceKind
from bridge.model.submission import Submission
from bridge.sources import form
from bridge.sources.form import FormAnswer
from bridge.sources.options import NO_OPTIONS, NO_TOPICS
from bridge.sources.signatures import stripe_scheme

KINDS = (SourceKind.FORM,)
SIGNATURE = stripe_scheme("x-wpforms-webhook-signature", "v")
TOPICS = NO_TOPICS
OPTIONS = NO_OPTIONS

key = form.key_from_body
topic = form.no_topic


def read(delivery: Delivery) -> Submission:
    """Read the fields by the names that the webhook gives them."""
    payload = parse(delivery.body)
    answers = [FormAnswer(name, "", _split(value)) for name, value in payload.items()]
    return form.submission("wpforms", answers, raw=payload)


def _split(value: Any) -> Any:
    """Split text with || in it: the lines of an address, or several choices."""
    if isinstance(value, str) and "||" in value:
        return value.split("||")
    return value
