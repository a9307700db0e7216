"""The kept connection to Seven Time: one request out, one answer in. The only `import requests`.

No retries and no redirects. What became of a request is told exactly, because a customer that may exist must
not be created again: it was answered, it was not sent, or nobody knows.
"""

import logging
import re
import time
from collections.abc import Iterator, Mapping
from ssl import SSLCertVerificationError
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import InvalidSchema, InvalidURL, MissingSchema, ProxyError
from urllib3.exceptions import ConnectTimeoutError, HTTPError, ReadTimeoutError

from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason
from bridge.seventime.responses import Answer, Call, unavailable

MAX_ANSWER = 8_000_000
"""Bytes; 500 customers with every field are about 1 MB."""

IDLE = 4.0
"""Seconds after which a kept connection is not used again.

Node.js hangs up after 5, and a request that crosses with the hang-up has an unknown outcome.
"""

_BEFORE_SENDING = (
    requests.ConnectTimeout,
    ConnectTimeoutError,  # urllib3's refused connections and unknown hosts are of this class as well
    SSLCertVerificationError,
    ProxyError,
    InvalidURL,
    InvalidSchema,
    MissingSchema,
)
_TIMED_OUT = (requests.ReadTimeout, ReadTimeoutError)

# urllib3 warns with whole URLs, and so with personal numbers.
logging.getLogger("urllib3").setLevel(logging.ERROR)


class AnswerTooLarge(OSError):
    """More than MAX_ANSWER."""


class Connection:
    """A session with one server; `timeout` is (connect, read) in seconds."""

    def __init__(self, base_url: str, headers: Mapping[str, str], timeout: tuple[float, float]) -> None:
        self._base_url = base_url.rstrip("/")
        self._session = _Session()
        self._session.headers.update(headers)
        self._door = _Door()
        self._session.mount(self._base_url, self._door)
        self._timeout = timeout
        self._used = 0.0

    def open(self, call: Call) -> None:
        """Connect now, unless connected, so that the request leaves at once when its time has come.

        Raises Unavailable("seventime_unreachable").
        """
        self._leave_idle()
        try:
            settings = self._session.merge_environment_settings(self._base_url, {}, None, None, None)
            if self._door.connect(self._base_url, self._timeout[0], settings):
                self._used = time.time()
        except (OSError, HTTPError, ValueError) as error:
            raise unavailable(
                call, Reason.SEVENTIME_UNREACHABLE, f"not sent, {type(error).__name__}"
            ) from None

    def exchange(self, call: Call, query: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        """Send it and read what comes; raises Unavailable, `unknown` unless it was surely not sent."""
        self._leave_idle()
        try:
            return self._exchange(call, query, headers, body)
        except (OSError, HTTPError) as error:
            # Without the cause: its text has the query in it.
            raise _lost(call, error) from None
        finally:
            self._used = time.time()

    def _leave_idle(self) -> None:
        if time.time() - self._used > IDLE:
            self._session.close()

    def _exchange(self, call: Call, query: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        with self._session.request(
            call.method,
            f"{self._base_url}{call.path}{'?' if query else ''}{query}",
            data=body,
            headers=headers,
            timeout=self._timeout,
            stream=True,
        ) as response:
            return Answer(response.status_code, response.headers, _content(response))


def client_secret(call: Call, secret: str) -> str:
    """The Client-Secret as a header's value, without the line end of a pasted one; raises Unavailable."""
    value = secret.strip()
    if not re.fullmatch(r"[\x20-\x7e\xa0-\xff]+", value):
        text = "not sent, the Client-Secret is empty or has characters that no header can hold"
        raise unavailable(call, Reason.CLIENT_SECRET_REFUSED, text)
    return value


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """Nowhere: `allow_redirects=False` would still read the target, and fail over a bad one."""


class _Door(HTTPAdapter):
    def connect(self, url: str, timeout: float, settings: Mapping[str, Any]) -> bool:
        """Leave an open connection in the pool; whether it is a new one."""
        request = requests.Request("GET", url).prepare()
        verify, proxies, cert = (settings[name] for name in ("verify", "proxies", "cert"))
        pool: Any = self.get_connection_with_tls_context(request, verify, proxies, cert)
        if pool.proxy:  # a tunnel is opened with the request
            return False
        self.cert_verify(pool, url, verify, cert)  # type: ignore[no-untyped-call]
        connection = pool._get_conn()
        closed: bool = connection.is_closed
        try:
            if closed:
                connection.timeout = timeout
                connection.connect()
        finally:
            pool._put_conn(connection)
        return closed


def _content(response: requests.Response) -> bytes:
    content = bytearray()
    try:
        for chunk in response.iter_content(65536):
            content += chunk
            if len(content) > MAX_ANSWER:
                raise AnswerTooLarge
    except (OSError, HTTPError):
        if response.ok:
            raise
        return b""  # the status says enough
    return bytes(content)


def _lost(call: Call, error: Exception) -> Unavailable:
    causes = list(_causes(error))
    kind = type(error).__name__
    if any(isinstance(cause, _BEFORE_SENDING) for cause in causes):
        return unavailable(call, Reason.SEVENTIME_UNREACHABLE, f"not sent, {kind}")
    if any(isinstance(cause, _TIMED_OUT) for cause in causes):
        return unavailable(call, Reason.SEVENTIME_TIMEOUT, f"no answer in time, {kind}")
    return unavailable(call, Reason.SEVENTIME_BROKEN_ANSWER, f"no whole answer, {kind}")


def _causes(error: object) -> Iterator[BaseException]:
    """requests wraps urllib3's errors, which wrap the socket's: in `reason` or as the first argument."""
    while isinstance(error, BaseException):
        yield error
        reason = getattr(error, "reason", None)
        error = reason if isinstance(reason, BaseException) else next(iter(error.args), None)
