"""A file of any kind as rows: the kind is told by what is in it, never by its name."""

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bridge.imports.readers import csv_files as delimited
from bridge.imports.readers import json_files as objects
from bridge.imports.readers import workbooks as workbook
from bridge.imports.readers.encoding import Survey, decoded, lines
from bridge.imports.readers.headers import Headers
from bridge.imports.readers.rows import Row, Unreadable
from bridge.model.reasons import Reason

LARGEST = 200_000_000
"""Bytes; 100,000 customers have 20 to 40 million."""

_XLSX = b"PK\x03\x04"
_FORM = re.compile(rb"--[^\r\n]{1,72}\r\ncontent-", re.IGNORECASE)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_OTHERS = {
    b"%PDF": Reason.FILE_IS_PDF,
    b"\x89PNG": Reason.FILE_IS_PICTURE,
    b"\xff\xd8\xff": Reason.FILE_IS_PICTURE,
    b"GIF8": Reason.FILE_IS_PICTURE,
    b"\x1f\x8b": Reason.FILE_IS_ARCHIVE,
    b"7z\xbc\xaf": Reason.FILE_IS_ARCHIVE,
    b"Rar!": Reason.FILE_IS_ARCHIVE,
    b"PK\x05\x06": Reason.FILE_IS_ARCHIVE,
    b"{\\rtf": Reason.FILE_NOT_SUPPORTED,
}
"""How files begin that are sent by mistake, and what to say about them."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is: csv, ndjson, json or xlsx, and a text's encoding."""

    format: str
    encoding: str


def kind(survey: Survey) -> Kind:
    """What the surveyed file is; raises Unreadable for what is not read here."""
    if not survey.size:
        raise Unreadable(Reason.FILE_EMPTY)
    if survey.size > LARGEST:
        raise Unreadable(Reason.FILE_TOO_LARGE)
    if reason := _mistaken(survey):
        raise Unreadable(reason)
    if survey.head.startswith(_XLSX):
        return Kind("xlsx", "")
    start = _start(survey)
    if start == "<":
        raise Unreadable(Reason.FILE_IS_WEB_PAGE)
    return Kind({"[": "json", "{": "ndjson"}.get(start, "csv"), survey.encoding)


def _mistaken(survey: Survey) -> Reason | None:
    if survey.head.startswith(_OLD_OFFICE):
        return Reason.FILE_HAS_PASSWORD if survey.locked else Reason.FILE_IS_OLD_OFFICE
    if _FORM.match(survey.head):
        return Reason.FILE_IN_FORM
    return next((reason for start, reason in _OTHERS.items() if survey.head.startswith(start)), None)


def _start(survey: Survey) -> str:
    """The first sign of a text."""
    return survey.head.decode(survey.encoding, "ignore").lstrip("\ufeff \t\r\n")[:1]


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
