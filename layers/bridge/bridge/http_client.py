"""The HTTP edge to other systems: one request out, one response in. The only module that imports `requests`.

There are no retries and no redirects. A request without a response may still have created a customer, so the
failures are told apart: NotSent, and two others after which the outcome is unknown.
"""

import json
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ssl import SSLCertVerificationError
from typing import Any

import requests
from requests.adapters import DEFAULT_CA_BUNDLE_PATH, HTTPAdapter
from requests.exceptions import InvalidSchema, InvalidURL, MissingSchema, ProxyError
from urllib3.exceptions import ConnectTimeoutError, HTTPError, ReadTimeoutError

from bridge.kept_connections import KeptPool
from bridge.leaving import Departure, Unwatched, watched_by
from bridge.tls import Pool, trusting

MAX_RESPONSE_BYTES = 8_000_000
"""500 customers with every field are about 1 MB."""

MOST_KEPT = 10
"""Connections to one server that are kept, and so threads that can share them without opening more."""

_BEFORE_SENDING = (
    requests.ConnectTimeout,
    ConnectTimeoutError,  # also the class of urllib3's errors for refused connections and unknown hosts
    SSLCertVerificationError,
    ProxyError,
    InvalidURL,
    InvalidSchema,
    MissingSchema,
)
_TIMED_OUT = (requests.ReadTimeout, ReadTimeoutError)

# urllib3's warnings contain whole URLs, and URLs contain personal numbers.
logging.getLogger("urllib3").setLevel(logging.ERROR)


class RequestFailed(Exception):
    """No complete response came. The text names the type of the error, and nothing from the request."""


class NotSent(RequestFailed):
    """The request was certainly not sent."""


class NoResponseInTime(RequestFailed):
    """The request was sent, and the time for its response ran out."""


class IncompleteResponse(RequestFailed):
    """The connection broke, or what came is not an HTTP response of an acceptable size."""


class ResponseTooLarge(OSError):
    """The body is larger than MAX_RESPONSE_BYTES. It ends as IncompleteResponse."""


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request. `str()` gives its method and path only: the rest may hold persons and secrets."""

    method: str
    path: str
    query: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A response of any status. The names of `headers` are looked up in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def is_success(self) -> bool:
        """True if the status is 2xx."""
        return 200 <= self.status < 300

    @property
    def retry_after(self) -> float | None:
        """The seconds that Retry-After asks for, as a number or a date (RFC 9110, 10.2.3), or None."""
        value = self.headers.get("Retry-After", "").strip()
        if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", value, re.ASCII):
            return float(value)
        try:
            moment = parsedate_to_datetime(value)
        except (ValueError, IndexError, OverflowError):
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())

    def json(self) -> Any:
        """Return the body as JSON. Raises ValueError, whose text and cause do not hold the body."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise ValueError("not JSON") from None


class Connection:
    """Kept connections to one server, one for each thread that sends at the same time.

    `headers` go with every request. `timeout` is (connect, read) in seconds.
    """

    def __init__(self, base_url: str, headers: Mapping[str, str], timeout: tuple[float, float]) -> None:
        self._base_url = base_url.rstrip("/")
        self._adapter = _ConnectingAdapter(pool_maxsize=MOST_KEPT)
        self._session = _SessionWithoutRedirects()
        self._session.headers.update(headers)
        self._session.mount(self._base_url, self._adapter)
        self._timeout = timeout

    def prepare(self) -> None:
        """Read the certificates. Ignore failures: `open` raises them."""
        with suppress(OSError, HTTPError, ValueError):
            self._adapter.pool(self._base_url, self._settings())

    def open(self) -> None:
        """Connect, unless connected already, so that this thread's next request leaves at once.

        Raises NotSent.
        """
        try:
            self._adapter.connect(self._base_url, self._timeout[0], self._settings())
        except (OSError, HTTPError, ValueError) as error:
            raise NotSent(f"not sent, {type(error).__name__}") from None

    def release(self) -> None:
        """Give back the connection that this thread has opened, if it sent nothing over it."""
        self._adapter.release()

    def send(self, request: HttpRequest, departure: Departure | None = None) -> HttpResponse:
        """Send the request and return its response. `departure` is asked right before, and told right after.

        Raises NotSent, NoResponseInTime or IncompleteResponse, and what `departure` raises.
        """
        try:
            with watched_by(departure or Unwatched()):
                return self._send(request)
        except (OSError, HTTPError) as error:
            # Without the cause, whose text has the query in it.
            raise _failure(error) from None

    def _settings(self) -> Mapping[str, Any]:
        settings: Mapping[str, Any] = self._session.merge_environment_settings(
            self._base_url, {}, None, None, None
        )
        return settings

    def _send(self, request: HttpRequest) -> HttpResponse:
        separator = "?" if request.query else ""
        with self._session.request(
            request.method,
            f"{self._base_url}{request.path}{separator}{request.query}",
            data=request.body,
            headers=request.headers,
            timeout=self._timeout,
            stream=True,
        ) as response:
            return HttpResponse(response.status_code, response.headers, _read_body(response))


