"""Whether a secret has the format of its provider, before it is stored."""

from bridge.http import Request
from bridge.model.failures import Failure
from bridge.model.reasons import Reason
from bridge.model.source import Source
from bridge.sources.providers import verify

_SIGNED = Request(
    "POST",
    headers={"webhook-id": "id", "webhook-timestamp": "0", "webhook-signature": "v1,none"},
    body=b"{}",
    received_at=0.0,
)
"""A request that every provider reads up to its signature, which does not verify."""


def is_malformed(source: Source, secret: str) -> bool:
    """True if no delivery could be verified with it, nor with others that are stored beside it."""
    try:
        verify(_SIGNED, source, (secret,))
    except Failure as failure:
        return failure.reason is Reason.SECRET_MALFORMED
    return False
