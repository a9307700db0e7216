"""Requests and deliveries of senders."""

import json

from bridge.http import Request
from bridge.model.delivery import Delivery
from bridge.model.failures import Unauthentic

NOW = 1_795_512_600.0


def request(body=b"", headers=None, query=None, method="POST"):
    lower = {name.lower(): value for name, value in (headers or {}).items()}
    return Request(
        method,
        path_parameters={"source": "a-source"},
        headers=lower,
        query=query or {},
        body=body,
        received_at=NOW,
    )


def accepted(verify, *arguments, **named):
    """Return whether `verify` lets a request in."""
    try:
        verify(*arguments, **named)
    except Unauthentic:
        return False
    return True


def not_called(*_, **__):
    """Stand in for what must not happen."""
    raise AssertionError("called")


def delivery(payload, topic="", content_type="application/json", **more):
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return Delivery("id", "a-source", body, topic=topic, content_type=content_type, **more)
