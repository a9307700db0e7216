"""What Seven Time itself said of a delivery, in the envelope of its message: beside the sender's body.

It may quote the customer, so it is nowhere else: in no log, no attribute, and not in the ledger. A message
of version 0.1 has none, and version 0.1 passes over it.
"""

import json

from bridge.model.delivery import MAX_BYTES

_NAME = "error_message"
_LONGEST = 1_000
"""Characters that are kept."""


def with_error_message(message: str, text: str) -> str:
    """Return the message of a delivery with Seven Time's words; as it is if there are none, or no room."""
    if not text:
        return message
    try:
        record = json.loads(message)
        said = json.dumps({**record, _NAME: text[:_LONGEST]}, separators=(",", ":"))
    except (ValueError, TypeError):
        return message
    return said if len(said) <= MAX_BYTES else message


def error_message_in(message: str) -> str:
    """Return Seven Time's words in the message of a delivery, "" if there are none."""
    try:
        return str(json.loads(message).get(_NAME, ""))
    except (ValueError, AttributeError):
        return ""
