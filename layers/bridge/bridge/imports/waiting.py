"""Why the rows of an import wait: Seven Time does not answer, for example."""

from collections.abc import Callable

from bridge.ledger.import_records import ImportRecord
from bridge.ledger.outage_record import Outage

LOOK_AFTER = 10.0
"""Seconds without a row that is done after which the cause is looked for."""


def cause(record: ImportRecord, done: int, now: float, read: Callable[[], Outage | None]) -> Outage | None:
    """Return the outage for which no row was done for a while; None if rows are done, or if there is none."""
    last = record.marks[-1] if record.marks else None
    if last is None or last.done != done or now - last.at < LOOK_AFTER:
        return None
    outage = read()
    return outage if outage and outage.lasts(now) else None
