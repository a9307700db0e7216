"""Any sender that signs with HMAC-SHA256, in whichever way the options say (docs/senders/hmac.md)."""

from collections.abc import Mapping
from typing import Any

from bridge.http import Request
from bridge.json_access import flat
from bridge.model.delivery import Delivery
from bridge.model.submission import Submission
from bridge.sources import form
from bridge.sources.form_body import fields
from bridge.sources.options import HEADER, Option
from bridge.sources.signatures import ENCODINGS, Hmac, Secrets

_PARTS = {"{body}": "%(body)b", "{timestamp}": "%(timestamp)b", "{method}": "%(method)b", "{url}": "%(url)b"}


class Configured:
    """The row of `Hmac` that a source's options describe."""

    def verify(self, request: Request, secrets: Secrets, options: Mapping[str, Any], /) -> None:
        """See `signatures.Signature`."""
        _row(options).verify(request, secrets, options)


def _row(options: Mapping[str, str]) -> Hmac:
    signed = options.get("signed", "{body}").replace("%", "%%")
    for ours, part in _PARTS.items():
        signed = signed.replace(ours, part)
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


KINDS = ("form", "shop")
SIGNATURE = Configured()
TOPICS: tuple[str, ...] = ()
OTHER_TOPICS: tuple[str, ...] = ()
OPTIONS = {
    "header": HEADER,
    "prefix": Option(r"[!-~]{1,40}", "what stands before the signature, sha256= for one"),
    "encoding": Option("|".join(ENCODINGS), "hex or base64"),
    "signed": Option(
        r"(?s)(?:[^{}]|\{(?:timestamp|method|url)\})*\{body\}(?:[^{}]|\{(?:timestamp|method|url)\})*",
        "what is signed: {body}, and {timestamp}, {method}, {url} where they are signed too",
    ),
    "pair": Option(r"[A-Za-z0-9_]{1,20}", "the name of the signatures in a header of name=value pairs"),
    "timestamp": Option(HEADER.pattern, "the time's header, or its name among the pairs"),
    "unit": Option("s|ms", "the time's unit, s or ms"),
    "tolerance": Option(r"[0-9]{1,6}", "a number of seconds"),
}

key, topic = form.by_body, form.no_topic


def read(delivery: Delivery) -> Submission:
    """The fields under their own names, nested ones with their path."""
    payload = fields(delivery)
    return Submission(provider="hmac", answers=flat(payload), raw=payload)
