"""A file of any kind as rows: the kind is told by what is in it, never by its name."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bridge.imports import delimited, objects, workbook
from bridge.imports.headers import Headers
from bridge.imports.rows import Row, Unreadable
from bridge.imports.text import Survey, decoded, lines

LARGEST = 200_000_000
"""Bytes; 100,000 customers have 20 to 40 million."""

_XLSX = b"PK\x03\x04"
_OTHERS = (
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
    b"{\\rtf",
    b"<?xml",
    b"<htm",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is: csv, ndjson, json or xlsx, and a text's encoding."""

    format: str
    encoding: str


def kind(survey: Survey) -> Kind:
    """What the surveyed file is; raises Unreadable for what is not read here."""
    if not survey.size:
        raise Unreadable("file_empty")
    if survey.size > LARGEST:
        raise Unreadable("file_too_large")
    if survey.head.startswith(_OTHERS):
        raise Unreadable("file_not_supported")
    if survey.head.startswith(_XLSX):
        return Kind("xlsx", "")
    start = survey.head.decode(survey.encoding, "ignore").lstrip("\ufeff \t\r\n")[:1]
    return Kind({"[": "json", "{": "ndjson"}.get(start, "csv"), survey.encoding)


def rows(chunks: Iterable[bytes], kind: Kind, headers: Headers) -> Iterator[Row]:
    """The file's rows as a stream; raises Unreadable, which names line and column."""
    if kind.format == "xlsx":
        return _from_workbook(chunks, headers)
    texts = decoded(chunks, kind.encoding)
    readers: dict[str, Callable[[], Iterator[Row]]] = {
        "csv": lambda: delimited.rows(lines(texts), headers),
        "ndjson": lambda: objects.from_lines(lines(texts)),
        "json": lambda: objects.from_array(texts),
    }
    return readers[kind.format]()


def _from_workbook(chunks: Iterable[bytes], headers: Headers) -> Iterator[Row]:
    """By way of a file: a workbook's table of contents is at its end."""
    with tempfile.TemporaryFile() as file:
        for chunk in chunks:
            file.write(chunk)
        yield from workbook.rows(file, headers)
