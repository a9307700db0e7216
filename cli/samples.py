"""Samples of what a sender sends: a body on its own, or a whole Lambda event as in events/."""

import json
from collections.abc import Iterator
from typing import Any

from bridge.http import Request
from bridge.json_access import record, records
from bridge.model.delivery import Delivery
from bridge.model.source import Source
from bridge.sources.providers import optional, provider


def deliveries(content: bytes, source: Source) -> Iterator[Delivery]:
    """Yield the deliveries that the receiver would queue for this sample.

    For a sender that sends only ids, a body is the response of the sender's API to the worker.
    """
    module, event = provider(source.provider), _event(content)
    if optional(module, "fetch") and not event:
        yield Delivery("", source.id, _first_record(content))
        return
    request = _request(content, event, source.id)
    split = optional(module, "split")
    parts = split(request) if split else []
    for part in parts or [request]:
        yield _delivery(part, source)


def _delivery(request: Request, source: Source) -> Delivery:
    module = provider(source.provider)
    body, is_test = optional(module, "body"), optional(module, "is_test")
    return Delivery(
        id="",
        source=source.id,
        body=body(request) if body else request.body,
        topic=module.topic(request),
        content_type=request.headers.get("content-type", ""),
        test=bool(is_test and is_test(request)),
    )


def _request(content: bytes, event: dict[str, Any], source: str) -> Request:
    if event:
        return Request.from_event(event | {"pathParameters": {"source": source}}, 0.0)
    return Request(
        method="POST",
        path_parameters={"source": source},
        headers={"content-type": _content_type(content)},
        body=content,
    )


def _event(content: bytes) -> dict[str, Any]:
    """Return the Lambda event, {} if the sample is a body."""
    try:
        value = json.loads(content)
    except ValueError:
        return {}
    return value if isinstance(value, dict) and "httpMethod" in value else {}


def _first_record(content: bytes) -> bytes:
    """Return the one order or customer of a list, which some APIs respond with."""
    try:
        response = json.loads(content)
    except ValueError:
        return content
    found = records(response) or records(record(response).get("data"))
    return json.dumps(found[0]).encode() if found else content


def _content_type(content: bytes) -> str:
    """Return the type of a multipart body, whose first line is its boundary. Others need none to be read."""
    first = content.partition(b"\n")[0].strip().decode(errors="replace")
    return f"multipart/form-data; boundary={first[2:]}" if first.startswith("--") else ""
