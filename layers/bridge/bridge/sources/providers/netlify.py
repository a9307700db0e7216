"""Netlify Forms, by an outgoing webhook with a JWS secret token (docs/senders/netlify.md)."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from bridge.http import Request
from bridge.json_access import first, parse, record
from bridge.model.delivery import Delivery
from bridge.model.failures import Unauthentic
from bridge.model.reasons import Reason
from bridge.model.submission import Submission
from bridge.sources import form
from bridge.sources.form import Answered
from bridge.sources.options import NONE
from bridge.sources.signatures import Secrets


class SignedDigest:
    """A compact JWS, HS256, of Netlify's name and the body's SHA-256."""

    def verify(self, request: Request, secrets: Secrets, _options: Mapping[str, Any], /) -> None:
        """See `signatures.Signature`."""
        token = request.headers.get("x-webhook-signature", "")
        digest = hashlib.sha256(request.body).hexdigest()
        if not any(hmac.compare_digest(digest, _signed(token, secret)) for secret in secrets):
            raise Unauthentic(Reason.BAD_SIGNATURE if token else Reason.SIGNATURE_MISSING)


def _signed(token: str, secret: str) -> str:
    """The digest that the token has signed, "" for a token that is not Netlify's."""
    import jwt

    try:
        claims = jwt.decode(token, secret, algorithms=["HS256"], issuer="netlify")
    except (jwt.PyJWTError, ValueError):
        return ""
    digest = first(claims.get("sha256"))
    return digest if digest.isascii() else ""


KINDS = ("form",)
SIGNATURE = SignedDigest()
TOPICS: tuple[str, ...] = ()
OTHER_TOPICS: tuple[str, ...] = ()
OPTIONS = NONE

_NO_ANSWERS = ("ip", "user_agent", "referrer")

topic = form.no_topic


def key(request: Request) -> bytes:
    """The submission."""
    return form.by_id(request, request.json.get("id"))


def read(delivery: Delivery) -> Submission:
    """The answers under their fields' names, and under their labels as Netlify has made these out."""
    payload = parse(delivery.body)
    data, labels = record(payload.get("data")), record(payload.get("human_fields"))
    return form.submission(
        "netlify",
        [
            *(Answered(name, "", each) for name, each in data.items() if name not in _NO_ANSWERS),
            *(Answered("", label, each) for label, each in labels.items()),
        ],
        submission_id=first(payload.get("id")),
        form_id=first(payload.get("form_id")),
        form_name=first(payload.get("form_name")),
        submitted_at=first(payload.get("created_at")),
        raw=payload,
    )
