"""Contact Form 7, through the plugin CF7 to Webhook (docs/senders/contact-form-7.md)."""

from bridge.model.delivery import Delivery
from bridge.model.source import SourceKind
from bridge.model.submission import Submission
from bridge.sources import form
from bridge.sources.form import FormAnswer, label_without_number
from bridge.sources.form_body import read_fields
from bridge.sources.options import NO_TOPICS, TOKEN_OPTIONS
from bridge.sources.signatures import Token

KINDS = (SourceKind.FORM,)
SIGNATURE = Token()
TOPICS = NO_TOPICS
OPTIONS = TOKEN_OPTIONS

key = form.key_from_body
topic = form.no_topic


def read(delivery: Delivery) -> Submission:
    """Read the fields by the names of their tags, such as `your-name` and `tel-842`."""
    payload = read_fields(delivery)
    answers = [FormAnswer(name, label_without_number(name), value) for name, value in payload.items()]
    return form.submission("contact-form-7", answers, raw=payload)
