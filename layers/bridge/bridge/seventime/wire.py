"""What requests to Seven Time look like: version 1 takes forms, version 2 JSON."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from bridge.http_client import HttpRequest
from bridge.model.failures import Rejected, Unavailable
from bridge.model.reasons import Reason

CUSTOMERS = "/customers/"
USERS = "/users/"
COMPANY_INFORMATION = "/companyInformation/"

HEADERS: dict[str, dict[str, str]] = {
    "1": {"User-Agent": "seventime-bridge"},
    "2": {"User-Agent": "seventime-bridge", "Accept": "application/json"},
}
"""Version → the headers of every request, beside Client-Secret."""

_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


def request(
    version: str,
    method: str,
    path: str,
    params: Mapping[str, Any] | None = None,
    fields: Mapping[str, Any] | None = None,
) -> HttpRequest:
    """Return the request without its Client-Secret. `fields` become the body."""
    query = form(params or {})
    path = f"/api/{version}{path}"
    if fields is None:
        return HttpRequest(method, path, query)
    content, content_type = body(version, fields)
    return HttpRequest(method, path, query, {"Content-Type": content_type}, content)


def client_secret(request: HttpRequest, secret: str) -> str:
    """Return the Client-Secret as the value of a header, without the line end of a pasted one.

    Raises Unavailable("client_secret_refused") if no header can hold it.
    """
    value = secret.strip()
    if not re.fullmatch(r"[\x20-\x7e\xa0-\xff]+", value):
        text = "not sent, the Client-Secret is empty or has characters that no header can hold"
        raise Unavailable(Reason.CLIENT_SECRET_REFUSED, f"{request}: {text}")
    return value


def customer_path(id: str) -> str:
    """Return the path of one customer.

    Ids consist of letters, digits, `_` and `-`. Raises Rejected("seventime_not_found") for anything else, so
    that no id can lead to another path, encoded or not.
    """
    if not _ID.fullmatch(id):
        raise Rejected(Reason.SEVENTIME_NOT_FOUND, f"GET {CUSTOMERS}<_id>: that is not an _id")
    return CUSTOMERS + id


def body(version: str, fields: Mapping[str, Any]) -> tuple[bytes, str]:
    """Return the body of a request and its Content-Type.

    >>> body("1", {"name": "Åsa", "billingSettings": {"isROTCustomer": True}})
    (b'name=%C3%85sa&billingSettings%5BisROTCustomer%5D=true', 'application/x-www-form-urlencoded')
    """
    if version == "1":
        return form(fields).encode(), "application/x-www-form-urlencoded"
    text = json.dumps(fields, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode(errors="replace"), "application/json"


def form(fields: Mapping[str, Any]) -> str:
    """Return the fields URL-encoded, nested ones as `a[b][0][c]=value`, as in Seven Time's documentation.

    None and empty texts, lists and objects are left out: Seven Time refuses an empty number or boolean.
    """
    return "&".join(f"{_quote(name)}={_quote(value)}" for name, value in _pairs(fields))


def _pairs(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in fields.items():
        if isinstance(value, Mapping):
            yield from _pairs({f"{name}[{inner}]": item for inner, item in value.items()})
        elif isinstance(value, list | tuple):
            yield from _pairs({f"{name}[{index}]": item for index, item in enumerate(value)})
        elif value is not None and value != "":
            yield name, _text(value)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _quote(text: str) -> str:
    return quote(text, safe="", errors="replace")
