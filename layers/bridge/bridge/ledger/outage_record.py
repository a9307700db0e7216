"""An outage: every request to Seven Time fails, as far as is known."""

from collections.abc import Mapping
from typing import NamedTuple, Self

from bridge.aws.table import Item
from bridge.model.backoff import LONGEST
from bridge.model.reasons import Reason

QUIET_AFTER = 2 * LONGEST
"""Seconds without a further failure after which nothing is known: what waits is tried more often."""

_SHORTEST: Mapping[str, float] = {Reason.RATE_LIMITED: 300.0}
"""Reason → seconds for which it is no outage yet: that requests come too fast for a moment is normal."""


class Outage(NamedTuple):
    """No request to Seven Time has succeeded since the first of these failed."""

    reason: str
    """Why the last one failed; a Reason, perhaps one of another version."""
    since: float
    """When the first one failed, Unix seconds."""
    noted_at: float
    """When the last failure was written down, Unix seconds."""

    @classmethod
    def from_item(cls, item: Item | None) -> Self | None:
        """Read the item that workers watch; None if all is well."""
        if not item or "outage_since" not in item:
            return None
        return cls(item["outage_reason"], float(item["outage_since"]), float(item["outage_noted_at"]))

    def lasts(self, now: float) -> bool:
        """True if people should be told."""
        return now - self.noted_at < QUIET_AFTER and now - self.since >= _SHORTEST.get(self.reason, 0.0)
