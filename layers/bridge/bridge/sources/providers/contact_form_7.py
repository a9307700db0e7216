"""Contact Form 7, by the plugin CF7 to Webhook (docs/senders/contact-form-7.md)."""

from bridge.model.delivery import Delivery
from bridge.model.submission import Submission
from bridge.sources import form
from bridge.sources.form import Answered, unnumbered
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
    """The fields under the names of their tags: `your-name`, `tel-842`."""
    payload = fields(delivery)
    answered = [Answered(name, unnumbered(name), each) for name, each in payload.items()]
    return form.submission("contact-form-7", answered, raw=payload)
