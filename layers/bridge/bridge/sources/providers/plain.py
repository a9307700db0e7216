"""Forms that send JSON, urlencoded or multipart with a shared token (docs/senders/plain.md)."""

from bridge.json_access import flat
from bridge.model.delivery import Delivery
from bridge.model.submission import Submission
from bridge.sources.form import by_body, no_topic
from bridge.sources.form_body import fields
from bridge.sources.options import TOKEN
from bridge.sources.signatures import Token

KINDS = ("form", "shop")
SIGNATURE = Token()
TOPICS: tuple[str, ...] = ()
OTHER_TOPICS: tuple[str, ...] | None = ()
OPTIONS = TOKEN

key, topic = by_body, no_topic


def read(delivery: Delivery) -> Submission:
    """The form's fields under their own names."""
    payload = fields(delivery)
    return Submission(provider="plain", answers=flat(payload), raw=payload)
