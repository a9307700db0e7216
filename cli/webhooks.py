"""Webhooks that the command line and the local stack send: requests, and what answers them."""

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Self

_SECONDS = 35
"""Time-out of a request: API Gateway waits 29 s for a function."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """A request that is not sent yet."""

    url: str
    """Without a query."""
    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    method: str = "POST"

    def with_headers(self, headers: Mapping[str, str]) -> Self:
        """The same with these headers as well."""
        return replace(self, headers={**self.headers, **headers})

    def with_query(self, **query: str) -> Self:
        """The same with these parameters as well."""
        return replace(self, query={**self.query, **query})


class Answer(NamedTuple):
    """A response."""

    status: int
    text: str

    @property
    def content(self) -> dict[str, Any]:
        """The JSON object in it; empty if it is none."""
        try:
            content = json.loads(self.text)
        except ValueError:
            return {}
        return content if isinstance(content, dict) else {}

    @property
    def code(self) -> str:
        """The code of our API's error, "" if there is none."""
        error = self.content.get("error")
        return str(error.get("code", "")) if isinstance(error, dict) else ""


class Unreachable(Exception):
    """No response came. The text says why."""

    exit_code = 3


def send(webhook: Webhook) -> Answer:
    """Send it. Raises Unreachable."""
    try:
        with urllib.request.urlopen(_request(webhook), timeout=_SECONDS) as response:
            return Answer(response.status, response.read().decode(errors="replace"))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.read().decode(errors="replace"))
    except (OSError, http.client.HTTPException) as error:
        cause = str(getattr(error, "reason", "") or error or type(error).__name__)
        raise Unreachable(f"{urllib.parse.urlsplit(webhook.url).netloc}: {cause}") from None


def _request(webhook: Webhook) -> urllib.request.Request:
    query = f"?{urllib.parse.urlencode(webhook.query)}" if webhook.query else ""
    data = None if webhook.method == "GET" else webhook.body
    return urllib.request.Request(webhook.url + query, data, dict(webhook.headers), method=webhook.method)
