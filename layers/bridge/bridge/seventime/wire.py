"""How Seven Time's two versions look on the wire: version 1 takes forms, version 2 JSON."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from bridge.model.failures import Rejected
from bridge.model.reasons import Reason

CUSTOMERS = "/customers/"
USERS = "/users/"
COMPANY_INFORMATION = "/companyInformation/"

HEADERS: dict[str, dict[str, str]] = {
    "1": {"User-Agent": "seventime-bridge"},
    "2": {"User-Agent": "seventime-bridge", "Accept": "application/json"},
}
"""Version → headers of every request, beside Client-Secret."""

_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


def customer_path(id: str) -> str:
    """The path of one customer.

    Ids are letters and digits; anything else is no customer's, is not sent, and is raised as Rejected with
    `seventime_not_found`. So no id can lead to another path, encoded or not.
    """
    if not _ID.fullmatch(id):
        raise Rejected(Reason.SEVENTIME_NOT_FOUND, f"GET {CUSTOMERS}<_id>: that is not an _id")
    return CUSTOMERS + id


def body(version: str, fields: Mapping[str, Any]) -> tuple[bytes, str]:
    """The request's body and its Content-Type.

    >>> body("1", {"name": "Åsa", "billingSettings": {"isROTCustomer": True}})
    (b'name=%C3%85sa&billingSettings%5BisROTCustomer%5D=true', 'application/x-www-form-urlencoded')
    """
    if version == "1":
        return form(fields).encode(), "application/x-www-form-urlencoded"
    text = json.dumps(fields, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode(errors="replace"), "application/json"


def form(fields: Mapping[str, Any]) -> str:
    """`a[b][0][c]=value` for nested fields, as the client in Seven Time's documentation writes them.

    None, empty texts, lists and objects are left out: an empty number or boolean is a validation error there.
    """
    return "&".join(f"{_quoted(key)}={_quoted(value)}" for key, value in _pairs(fields))


def _pairs(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in fields.items():
        if isinstance(value, Mapping):
            yield from _pairs({f"{key}[{inner}]": item for inner, item in value.items()})
        elif isinstance(value, list | tuple):
            yield from _pairs({f"{key}[{index}]": item for index, item in enumerate(value)})
        elif value is not None and value != "":
            yield key, _text(value)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="replace")


def data(answer: Any) -> Any:
    """What is inside an answer: version 2 wraps in `{"data": …}` what was asked for, not what it created."""
    wrapped = isinstance(answer, dict) and "data" in answer and "_id" not in answer
    return answer["data"] if wrapped else answer


def totals(answer: Any) -> tuple[int | None, int | None]:
    """How many customers match, and how many pages they are; version 1 has one page and does not count."""
    if not isinstance(answer, dict) or not isinstance(meta := answer.get("meta"), dict):
        return None, 1
    return _whole(meta.get("totalResources")), _whole(meta.get("totalPages"))


def _whole(value: Any) -> int | None:
    return int(value) if re.fullmatch(r"\d{1,18}", str(value)) else None
