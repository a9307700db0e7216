"""The page at / that shows the customers: one HTML file that loads nothing else."""

import base64
import hashlib
from collections.abc import Iterable
from html import escape
from itertools import islice, takewhile
from pathlib import Path
from string import Template
from typing import Any

from dev.simulator.twin import Entry, Twin

HERE = Path(__file__).parent
PAGE = Template((HERE / "page.html").read_text(encoding="utf-8"))
STYLE = (HERE / "page.css").read_text(encoding="utf-8")
STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
MOST_ROWS = 200


def render(twin: Twin, now: float) -> str:
    """The whole page as HTML."""
    twin.catch_up(now)
    customers = twin.customers.all
    newest = islice(reversed(customers.values()), MOST_ROWS)
    return PAGE.substitute(
        style=STYLE,
        customers=len(customers),
        rate=_within_a_second(twin.history, now),
        requests=len(twin.history),
        refused=sum(entry["status"] == 429 for entry in twin.history),
        faults=sum(entry["fault"] is not None for entry in twin.history),
        rows="\n".join(map(_row, newest)),
        note=_note(len(customers)),
    )


def _within_a_second(history: list[Entry], now: float) -> int:
    return sum(1 for _ in takewhile(lambda entry: entry["at"] > now - 1, reversed(history)))


def _note(customers: int) -> str:
    if not customers:
        return "No customers yet."
    return f"The newest {MOST_ROWS} are shown." if customers > MOST_ROWS else ""


def _row(customer: dict[str, Any]) -> str:
    cells = [
        *(_text(customer.get(name)) for name in ("customerNumber", "name", "organizationNumber")),
        *(_text(customer.get(name)) for name in ("email", "phone")),
        _text(", ".join(filter(None, _address(customer)))),
        _deduction(customer["billingSettings"]),
        _text(customer["createdDate"]).replace("T", " ")[:19],
    ]
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _address(customer: dict[str, Any]) -> Iterable[str]:
    postal = (customer.get(name) or "" for name in ("zipCode", "city"))
    yield from (str(customer.get(name) or "") for name in ("address", "address2"))
    yield " ".join(str(part) for part in postal if part)
    yield str(customer.get("country") or "")


def _deduction(settings: dict[str, Any]) -> str:
    kinds = [kind for kind in ("ROT", "RUT") if settings.get(f"is{kind}Customer") is True]
    return " ".join(f'<span class="mark">{kind}</span>' for kind in kinds)


def _text(value: object) -> str:
    return escape("" if value is None else str(value))
