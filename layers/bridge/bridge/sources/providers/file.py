"""Rows of imported files (docs/imports.md). Not a sender: it has no signature, key or options."""

import json

from bridge.model.delivery import Delivery
from bridge.model.submission import Submission
from bridge.sources.options import NO_TOPICS

TOPICS = NO_TOPICS


def read(delivery: Delivery) -> Submission:
    """Read the row's fields, which the import has put under Seven Time's own names."""
    return Submission(provider="file", answers=json.loads(delivery.body))
