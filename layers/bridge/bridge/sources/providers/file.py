"""Rows of files (docs/imports.md): a customer's fields, as the import has read them already."""

import json

from bridge.model.delivery import Delivery
from bridge.model.submission import Submission

TOPICS: tuple[str, ...] = ()


def read(delivery: Delivery) -> Submission:
    """The row's fields, under Seven Time's own names."""
    return Submission(provider="file", answers=json.loads(delivery.body))
