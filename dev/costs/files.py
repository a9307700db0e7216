"""What importing a file costs. Units and messages were counted in the fault simulation, without failures."""

from dev.costs.busy import BUSY
from dev.costs.prices import GB, MILLION, Prices

REQUESTS = {"look_up": 2, "ledger_only": 1}
"""Requests to Seven Time for a new customer."""

MEMORY = 0.25
"""GB of CreateCustomers and the receivers."""


def parts(prices: Prices, rows: int, each: int, budget: float) -> dict[str, float]:
    """Purpose → dollars. A row takes `each` requests of a budget of `budget` requests a second."""
    p, steps = prices, each / budget / 30
    per_row = {
        "Lambda: working, and mostly waiting for slots": BUSY.lambda_seconds(each, budget) * MEMORY * p.L,
        "Lambda: requests": BUSY.batches(each) * p.I / MILLION,
        "SQS": (0.1 + 2 * BUSY.batches(each)) * p.Q / MILLION,
        "DynamoDB: ledger": ((9 + 2 * BUSY.batches(each)) * p.W + 4.5 * p.R) / MILLION,
        "DynamoDB: pacer": BUSY.pacer(p, each),
        "logs": 400 * p.C / GB,
        "steps and planning": steps * (0.5 * p.L + (5 * p.Q + 5 * p.R + p.G) / MILLION)
        + 0.002 * p.L
        + p.P / MILLION / 1000,
    }
    return {name: rows * dollars for name, dollars in per_row.items()}
