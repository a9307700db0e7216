"""What one webhook takes, counted: the real worker processes it on a ledger in memory (`customer_costs`)."""

from dataclasses import dataclass
from functools import cache

from bridge.model.source import Existing
from dev.benchmarks.customer_costs import COMPANY, PERSON, WITH_NUMBER, Measured

KINDS = {"person": PERSON, "person with a number": WITH_NUMBER, "company": COMPANY}
"""Kind of customer → its answers in a form."""

KNOWN = "known customer, nothing new"


@dataclass(frozen=True, slots=True)
class Counted:
    """Requests to Seven Time, DynamoDB's units, and bytes that the ledger keeps."""

    requests: int
    ledger_writes: int
    list_writes: int
    """Units of the index, for a delivery that lists itself."""
    ledger_reads: float
    pause_reads: float
    """Of the item that names paused sources. A busy worker has it in memory."""
    pacer_writes: int
    """The pacer's units while nobody else waits for a slot."""
    pacer_reads: float
    customer_bytes: int
    """Kept for two years."""
    delivery_bytes: int
    """Kept for 90 days."""


@cache
def count(kind: str, existing: Existing = Existing.LOOK_UP, version: str = "2") -> Counted:
    """Process one delivery of a known form."""
    if kind == KNOWN:
        return _process(Measured(existing, version).know_form(PERSON).deliver(PERSON), PERSON, 1)
    return _process(Measured(existing, version).know_form(KINDS[kind]), KINDS[kind], 0)


def _process(measured: Measured, answers: dict[str, str], number: int) -> Counted:
    before = set(measured.database.items)
    database = measured.deliver(answers, number).database
    new = {key: database.stored_bytes(key) for key in set(database.items) - before - {"pacer"}}
    deliveries = sum(size for key, size in new.items() if key.startswith("delivery#"))
    pause_reads = database.read_from["pauses"]
    return Counted(
        measured.requests,
        database.written,
        database.indexed,
        database.read - pause_reads,
        pause_reads,
        database.pacer_written,
        database.pacer_read,
        sum(new.values()) - deliveries,
        deliveries,
    )
