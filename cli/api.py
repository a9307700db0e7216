"""The HTTP API of a deployment, as far as the command line needs it."""

import http.client
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from cli.languages import _, message

URL, KEY = "BRIDGE_API_URL", "BRIDGE_API_KEY"

_SECONDS = 60
"""Time-out of a request."""

_MALFORMED, _FORBIDDEN = 400, 403
_TEMPORARY = (408, 429)
"""Statuses below 500 after which the same request may work later."""

_NO_HEADERS: Mapping[str, str] = {}

_NEXT_PAGE = re.compile(r'<[^?]*\?([^>]*)>; rel="next"')


class Failed(Exception):
    """A request failed. The text says why, and what to do."""

    exit_code = 1


class Misused(Failed):
    """The request asks for something that does not exist in this form."""

    exit_code = 2


class NotAllowed(Failed):
    """The key is not accepted, or there is no API of ours."""

    exit_code = 3


class Unreachable(Failed):
    """A request failed for now. It may work later."""

    exit_code = 3


class _Response(NamedTuple):
    body: bytes
    link: str


@dataclass(frozen=True, slots=True)
class Api:
    """Sends requests with an API key."""

    url: str
    key: str

    def post(self, path: str, **query: str) -> dict[str, Any]:
        """POST without a body."""
        return self._json("POST", path, query)

    def expect(self, file: Path, **query: str) -> dict[str, Any]:
        """Ask for an import of a file that will be uploaded. Says the file's name."""
        name = {"X-File-Name": urllib.parse.quote(file.name)}
        return self._json("POST", "/imports", query, name)

    def get(self, path: str, **query: str) -> dict[str, Any]:
        """GET JSON."""
        return self._json("GET", path, query)

    def rows(self, id_: str) -> Iterator[bytes]:
        """The rows of an import as one CSV file, in pieces."""
        query: str | None = ""
        while query is not None:
            response = self._request("GET", f"/imports/{id_}/rows?{query}", {"Accept": "text/csv"})
            yield response.body
            next_page = _NEXT_PAGE.search(response.link)
            query = next_page[1] if next_page else None

    def _json(
        self, method: str, path: str, query: Mapping[str, str], more: Mapping[str, str] = _NO_HEADERS
    ) -> dict[str, Any]:
        path = f"{path}?{urllib.parse.urlencode(query)}".rstrip("?")
        response = self._request(method, path, {"Accept": "application/json", **more})
        try:
            content: dict[str, Any] = json.loads(response.body)
        except ValueError:
            raise NotAllowed(_no_deployment().format(url=self.url)) from None
        return content

    def _request(self, method: str, path: str, more: Mapping[str, str]) -> _Response:
        headers = {"x-api-key": self.key, **more}
        try:
            request = urllib.request.Request(self.url + path, method=method, headers=headers)
        except ValueError:
            raise Misused(_no_deployment().format(url=self.url)) from None
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
        raise _REFUSALS.get(error.code, Failed)(_explanation(error)) from None
    except (OSError, http.client.HTTPException) as error:
        host = urllib.parse.urlsplit(request.full_url).netloc
        text = _("{host} cannot be reached ({cause}). A local stack answers while make run runs.")
        raise Unreachable(text.format(host=host, cause=_cause(error))) from None


def _cause(error: Exception) -> str:
    return str(getattr(error, "reason", "") or error or type(error).__name__)


def _explanation(error: urllib.error.HTTPError) -> str:
    """The API's own error, else the status."""
    try:
        content = json.loads(error.read())["error"]
        lines = [f"{_said(content)} ({error.code} {content['code']})"]
        lines += [f"{field['field']}: {field['message']}" for field in content.get("fields", ())]
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        lines = [f"{urllib.parse.urlsplit(error.url).netloc}: {error.code}"]
    if error.code == _FORBIDDEN:
        lines.append(
            _("Check the key ({key}), and that the URL ({url}) ends with /v1.").format(key=KEY, url=URL)
        )
    return "\n".join(lines)


def _said(content: Mapping[str, Any]) -> str:
    return message(content) or str(content["message"])


def _no_deployment() -> str:
    return _("{url} is no deployment of seventime-bridge: set BRIDGE_API_URL to the stack's output ApiUrl.")


_REFUSALS = {_MALFORMED: Misused, _FORBIDDEN: NotAllowed}
