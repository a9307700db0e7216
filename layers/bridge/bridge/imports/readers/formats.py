"""Tell the format of a file. The content tells it, never the name."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bridge.imports.readers.encoding import Survey
from bridge.imports.readers.rows import Unreadable
from bridge.model.reasons import Reason

LARGEST = 200_000_000
"""Bytes; 100,000 customers have 20 to 40 million."""

_ZIP = b"PK\x03\x04"
_FORM = re.compile(rb"--[^\r\n]{1,72}\r\ncontent-", re.IGNORECASE)
_VCARD = re.compile("begin:vcard", re.IGNORECASE)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_UNSUPPORTED = {
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
"""First bytes of files that are sent by mistake."""


class Format(StrEnum):
    """The formats of files. The names are stored with each import."""

    CSV = "csv"
    NDJSON = "ndjson"
    """One JSON object in each line."""
    JSON = "json"
    """An array of objects."""
    XLSX = "xlsx"
    VCARD = "vcard"
    """Contacts of phones and mail programs (.vcf)."""


_TEXT_FORMATS = {"[": Format.JSON, "{": Format.NDJSON}
"""First character → format. Every other text is CSV."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A file's format, and the encoding of a text ("" for a workbook)."""

    format: Format
    encoding: str


def kind(survey: Survey) -> Kind:
    """Tell what the surveyed file is. Raises Unreadable if it cannot be imported."""
    if not survey.size:
        raise Unreadable(Reason.FILE_EMPTY)
    if survey.size > LARGEST:
        raise Unreadable(Reason.FILE_TOO_LARGE)
    if reason := _mistake(survey):
        raise Unreadable(reason)
    if survey.head.startswith(_ZIP):
        return Kind(Format.XLSX, "")
    return Kind(_text_format(survey), survey.encoding)


def _text_format(survey: Survey) -> Format:
    beginning = _beginning(survey)
    if beginning.startswith("<"):
        raise Unreadable(Reason.FILE_IS_WEB_PAGE)
    if _VCARD.match(beginning):
        return Format.VCARD
    return _TEXT_FORMATS.get(beginning[:1], Format.CSV)


def _mistake(survey: Survey) -> Reason | None:
    """Why the file is no list of customers, by its first bytes."""
    if survey.head.startswith(_OLD_OFFICE):
        return Reason.FILE_HAS_PASSWORD if survey.has_password else Reason.FILE_IS_OLD_OFFICE
    if _FORM.match(survey.head):
        return Reason.FILE_IN_FORM
    for first_bytes, reason in _UNSUPPORTED.items():
        if survey.head.startswith(first_bytes):
            return reason
    return None


def _beginning(survey: Survey) -> str:
    """The first bytes as text, without what may precede it."""
    return survey.head.decode(survey.encoding, "ignore").lstrip("\ufeff \t\r\n")
