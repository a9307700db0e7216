"""WPForms, by its Webhooks addon (docs/senders/wpforms.md)."""

from typing import Any

from bridge.json_access import parse
from bridge.model.delivery import Delivery
from bridge.model.submission import Submission
from bridge.sources import form
from bridge.sources.form import Answered
from bridge.sources.options import NONE
from bridge.sources.signatures import stripe_scheme

KINDS = ("form",)
SIGNATURE = stripe_scheme("x-wpforms-webhook-signature", "v")
TOPICS: tuple[str, ...] = ()
OTHER_TOPICS: tuple[str, ...] = ()
OPTIONS = NONE

key, topic = form.by_body, form.no_topic


def read(delivery: Delivery) -> Submission:
    """The fields under the names that the webhook gives them."""
    payload = parse(delivery.body)
    answered = [Answered(name, "", _listed(each)) for name, each in payload.items()]
    return form.submission("wpforms", answered, raw=payload)


def _listed(value: Any) -> Any:
    """The lines of an address and several choices come as one text, with || between."""
    return value.split("||") if isinstance(value, str) and "||" in value else value
