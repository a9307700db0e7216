"""`python -m dev.benchmarks.cost [--rows N] [--budget N] [--price W=0.7 …]`: the tables of docs/cost.md.

`--write` puts them into the page (`make fix` does).
"""

import argparse
import re
from dataclasses import replace
from functools import partial
from pathlib import Path

from dev.costs.prices import LETTERS, Prices
from dev.costs.tables import BUDGET, ROWS, TABLES, file

PAGE = Path(__file__).parents[2] / "docs" / "cost.md"


def page(text: str) -> str:
    """Return docs/cost.md with its tables made anew: each stands between two comments with its name."""
    for name, table in TABLES.items():
        text = _replaced(text, name, "\n".join(table(Prices())))
    return text


def _replaced(text: str, name: str, table: str) -> str:
    start, end = f"<!-- {name} -->\n", "<!-- end -->"
    text, found = re.subn(f"{start}.*?{end}", f"{start}\n{table}\n\n{end}", text, flags=re.S)
    if found != 1:
        raise ValueError(f"docs/cost.md needs one place for the table {name!r}")
    return text


def _price(text: str) -> tuple[str, float]:
    name, _, dollars = text.partition("=")
    if name not in LETTERS:
        raise argparse.ArgumentTypeError(f"one of {', '.join(LETTERS)}, then = and dollars")
    return name, float(dollars)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dev.benchmarks.cost", description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS, help="of a file")
    parser.add_argument("--budget", type=float, default=BUDGET, help="requests a second, for a file")
    parser.add_argument("--price", type=_price, action="append", default=[], metavar="LETTER=DOLLARS")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/cost.md")
    return parser


def _show(given: argparse.Namespace) -> None:
    prices = replace(Prices(), **dict(given.price))
    tables = dict(TABLES) | {"file": partial(file, rows=given.rows, budget=given.budget)}
    for name, table in tables.items():
        print(f"\n{name}\n")
        print("\n".join(table(prices)))


if __name__ == "__main__":
    given = _parser().parse_args()
    if given.write:
        PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        _show(given)
