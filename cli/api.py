"""The HTTP API of a deployment, as the command line needs it."""

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

_ADDRESS = "give the stack's output ApiUrl with --api-url, such as https://….amazonaws.com/v1."
_KEY = f"Check the key (--api-key or {KEY}), and that the address (--api-url or {URL}) ends with /v1."
_NETWORK = "Check the network and --api-url; a local stack answers while `make run` runs."
_FORBIDDEN = 403
_LATER = (408, 429)
_NEXT = re.compile(r'<[^?]*\?([^>]*)>; rel="next"')


class Refused(Exception):
    """The API, or the way there, says no; the text is for people."""


class Unreachable(Refused):
    """Not now: it may work a little later."""


class _Answer(NamedTuple):
    body: bytes
    link: str


@dataclass(frozen=True, slots=True)
class Api:
    """Calls with an API key."""

    url: str
    key: str

    @classmethod
    def found(cls, url: str | None, key: str | None) -> Self:
        """The one that is named, else in the environment, else the local stack; raises Refused."""
        local = json.loads(LOCAL_STACK.read_text(encoding="utf-8")) if LOCAL_STACK.exists() else {}
        url = url or os.environ.get(URL) or local.get("api_url")
        key = key or os.environ.get(KEY) or local.get("api_key")
        if not (url and key):
            raise Refused(f"Which deployment? Give --api-url and --api-key, or set {URL} and {KEY}.")
        return cls(url.rstrip("/"), key)

    def post(self, path: str, **query: str) -> dict[str, Any]:
        """A POST without a body."""
        return self._json("POST", path, query)

    def get(self, path: str) -> dict[str, Any]:
        """A GET."""
        return self._json("GET", path, {})

    def rows(self, id_: str) -> Iterator[bytes]:
        """The rows of an import as one CSV file, page by page."""
        query: str | None = ""
        while query is not None:
            answer = self._ask("GET", f"/imports/{id_}/rows?{query}", "text/csv")
            yield answer.body
            following = _NEXT.search(answer.link)
            query = following[1] if following else None

    def _json(self, method: str, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        answer = self._ask(method, f"{path}?{urllib.parse.urlencode(query)}".rstrip("?"))
        try:
            found: dict[str, Any] = json.loads(answer.body)
        except ValueError:
            raise Refused(f"{self.url} is no deployment of seventime-bridge: {_ADDRESS}") from None
        return found

    def _ask(self, method: str, path: str, accept: str = "application/json") -> _Answer:
        headers = {"x-api-key": self.key, "Accept": accept}
        try:
            request = urllib.request.Request(self.url + path, method=method, headers=headers)
        except ValueError:
            raise Refused(f"{self.url} is no address: {_ADDRESS}") from None
        return _answered(request)


def upload(url: str, file: Path) -> None:
    """Put a file where the API said; raises Refused."""
    with file.open("rb") as content:
        headers = {"Content-Length": str(file.stat().st_size), "Content-Type": "application/octet-stream"}
        _answered(urllib.request.Request(url, content, headers, method="PUT"))


def _answered(request: urllib.request.Request) -> _Answer:
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return _Answer(answer.read(), answer.headers.get("Link", ""))
    except urllib.error.HTTPError as error:
        kind = Unreachable if error.code in _LATER or error.code >= 500 else Refused
        raise kind(_explained(error)) from None
    except (OSError, http.client.HTTPException) as error:
        place = urllib.parse.urlsplit(request.full_url).netloc
        raise Unreachable(f"{place} is not reached ({_reason(error)}). {_NETWORK}") from None


def _reason(error: Exception) -> str:
    return str(getattr(error, "reason", "") or error or type(error).__name__)


def _explained(error: urllib.error.HTTPError) -> str:
    try:
        said = json.loads(error.read())["error"]
        fields = [f"{each['field']}: {each['message']}" for each in said.get("fields", ())]
        text = "\n".join([f"{said['message']} ({error.code} {said['code']})", *fields])
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        text = f"{urllib.parse.urlsplit(error.url).netloc} answers {error.code}."
    return f"{text}\n{_KEY}" if error.code == _FORBIDDEN else text
