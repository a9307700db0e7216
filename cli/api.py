"""The HTTP API of a deployment, as the command line needs it."""

import json
import os
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

LOCAL_STACK = Path(__file__).parents[1] / ".local" / "stack.json"
URL, KEY = "BRIDGE_API_URL", "BRIDGE_API_KEY"

_NEXT = re.compile(r'<[^?]*\?([^>]*)>; rel="next"')


class Refused(Exception):
    """The API, or the way there, says no; the text is for people."""


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
            with self._open("GET", f"/imports/{id_}/rows?{query}", "text/csv") as answer:
                yield answer.read()
                following = _NEXT.search(answer.headers.get("Link", ""))
            query = following[1] if following else None

    def _json(self, method: str, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        with self._open(method, f"{path}?{urllib.parse.urlencode(query)}".rstrip("?")) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def _open(self, method: str, path: str, accept: str = "application/json") -> Any:
        headers = {"x-api-key": self.key, "Accept": accept}
        return _opened(urllib.request.Request(self.url + path, method=method, headers=headers))


def upload(url: str, file: Path) -> None:
    """Put a file where the API said; raises Refused."""
    with file.open("rb") as content:
        headers = {"Content-Length": str(file.stat().st_size), "Content-Type": "application/octet-stream"}
        request = urllib.request.Request(url, content, headers, method="PUT")
        _opened(request).close()


def _opened(request: urllib.request.Request) -> Any:
    try:
        return urllib.request.urlopen(request, timeout=60)
    except urllib.error.HTTPError as error:
        raise Refused(_explained(error)) from None
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise Refused(f"{urllib.parse.urlsplit(request.full_url).netloc} is not reached: {error}") from None


def _explained(error: urllib.error.HTTPError) -> str:
    try:
        said = json.loads(error.read())["error"]
    except (ValueError, KeyError, TypeError):
        return f"The API answers {error.code}."
    fields = [f"{each['field']}: {each['message']}" for each in said.get("fields", ())]
    return "\n".join([f"{said['message']} ({error.code} {said['code']})", *fields])
