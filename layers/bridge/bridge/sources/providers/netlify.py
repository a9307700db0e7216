"""Netlify Forms, through an outgoing webhook with a JWS secret token (docs/senders/netlify.md)."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from bridge.http import Request
from bridge.json_access import as_object, as_text, parse
from bridge.model.delivery import Delivery
from bridge.model.failures import Unauthentic
from bridge.model.reasons import Reason
from bridge.model.source import SourceKind
from bridge.model.submission import Submission
from bridge.sources import form
from bridge.sources.form import FormAnswer
from bridge.sources.options import NO_OPTIONS, NO_TOPICS
from bridge.sources.signatures import Secrets


class SignedDigest:
    """A compact JWS (HS256) that holds Netlify's name and the body's SHA-256."""

    def verify(self, request: Request, secrets: Secrets, _options: Mapping[str, Any], /) -> None:
        """See `signatures.Signature`."""
        token = request.headers.get("x-webhook-signature", "")
        digest = hashlib.sha256(request.body).hexdigest()
        if not any(hmac.compare_digest(digest, _signed_digest(token, secret)) for secret in secrets):
            raise Unauthentic(Reason.BAD_SIGNATURE if token else Reason.SIGNATURE_MISSING)


def _signed_digest(token: str, secret: str) -> str:
    """Return the digest in Netlify's token, "" if the token is not Netlify's."""
    import jwt

    try:
        claims = jwt.decode(token, secret, algorithms=["HS256"], issuer="netlify")
    except (jwt.PyJWTError, ValueError):
        return ""
    digest = as_text(claims.get("sha256"))
    return digest if digest.isascii() else ""


KINDS = (SourceKind.FORM,)
SIGNATURE = SignedDigest()
TOPICS = NO_TOPICS
OPTIONS = NO_OPTIONS

_NOT_ANSWERS = ("ip", "user_agent", "referrer")

topic = form.no_topic


def key(request: Request) -> bytes:
    """The submission's id."""
    return form.key_from_ids(request, request.json.get("id"))


def read(delivery: Delivery) -> Submission:
    """Read the answers by their fields' names, and by the labels that Netlify makes from these."""
    payload = parse(delivery.body)
    data, labels = as_object(payload.get("data")), as_object(payload.get("human_fields"))
    by_name = [FormAnswer(name, "", value) for name, value in data.items() if name not in _NOT_ANSWERS]
    by_label = [FormAnswer("", label, value) for label, value in labels.items()]
    return form.submission(
        "netlify",
        by_name + by_label,
        submission_id=as_text(payload.get("id")),
        form_id=as_text(payload.get("form_id")),
        form_name=as_text(payload.get("form_name")),
        submitted_at=as_text(payload.get("created_at")),
        raw=payload,
    )
