"""The fields that a form posts: as JSON, as `application/x-www-form-urlencoded` or as multipart."""

import io
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, quote_from_bytes

from bridge.json_access import parse
from bridge.model.delivery import MAX_BYTES, Delivery
from bridge.model.failures import Rejected
from bridge.model.reasons import Reason

_ASCII = bytes(range(128))
_MAX_PARTS = 1000


def read_fields(delivery: Delivery) -> dict[str, Any]:
    """Return field → text, list of texts if it was repeated, or any JSON value. Raises Rejected.

    The body is JSON if it looks like it: some senders name another content type.
    """
    if delivery.body.lstrip().startswith((b"{", b"[")):
        return parse(delivery.body)
    if delivery.content_type.lower().startswith("multipart/"):
        return _merged(_multipart(delivery))
    return _merged(_urlencoded(delivery.body))


def _merged(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Leave out empty values, and collect the values of a repeated field in a list."""
    values_by_name: dict[str, list[str]] = {}
    for name, value in pairs:
        if value:
            values_by_name.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in values_by_name.items()}


def _urlencoded(body: bytes) -> list[tuple[str, str]]:
    """Decode as UTF-8, or as Windows-1252, which old pages still send."""
    text = quote_from_bytes(body, safe=_ASCII)
    try:
        return parse_qsl(text, errors="strict")
    except UnicodeDecodeError:
        return parse_qsl(text, encoding="cp1252", errors="replace")


def _multipart(delivery: Delivery) -> list[tuple[str, str]]:
    """Return the parts that are not files."""
    from multipart import MultipartError, MultipartParser, parse_options_header

    _, options = parse_options_header(delivery.content_type)
    try:
        parser = MultipartParser(
            io.BytesIO(delivery.body),
            options.get("boundary", ""),
            part_limit=_MAX_PARTS,
            spool_limit=MAX_BYTES,
            memory_limit=MAX_BYTES,
        )
        return [(part.name, _text(part.raw)) for part in parser if not part.filename]
    except MultipartError as error:
        raise Rejected(
            Reason.MALFORMED_MULTIPART, "The body is not the multipart that its Content-Type announces"
        ) from error


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")
