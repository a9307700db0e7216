"""Samples of what a sender sends: a body on its own, or a whole Lambda event as in events/."""

import json
from collections.abc import Iterator
from typing import Any

from bridge.http import Request
from bridge.json_access import as_object, as_objects
from bridge.model.delivery import Delivery
from bridge.model.source import Source
from bridge.sources.providers import SendsIds, deliveries_in, provider


def deliveries(content: bytes, source: Source) -> Iterator[Delivery]:
    """Yield the deliveries that the receiver would queue for this sample.

    For a sender that sends only ids, a body is the response of the sender's API to the worker.
    """
    event = event_in(content)
    if isinstance(provider(source.provider), SendsIds) and not event:
        yield Delivery("", source.id, _first_record(content))
    else:
        yield from deliveries_in(_request(content, event, source.id), source)


def _request(content: bytes, event: dict[str, Any], source: str) -> Request:
    if event:
        return Request.from_event(event | {"pathParameters": {"source": source}}, 0.0)
    return Request(
        method="POST",
        path_parameters={"source": source},
        headers={"content-type": multipart_type(content)},
        body=content,
    )


def event_in(content: bytes) -> dict[str, Any]:
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
    found = as_objects(response) or as_objects(as_object(response).get("data"))
    return json.dumps(found[0]).encode() if found else content


def multipart_type(content: bytes) -> str:
    """Return the type of a multipart body, whose first line is its boundary; "" if it is another one."""
    first = content.lstrip().partition(b"\n")[0].strip().decode(errors="replace")
    return f"multipart/form-data; boundary={first[2:]}" if first.startswith("--") else ""
