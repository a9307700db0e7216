"""The HTTP API of a deployment, as far as the command line needs it."""

import http.client
import json
import os
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Self

LOCAL_STACK = Path(__file__).parents[1] / ".local" / "stack.json"
URL, KEY = "BRIDGE_API_URL", "BRIDGE_API_KEY"

_CHECK_URL = "give the stack's output ApiUrl with --api-url, such as https://….amazonaws.com/v1."
_CHECK_KEY = f"Check the key (--api-key or {KEY}), and that the URL (--api-url or {URL}) ends with /v1."
_CHECK_NETWORK = "Check the network and --api-url. A local stack responds while `make run` runs."

_SECONDS = 60
"""Time-out of a request."""

_FORBIDDEN = 403
_TEMPORARY = (408, 429)
"""Statuses below 500 after which the same request may work later."""

_NEXT_PAGE = re.compile(r'<[^?]*\?([^>]*)>; rel="next"')


class Failed(Exception):
    """A request failed. The text says why, and what to do."""


class Unreachable(Failed):
    """A request failed for now. It may work later."""


class _Response(NamedTuple):
    body: bytes
    link: str


@dataclass(frozen=True, slots=True)
class Api:
    """Sends requests with an API key."""

    url: str
    key: str

    @classmethod
    def find(cls, url: str | None, key: str | None) -> Self:
        """The deployment that is given, else the environment's, else the local stack. Raises Failed."""
        local = json.loads(LOCAL_STACK.read_text(encoding="utf-8")) if LOCAL_STACK.exists() else {}
        url = url or os.environ.get(URL) or local.get("api_url")
        key = key or os.environ.get(KEY) or local.get("api_key")
        if not (url and key):
            raise Failed(f"Which deployment? Give --api-url and --api-key, or set {URL} and {KEY}.")
        return cls(url.rstrip("/"), key)

    def post(self, path: str, **query: str) -> dict[str, Any]:
        """POST without a body."""
        return self._json("POST", path, query)

    def get(self, path: str) -> dict[str, Any]:
        """GET JSON."""
        return self._json("GET", path, {})

    def rows(self, id_: str) -> Iterator[bytes]:
        """The rows of an import as one CSV file, in pieces."""
        query: str | None = ""
        while query is not None:
            response = self._request("GET", f"/imports/{id_}/rows?{query}", "text/csv")
            yield response.body
            next_page = _NEXT_PAGE.search(response.link)
            query = next_page[1] if next_page else None

    def _json(self, method: str, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        response = self._request(method, f"{path}?{urllib.parse.urlencode(query)}".rstrip("?"))
        try:
            content: dict[str, Any] = json.loads(response.body)
        except ValueError:
            raise Failed(f"{self.url} is not a deployment of seventime-bridge: {_CHECK_URL}") from None
        return content

    def _request(self, method: str, path: str, accept: str = "application/json") -> _Response:
        headers = {"x-api-key": self.key, "Accept": accept}
        try:
            request = urllib.request.Request(self.url + path, method=method, headers=headers)
        except ValueError:
            raise Failed(f"{self.url} is not a URL: {_CHECK_URL}") from None
        return _send(request)


def upload(url: str, file: Path) -> None:
    """PUT a file to the URL that the API gave. Raises Failed."""
    with file.open("rb") as content:
        headers = {"Content-Length": str(file.stat().st_size), "Content-Type": "application/octet-stream"}
        _send(urllib.request.Request(url, content, headers, method="PUT"))


def _send(request: urllib.request.Request) -> _Response:
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as response:
            return _Response(response.read(), response.headers.get("Link", ""))
    except urllib.error.HTTPError as error:
        if error.code in _TEMPORARY or error.code >= 500:
            raise Unreachable(_explanation(error)) from None
        raise Failed(_explanation(error)) from None
    except (OSError, http.client.HTTPException) as error:
        host = urllib.parse.urlsplit(request.full_url).netloc
        raise Unreachable(f"{host} cannot be reached ({_cause(error)}). {_CHECK_NETWORK}") from None


def _cause(error: Exception) -> str:
    return str(getattr(error, "reason", "") or error or type(error).__name__)


def _explanation(error: urllib.error.HTTPError) -> str:
    """The API's own error, else the status."""
    try:
        content = json.loads(error.read())["error"]
        lines = [f"{content['message']} ({error.code} {content['code']})"]
        lines += [f"{field['field']}: {field['message']}" for field in content.get("fields", ())]
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        lines = [f"{urllib.parse.urlsplit(error.url).netloc} responds with {error.code}."]
    if error.code == _FORBIDDEN:
        lines.append(_CHECK_KEY)
    return "\n".join(lines)
