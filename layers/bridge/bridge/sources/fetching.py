"""Fetches from a sender's API what its webhook leaves out. It never retries: the queue does."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from bridge.http_client import (
    Connection,
    HttpRequest,
    HttpResponse,
    IncompleteResponse,
    NoResponseInTime,
    NotSent,
    RequestFailed,
)
from bridge.model.failures import Failure, Rejected, Unavailable
from bridge.model.reasons import Reason
from bridge.sources.secrets import SenderSecrets
from bridge.sources.sender_api import SenderApi

TIMEOUT = (3.05, 6.0)
"""Seconds to connect and to read."""

_HEADERS = {"Accept": "application/json", "User-Agent": "seventime-bridge"}

_WITHOUT_RESPONSE: dict[type[RequestFailed], Reason] = {
    NotSent: Reason.SENDER_UNREACHABLE,
    NoResponseInTime: Reason.SENDER_TIMEOUT,
    IncompleteResponse: Reason.SENDER_BROKEN_ANSWER,
}


class Fetcher:
    """Makes GET requests to the senders' APIs, over one kept connection each."""

    def __init__(self, secrets: SenderSecrets, timeout: tuple[float, float] = TIMEOUT) -> None:
        self._secrets = secrets
        self._timeout = timeout
        self._connections: dict[str, Connection] = {}

    def get(self, api: SenderApi, source: str, *path: str, **query: str) -> Any:
        """Return the JSON of the response, None if it is empty. Raises Rejected or Unavailable."""
        escaped = "".join(f"/{quote(part, safe='')}" for part in path)
        authorization = api.authorization(self._secrets.api_key(source))
        request = HttpRequest("GET", escaped, urlencode(query), authorization)
        try:
            response = self._connection(api.base_url).send(request)
        except RequestFailed as error:
            raise Unavailable(_WITHOUT_RESPONSE[type(error)], f"{request}: {error}") from error
        return _decode(request, response)

    def _connection(self, base_url: str) -> Connection:
        if base_url not in self._connections:
            self._connections[base_url] = Connection(base_url, _HEADERS, self._timeout)
        return self._connections[base_url]


def _decode(request: HttpRequest, response: HttpResponse) -> Any:
    if not response.is_success:
        raise _failure(response, f"{request}: {response.status}")
    if not response.body:
        return None
    try:
        return response.json()
    except ValueError as error:
        text = f"{request}: {response.status}, {error}"
        raise Unavailable(Reason.SENDER_BROKEN_ANSWER, text) from error


def _failure(response: HttpResponse, message: str) -> Failure:
    status = response.status
    if _is_key_refused(status, response.headers):
        return Unavailable(Reason.API_KEY_REFUSED, message)
    if status in (404, 410):
        return Rejected(Reason.NOT_AT_SENDER, message)
    if status == 429:
        return Unavailable(Reason.SENDER_RATE_LIMITED, message, retry_after=response.retry_after)
    if status in (408, 425) or not 400 <= status < 500:
        return Unavailable(Reason.SENDER_UNAVAILABLE, message, retry_after=response.retry_after)
    return Rejected(Reason.SENDER_REFUSED, message)


def _is_key_refused(status: int, headers: Mapping[str, str]) -> bool:
    """True if the operator must replace the key; all deliveries of the source wait until then.

    Meta answers 400 to an expired token and names it in WWW-Authenticate.
    """
    return status in (401, 403) or "invalid_token" in headers.get("WWW-Authenticate", "")
