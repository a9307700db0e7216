"""Asking a sender's own API for what its webhook does not say.

The host stands in the provider's module, the key beside the source's secret: nothing in a delivery decides
where we call, or as whom. There are no retries here: the queue does that.
"""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote, urlencode

from bridge.json_access import as_text
from bridge.model.failures import Failure, Rejected, Unavailable
from bridge.model.reasons import Reason
from bridge.sources.secrets import SenderSecrets

if TYPE_CHECKING:
    from bridge.seventime.connection import Connection
    from bridge.seventime.responses import Answer, Call

TIMEOUT = (3.05, 6.0)
"""To connect, to read; in seconds."""

_HEADERS = {"Accept": "application/json", "User-Agent": "seventime-bridge"}
_LONGEST_ID = 100


@dataclass(frozen=True, slots=True)
class Api:
    """A sender's API: its address, and the headers that an API key becomes."""

    base_url: str
    authorization: Callable[[str], Mapping[str, str]]


class Get(Protocol):
    """Asks one source's API: `get("orders", "7", include="addresses")` → the JSON of the answer."""

    def __call__(self, *path: str, **query: str) -> Any:
        """Raises Rejected or Unavailable."""


def bearer(key: str) -> Mapping[str, str]:
    """`Authorization: Bearer …`."""
    return {"Authorization": f"Bearer {key}"}


def basic(key: str) -> Mapping[str, str]:
    """`Authorization: Basic …` with the key as both the user and the password."""
    return {"Authorization": "Basic " + base64.b64encode(f"{key}:{key}".encode()).decode()}


def identifier(value: Any) -> str:
    """An id out of a delivery, as a part of a path or in a query; raises Rejected."""
    id_ = as_text(value)
    if not id_.strip(".") or len(id_) > _LONGEST_ID:
        raise Rejected(Reason.ID_MISSING, "The delivery has no id of what it is about")
    return id_


class Fetcher:
    """GETs from the senders' APIs, over one kept connection each."""

    def __init__(self, secrets: SenderSecrets, timeout: tuple[float, float] = TIMEOUT) -> None:
        self._secrets = secrets
        self._timeout = timeout
        self._connections: dict[str, Connection] = {}

    def get(self, api: Api, source: str, *path: str, **query: str) -> Any:
        """The JSON that the API answers, None for an empty answer; raises Rejected or Unavailable."""
        from bridge.seventime.responses import Call

        call = Call("GET", "".join(f"/{quote(part, safe='')}" for part in path))
        headers = api.authorization(self._secrets.api_key(source))
        try:
            answer = self._connection(api).exchange(call, urlencode(query), headers, None)
        except Unavailable as failure:
            raise Unavailable(Reason(failure.reason.replace("seventime", "sender")), str(failure)) from None
        return _decoded(call, answer)

    def _connection(self, api: Api) -> "Connection":
        # Imported when needed: receivers know the senders' modules too, but never ask.
        from bridge.seventime.connection import Connection

        if api.base_url not in self._connections:
            self._connections[api.base_url] = Connection(api.base_url, _HEADERS, self._timeout)
        return self._connections[api.base_url]


def _decoded(call: "Call", answer: "Answer") -> Any:
    if not 200 <= answer.status < 300:
        raise _failure(answer.status, f"{call}: {answer.status}", answer.headers)
    if not answer.body:
        return None
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        # Without the cause: it holds the whole answer.
        raise Unavailable(Reason.SENDER_BROKEN_ANSWER, f"{call}: {answer.status}, not JSON") from None


def _failure(status: int, message: str, headers: Mapping[str, str]) -> Failure:
    from bridge.seventime.responses import retry_after

    # The key is the operator's to mend; until then everything of the source waits. Meta says it with a 400.
    if status in (401, 403) or "invalid_token" in headers.get("WWW-Authenticate", ""):
        return Unavailable(Reason.API_KEY_REFUSED, message)
    if status in (404, 410):
        return Rejected(Reason.NOT_AT_SENDER, message)
    if status == 429:
        return Unavailable(Reason.SENDER_RATE_LIMITED, message, retry_after=retry_after(headers))
    if status in (408, 425) or not 400 <= status < 500:
        return Unavailable(Reason.SENDER_UNAVAILABLE, message, retry_after=retry_after(headers))
    return Rejected(Reason.SENDER_REFUSED, message)
