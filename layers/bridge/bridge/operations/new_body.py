"""A corrected body, in place of one that nobody can read: can it be checked before it is replayed?"""

from typing import Any

from bridge.model.delivery import Delivery
from bridge.model.failures import Rejected
from bridge.model.reasons import Reason
from bridge.model.source import Source
from bridge.model.submission import Ignored
from bridge.sources.providers import SendsIds, provider


class _Asked(Exception):
    """The sender's API is asked: so the body says for what."""


def problem_of(delivery: Delivery, source: Source | None) -> Rejected | None:
    """Return why a delivery with a new body cannot be checked, None if it can.

    A body that holds ids only has to hold them; what they stand for, the worker asks the sender.
    """
    if source is None:
        return Rejected(Reason.SOURCE_UNKNOWN)
    module = provider(source.provider)
    if not isinstance(module, SendsIds):
        return None
    try:
        found = module.fetch(delivery, source, _ask)
    except _Asked:
        return None
    except Rejected as failure:
        return failure
    return Rejected(found.reason) if isinstance(found, Ignored) else None


def _ask(*_path: str, **_query: str) -> Any:
    raise _Asked
