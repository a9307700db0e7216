"""The record of a `pause#` item: is a source paused, and what follows from its last pauses."""

from enum import StrEnum
from typing import NamedTuple, Self

from bridge.aws.table import Item

HOUR = 3_600.0


class PauseCause(StrEnum):
    """Who paused a source."""

    LIMIT = "limit"
    """A worker: more deliveries came than its limit allows."""
    OPERATOR = "operator"


class Discard(NamedTuple):
    """Deliveries that an operator has discarded: those received from `begin` until `end`, Unix seconds."""

    begin: float
    end: float

    def __str__(self) -> str:
        return f"{self.begin} {self.end}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` wrote."""
        return cls(*map(float, text.split(" ")))


class PauseRecord(NamedTuple):
    """The last pause of a source. Times are Unix seconds."""

    since: float = 0.0
    """0: the source is not paused."""
    cause: PauseCause = PauseCause.OPERATOR
    begin: float = 0.0
    """The start of the window whose limit was passed, or when an operator paused it."""
    limit: int = 0
    """The limit that was passed; 0 for a pause by an operator."""
    waiting: int = 0
    """About how many deliveries wait."""
    lifted_at: float = 0.0
    """Deliveries received before are not counted. May be in the future."""
    discards: tuple[Discard, ...] = ()
    version: int = 0
    """Counts the changes, without those of `waiting`."""

    @property
    def is_paused(self) -> bool:
        """True: deliveries wait until the pause is lifted."""
        return self.since > 0

    def window(self, received_at: float) -> float | None:
        """When the counting of such a delivery began: at the full hour, or when the last pause was lifted.

        None: it is not counted, because it waited in that pause.
        """
        if received_at < self.lifted_at:
            return None
        return max(received_at // HOUR * HOUR, self.lifted_at)

    def discard_of(self, received_at: float) -> Discard | None:
        """The discard that concerns a delivery received then."""
        for discard in self.discards:
            if discard.begin <= received_at < discard.end:
                return discard
        return None

    @classmethod
    def from_item(cls, item: Item) -> Self:
        """Read an item; an empty one for a source that was never paused."""
        return cls(
            since=float(item.get("since", 0)),
            cause=PauseCause.LIMIT if item.get("cause") == "limit" else PauseCause.OPERATOR,
            begin=float(item.get("begin", 0)),
            limit=int(item.get("limit", 0)),
            waiting=int(item.get("waiting", 0)),
            lifted_at=float(item.get("lifted_at", 0)),
            discards=tuple(map(Discard.parse, item.get("discards", ()))),
            version=int(item.get("version", 0)),
        )

    def to_item(self) -> Item:
        """Every attribute."""
        return self._asdict() | {"discards": [str(each) for each in self.discards]}
