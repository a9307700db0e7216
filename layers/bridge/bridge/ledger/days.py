"""Days as the ledger counts them: in UTC, whatever machine counts."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta


def day_of(at: float) -> str:
    """The day of a moment in Unix seconds, such as `2026-11-30`."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"


def days_since(begin: float, now: float) -> Iterator[str]:
    """The days from now back to the day of `begin`; tomorrow first, because the clocks of machines differ."""
    day, first = datetime.fromtimestamp(now, UTC) + timedelta(days=1), day_of(begin)
    while f"{day:%Y-%m-%d}" >= first:
        yield f"{day:%Y-%m-%d}"
        day -= timedelta(days=1)
