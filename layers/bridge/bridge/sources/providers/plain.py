"""Forms that send JSON, urlencoded or multipart with a shared token (docs/senders/plain.md)."""

from bridge.messages import Delivery
from bridge.sources.form import by_body, no_topic
from bridge.sources.options import TOKEN
from bridge.sources.payload import flat
from bridge.sources.posted import fields
from bridge.sources.signatures import Token
from bridge.sources.submission import Submission

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
