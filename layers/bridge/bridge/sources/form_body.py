"""What a form posts, whatever its content type: JSON, `application/x-www-form-urlencoded` or multipart."""

import io
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, quote_from_bytes

from bridge.json_access import parse
from bridge.model.delivery import MAX_BYTES, Delivery
from bridge.model.failures import Rejected
from bridge.model.reasons import Reason

_ASCII = bytes(range(128))
_MOST_PARTS = 1000


def fields(delivery: Delivery) -> dict[str, Any]:
    """Field → text, list of texts where it came several times, or what JSON has; raises Rejected."""
    if delivery.body.lstrip().startswith((b"{", b"[")):
        return parse(delivery.body)
    if delivery.content_type.lower().startswith("multipart/"):
        return _gathered(_multipart(delivery))
    return _gathered(_urlencoded(delivery.body))


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        if value:
            found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _urlencoded(body: bytes) -> list[tuple[str, str]]:
    """UTF-8, or Windows-1252 where old pages still send it."""
    text = quote_from_bytes(body, safe=_ASCII)
    try:
        return parse_qsl(text, errors="strict")
    except UnicodeDecodeError:
        return parse_qsl(text, encoding="cp1252", errors="replace")


def _multipart(delivery: Delivery) -> list[tuple[str, str]]:
    """The parts that are no files."""
    from multipart import MultipartError, MultipartParser, parse_options_header

    _, options = parse_options_header(delivery.content_type)
    try:
        parser = MultipartParser(
            io.BytesIO(delivery.body),
            options.get("boundary", ""),
            part_limit=_MOST_PARTS,
            spool_limit=MAX_BYTES,
            memory_limit=MAX_BYTES,
        )
        return [(part.name, _text(part.raw)) for part in parser if not part.filename]
    except MultipartError as error:
        raise Rejected(
            Reason.MALFORMED_MULTIPART, "The body is not the multipart that its header says"
        ) from error


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")
