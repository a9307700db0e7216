"""What importing a file costs. Units and messages were counted in the fault simulation, without failures."""

from dev.costs.prices import GB, MILLION, Prices

REQUESTS = {"look_up": 2, "ledger_only": 1}
"""Requests to Seven Time for a new customer."""

WORKERS = 4.7
"""Of five workers so many are at work, or wait for a slot, while messages are waiting."""

MEMORY = 0.25
"""GB of CreateCustomers and the receivers."""


def batches(requests: float) -> float:
    """Return batches for each message of a full queue: each has fewer if a message takes longer."""
    return 0.2 * (1 + requests / 2)


def busy_pacer(prices: Prices, requests: float) -> float:
    """Return dollars for slots, announcements and reads while waiting (`make bench ARGS=pacing`, 5 ms)."""
    return requests * (2.2 * prices.W + 4.1 * prices.R) / MILLION


def parts(prices: Prices, rows: int, each: int, budget: float) -> dict[str, float]:
    """Purpose → dollars. A row takes `each` requests of a budget of `budget` requests a second."""
    p, steps = prices, each / budget / 30
    per_row = {
        "Lambda: working, and mostly waiting for slots": WORKERS * MEMORY * each / budget * p.L,
        "Lambda: requests": batches(each) * p.I / MILLION,
        "SQS": (0.1 + 2 * batches(each)) * p.Q / MILLION,
        "DynamoDB: ledger": (9 * p.W + 6 * p.R) / MILLION,
        "DynamoDB: pacer": busy_pacer(p, each),
        "logs": 400 * p.C / GB,
        "steps and planning": steps * (0.5 * p.L + (5 * p.Q + 5 * p.R + p.G) / MILLION)
        + 0.002 * p.L
        + p.P / MILLION / 1000,
    }
    return {name: rows * dollars for name, dollars in per_row.items()}
