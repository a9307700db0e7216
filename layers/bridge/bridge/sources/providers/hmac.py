"""Any sender that signs with HMAC-SHA256, as the source's options describe it (docs/senders/hmac.md)."""

from collections.abc import Mapping
from typing import Any

from bridge.http import Request
from bridge.model.delivery import Delivery
from bridge.model.source import SourceKind
from bridge.model.submission import Submission
from bridge.sources import any_body, form
from bridge.sources.form_body import read_fields
from bridge.sources.options import HEADER, NO_TOPICS, Option
from bridge.sources.signatures import ENCODINGS, Hmac, Secrets

_PLACEHOLDERS = {
    "{body}": "%(body)b",
    "{timestamp}": "%(timestamp)b",
    "{method}": "%(method)b",
    "{url}": "%(url)b",
}
"""A placeholder of the option `signed` → that of `Hmac.signed`."""


class ConfiguredHmac:
    """The HMAC scheme that a source's options describe."""

    def verify(self, request: Request, secrets: Secrets, options: Mapping[str, Any], /) -> None:
        """See `signatures.Signature`."""
        _scheme(options).verify(request, secrets, options)


def _scheme(options: Mapping[str, str]) -> Hmac:
    signed = options.get("signed", "{body}").replace("%", "%%")
    for option, template in _PLACEHOLDERS.items():
        signed = signed.replace(option, template)
    return Hmac(
        headers=(options.get("header", "x-signature").lower(),),
        encoding=options.get("encoding", "hex"),
        signed=signed.encode(),
        prefix=options.get("prefix", ""),
        pair=options.get("pair", ""),
        timestamp=options.get("timestamp", "").lower(),
        per_second=1000 if options.get("unit") == "ms" else 1,
        tolerance=float(options.get("tolerance", "300")),
    )


KINDS = (SourceKind.FORM, SourceKind.SHOP)
SIGNATURE = ConfiguredHmac()
TOPICS = NO_TOPICS
OPTIONS = {
    "header": HEADER,
    "prefix": Option(r"[!-~]{1,40}", "the text before the signature, such as sha256=, without spaces"),
    "encoding": Option("|".join(ENCODINGS), "hex or base64"),
    "signed": Option(
        r"(?s)(?:[^{}]|\{(?:timestamp|method|url)\})*\{body\}(?:[^{}]|\{(?:timestamp|method|url)\})*",
        "the text that is signed: {body} once, and {timestamp}, {method} and {url} if they are signed, too",
        needs=("{timestamp}", "timestamp"),
    ),
    "pair": Option(
        r"[A-Za-z0-9_]{1,20}",
        "the name of the signatures in a header of name=value pairs: letters, digits and _",
    ),
    "timestamp": Option(HEADER.pattern, "the header of the time, or its name among the pairs"),
    "unit": Option("s|ms", "s or ms, the unit of the time"),
    "tolerance": Option(r"[0-9]{1,6}", "a whole number of seconds"),
}

key = form.key_from_body
topic = form.no_topic


def read(delivery: Delivery) -> Submission:
    """Read the fields by their own names, and nested values by their path."""
    payload = read_fields(delivery)
    return any_body.submission("hmac", payload)
