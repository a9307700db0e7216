"""`python -m dev.benchmarks.cost [--rows N] [--price W=0.7 …]`: the cost of a file, as in docs/cost.md."""

import argparse
from dataclasses import dataclass, fields, replace

REQUESTS = {"look_up": 2, "ledger_only": 1}
"""Requests to Seven Time for a new customer."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Dollars by the letters in docs/cost.md: US East, before tax and free tier."""

    L: float = 0.0000133334
    """Lambda, arm64: a GB-second."""
    I: float = 0.20  # noqa: E741 (the formula's name)
    """Lambda: a million requests."""
    Q: float = 0.40
    """SQS, standard: a million requests."""
    W: float = 0.625
    """DynamoDB, on demand: a million write units."""
    R: float = 0.125
    """DynamoDB, on demand: a million read units."""
    P: float = 5.0
    """S3: a million PUTs."""
    G: float = 0.40
    """S3: a million GETs."""
    C: float = 0.50
    """CloudWatch Logs: a GB taken in."""


def parts(prices: Prices, rows: int, each: int, budget: float) -> dict[str, float]:
    """Purpose → dollars. A row takes `each` requests of a budget of `budget` requests a second."""
    p, million, batches = prices, 1e6, 1 + each / 2
    steps = each / budget / 30
    per_row = {
        "Lambda: working, and mostly waiting for slots": 4.7 * 0.25 * each / budget * p.L,
        "Lambda: requests": 0.2 * batches * p.I / million,
        "SQS": (0.1 + 0.4 * batches) * p.Q / million,
        "DynamoDB: ledger": (13 * p.W + 7 * p.R) / million,
        "DynamoDB: pacer": each * (2.4 * p.W + 8.7 * p.R) / million,
        "logs": 400 * p.C / 1e9,
        "steps and planning": steps * (0.5 * p.L + (5 * p.Q + 5 * p.R + p.G) / million)
        + 0.002 * p.L
        + p.P / million / 1000,
    }
    return {name: rows * dollars for name, dollars in per_row.items()}


def table(prices: Prices, rows: int, budget: float) -> list[str]:
    """The lines of a Markdown table."""
    columns = [parts(prices, rows, each, budget) for each in REQUESTS.values()]
    minutes = [rows * each / budget / 60 for each in REQUESTS.values()]
    lines = [
        ["dollars", *(f"`{name}`" for name in REQUESTS)],
        ["---", "---", "---"],
        ["time", *(f"{each:.0f} min" for each in minutes)],
    ]
    lines += [[name, *(f"{column[name]:.3f}" for column in columns)] for name in columns[0]]
    lines.append(["**together**", *(f"**{sum(column.values()):.2f}**" for column in columns)])
    return [f"| {' | '.join(line)} |" for line in lines]


def _price(text: str) -> tuple[str, float]:
    name, _, dollars = text.partition("=")
    names = [each.name for each in fields(Prices)]
    if name not in names:
        raise argparse.ArgumentTypeError(f"one of {', '.join(names)}, then = and dollars")
    return name, float(dollars)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m dev.benchmarks.cost", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--budget", type=float, default=4.0, help="requests a second")
    parser.add_argument("--price", type=_price, action="append", default=[], metavar="LETTER=DOLLARS")
    given = parser.parse_args()
    print("\n".join(table(replace(Prices(), **dict(given.price)), given.rows, given.budget)))