class _SessionWithoutRedirects(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return None. `allow_redirects=False` would still read the target, and fail on a malformed one."""


_POOLS = {"http": KeptPool, "https": Pool}


class _ConnectingAdapter(HTTPAdapter):
    """An adapter that can connect before there is a request, and reads the certificates once."""

    def init_poolmanager(self, *args: Any, **settings: Any) -> None:
        """Make the pools. Opened connections are kept in ours."""
        super().init_poolmanager(*args, **settings)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **settings: Any) -> Any:
        """Return the pools of a proxy."""
        manager = super().proxy_manager_for(proxy, **settings)
        manager.pool_classes_by_scheme = _POOLS
        return manager

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        """Return the host and the settings of its pool: the certificates as a context instead of a path."""
        host, settings = super().build_connection_pool_key_attributes(request, verify, cert)
        if host["scheme"] == "https":
            given = settings.pop("ca_certs", None) or settings.pop("ca_cert_dir", None)
            settings["ssl_context"] = trusting(given or DEFAULT_CA_BUNDLE_PATH)
        return host, settings

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Leave out the path of the certificates, except for the proxy: the context has them."""
        if conn.proxy:
            super().cert_verify(conn, url, verify, cert)  # type: ignore[no-untyped-call]

    def pool(self, url: str, settings: Mapping[str, Any]) -> Any:
        """Return the pool of this server's connections."""
        request = requests.Request("GET", url).prepare()
        return self.get_connection_with_tls_context(
            request, settings["verify"], settings["proxies"], settings["cert"]
        )

    def connect(self, url: str, timeout: float, settings: Mapping[str, Any]) -> None:
        """Open a connection for this thread's next request."""
        pool = self.pool(url, settings)
        if pool.proxy:  # the tunnel is opened with the request
            return
        self.cert_verify(pool, url, settings["verify"], settings["cert"])
        pool.open(timeout)

    def release(self) -> None:
        """Give back the connections that this thread has opened and not used."""
        pools = self.poolmanager.pools
        for key in pools.keys():  # noqa: SIM118  # urllib3's container cannot be iterated otherwise
            if pool := pools.get(key):
                pool.release()


def _read_body(response: requests.Response) -> bytes:
    body = bytearray()
    try:
        for chunk in response.iter_content(65536):
            body += chunk
            if len(body) > MAX_RESPONSE_BYTES:
                raise ResponseTooLarge
    except (OSError, HTTPError):
        if response.ok:
            raise
        return b""  # an error's status says enough
    return bytes(body)


def _failure(error: Exception) -> RequestFailed:
    causes = list(_causes(error))
    name = type(error).__name__
    if any(isinstance(cause, _BEFORE_SENDING) for cause in causes):
        return NotSent(f"not sent, {name}")
    if any(isinstance(cause, _TIMED_OUT) for cause in causes):
        return NoResponseInTime(f"no response in time, {name}")
    return IncompleteResponse(f"no complete response, {name}")


def _causes(error: object) -> Iterator[BaseException]:
    """Yield the error and those it wraps: requests wraps urllib3's, which wrap the socket's.

    The wrapped error is in `reason` or is the first argument.
    """
    while isinstance(error, BaseException):
        yield error
        reason = getattr(error, "reason", None)
        error = reason if isinstance(reason, BaseException) else next(iter(error.args), None)
