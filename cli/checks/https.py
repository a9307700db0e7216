"""Is the API's certificate valid, and for how long?"""

import socket
import ssl
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from cli.checks.findings import Finding, failure, ok, skipped, warning
from cli.languages import _

_SOON = 14
"""Days before its end from which on AWS should have renewed a certificate."""

_SECONDS = 10.0


def certificate(url: str, context: ssl.SSLContext | None = None) -> Iterator[Finding]:
    """Does a sender that checks certificates take the API for what it is?"""
    parts = urlsplit(url)
    if parts.scheme != "https":
        yield skipped("TLS", _("not asked: this stack speaks plain HTTP"))
        return
    host, port = parts.hostname or "", parts.port or 443
    try:
        days = _days_left(host, port, context or ssl.create_default_context())
    except ssl.SSLError as error:
        text = _("the certificate of {host} is not valid: {error}")
        text = text.format(host=host, error=getattr(error, "verify_message", "") or error.reason)
        yield failure("TLS", text, _("Look at it in AWS Certificate Manager: a DNS record may be missing."))
    except OSError:
        text = _("{host} cannot be reached").format(host=host)
        yield failure("TLS", text, _("Check the network, and the DNS record of DomainName."))
    else:
        yield _valid(host, days)


def _days_left(host: str, port: int, context: ssl.SSLContext) -> float:
    with (
        socket.create_connection((host, port), timeout=_SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
    ):
        ends = secure.getpeercert() or {}
    return (ssl.cert_time_to_seconds(str(ends["notAfter"])) - time.time()) / 86_400


def _valid(host: str, days: float) -> Finding:
    text = _("the certificate of {host} is valid for {days} days").format(host=host, days=int(days))
    if days >= _SOON:
        return ok("TLS", text)
    to_do = _("AWS should have renewed it. Is its DNS record for the validation still there?")
    return warning("TLS", text, to_do)
