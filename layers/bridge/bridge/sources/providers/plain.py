"""Forms and shops that send JSON, urlencoded or multipart with a shared token (docs/senders/plain.md)."""

from bridge.model.delivery import Delivery
from bridge.model.source import SourceKind
from bridge.model.submission import Submission
from bridge.sources import any_body, form
from bridge.sources.form_body import read_fields
from bridge.sources.options import NO_TOPICS, TOKEN_OPTIONS
from bridge.sources.signatures import Token

KINDS = (SourceKind.FORM, SourceKind.SHOP)
SIGNATURE = Token()
TOPICS = NO_TOPICS
OPTIONS = TOKEN_OPTIONS

key = form.key_from_body
topic = form.no_topic


def read(delivery: Delivery) -> Submission:
    """Read the fields by their own names, and nested values by their path."""
    payload = read_fields(delivery)
    return any_body.submission("plain", payload)
