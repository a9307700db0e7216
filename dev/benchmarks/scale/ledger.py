"""What one claim reads and writes, counted on ledgers with more and more customers."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from bridge.aws.table import Table
from bridge.ledger.claims import Claims
from bridge.ledger.records import Fingerprint
from dev.benchmarks.capacity_units import Metered

DATABASE, CLOCK = import_module("tests.support.dynamodb"), import_module("tests.support.clock")  # untyped
IDENTITIES = import_module("tests.support.identities")

SWITCHBOARD = "08-465 004 05"


@dataclass(frozen=True, slots=True)
class Units:
    """Of the claim of a new customer, and the bytes of the largest item that it writes."""

    written: int
    read: float
    largest: int


def claim_among(customers: int, sharing: int) -> Units:
    """Claim one more customer in a ledger that has so many, some of them with the same phone number."""
    database = Metered(DATABASE.DynamoDB())
    claims = Claims(Table(database, "table"), IDENTITIES.SEALER, CLOCK.Clock())
    for number in range(customers):
        claim = _claim(claims, number, shares=number < sharing)
        claims.complete(claim, f"id{number}", str(number), {}, existing=False)
    database.reset()
    before = set(database.items)
    _claim(claims, customers, shares=sharing > 0)
    changed = [*(set(database.items) - before), *(key for key in database.items if key.startswith("phone#"))]
    return Units(database.written, database.read, max(database.stored_bytes(key) for key in changed))


def _claim(claims: Claims, number: int, *, shares: bool) -> Any:
    who = {
        "name": f"Åsa Nummer{number} Öberg",
        "email": f"asa{number}@example.se",
        "phone": SWITCHBOARD if shares else f"070-{1_740_000 + number}",
    }
    delivery = f"d{number}"
    return claims.claim(IDENTITIES.sealed(delivery, **who), {}, Fingerprint("l", "p"), delivery)
