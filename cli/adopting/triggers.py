"""Stops the workers of a stack while it changes its ledger: two of them may not use two ledgers at once."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

QUIET = 120.0
"""Seconds after which no worker runs any more, and a lost request of the last one can be found."""

_INTERVAL = 1.0


@contextmanager
def stopped(lambda_: Any, mappings: Sequence[str], seconds: float) -> Iterator[None]:
    """No queue triggers a function as long as the context lasts. Messages wait meanwhile."""
    try:
        for mapping in mappings:
            lambda_.update_event_source_mapping(UUID=mapping, Enabled=False)
        for mapping in mappings:
            _wait_for(lambda_, mapping, "Disabled")
        time.sleep(seconds if mappings else 0)
        yield
    finally:
        for mapping in mappings:
            _wait_while_changing(lambda_, mapping)
            lambda_.update_event_source_mapping(UUID=mapping, Enabled=True)


def _wait_for(lambda_: Any, mapping: str, state: str) -> None:
    while _state(lambda_, mapping) != state:
        time.sleep(_INTERVAL)


def _wait_while_changing(lambda_: Any, mapping: str) -> None:
    """AWS refuses to change one that is "Disabling", "Updating" and so on."""
    while _state(lambda_, mapping).endswith("ing"):
        time.sleep(_INTERVAL)


def _state(lambda_: Any, mapping: str) -> str:
    return str(lambda_.get_event_source_mapping(UUID=mapping)["State"])
