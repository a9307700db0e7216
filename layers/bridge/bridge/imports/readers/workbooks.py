"""Read the sheet of customers in an Excel workbook (.xlsx)."""

import zipfile
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from itertools import chain, islice
from typing import IO, NamedTuple

from bridge.imports.readers.headers import SEARCHED_RECORDS, HeaderRows, Headers, named
from bridge.imports.readers.rows import Row, Unreadable, do_nothing
from bridge.imports.readers.workbook_parts import Archive
from bridge.imports.readers.workbook_rows import Record, book_of, records_of
from bridge.model.reasons import Reason

LARGEST = 1_000_000_000
"""Bytes, unpacked; a sheet of 100,000 rows has a tenth of that."""

LARGEST_TEXTS = 100_000_000
"""Bytes of the table of texts, which has to be kept in memory."""

HIGHEST_RATIO = 200
"""Unpacked by packed size of a large part. Sheets have about 10, archive bombs about 1,000."""

_CONTENT_TYPES = "[Content_Types].xml"
"""The part that every Office file has."""

_UNSUPPORTED = {
    "mimetype": Reason.SPREADSHEET_NOT_SUPPORTED,
    "xl/workbook.bin": Reason.SPREADSHEET_NOT_SUPPORTED,
    "Index/Document.iwa": Reason.SPREADSHEET_NOT_SUPPORTED,
    "word/document.xml": Reason.FILE_NOT_SUPPORTED,
}
"""Parts of other archives."""

_LARGE_PART = 10_000_000
"""Bytes, unpacked, from which a part's ratio counts."""


class _Sheet(NamedTuple):
    archive: Archive
    header: HeaderRows
    beginning: list[Record]
    rest: Iterator[Record]


def rows(file: IO[bytes], headers: Headers, check: Callable[[], None] = do_nothing) -> Iterator[Row]:
    """A row per row of the sheet below the headers. Raises Unreadable. `check` is called all the time."""
    _check(file)
    sheet = _customers(Archive(file, check), headers)
    header = sheet.header
    for line, cells in chain(sheet.beginning[header.end :], sheet.rest):
        if again := headers.repeated(header, cells):
            header = again
        else:
            sheet.archive.count_cells(len(header.names), 0, line)
            yield Row(line, named(header.names, cells))


def _check(file: IO[bytes]) -> None:
    """Raise Unreadable for an archive that is no workbook, and for one that is too large unpacked."""
    try:
        parts = zipfile.ZipFile(file).infolist()
    except zipfile.BadZipFile:
        raise Unreadable(Reason.WORKBOOK_DAMAGED) from None
    sizes = {part.filename: part.file_size for part in parts}
    if sum(sizes.values()) > LARGEST or sizes.get("xl/sharedStrings.xml", 0) > LARGEST_TEXTS:
        raise Unreadable(Reason.FILE_TOO_LARGE)
    if any(part.file_size > max(_LARGE_PART, HIGHEST_RATIO * part.compress_size) for part in parts):
        raise Unreadable(Reason.FILE_TOO_LARGE)
    if reason := _mistake(sizes.keys()):
        raise Unreadable(reason)


def _mistake(names: AbstractSet[str]) -> Reason | None:
    """Why an archive with these parts is no workbook."""
    for name, reason in _UNSUPPORTED.items():
        if name in names:
            return reason
    return None if _CONTENT_TYPES in names else Reason.FILE_IS_ARCHIVE


def _customers(archive: Archive, headers: Headers) -> _Sheet:
    """The sheet with the most known headers. Raises Unreadable if several may be meant."""
    sheets = [sheet for sheet in _visible_sheets(archive, headers) if sheet.header.known]
    if not sheets:
        raise Unreadable(Reason.HEADER_MISSING)
    if sum(sheet.header.known > 1 for sheet in sheets) > 1:
        raise Unreadable(Reason.SEVERAL_SHEETS)
    return max(sheets, key=lambda sheet: sheet.header.known)


def _visible_sheets(archive: Archive, headers: Headers) -> Iterator[_Sheet]:
    book = book_of(archive)
    for part in book.visible:
        records = records_of(archive, part, book)
        beginning = list(islice(records, SEARCHED_RECORDS))
        yield _Sheet(archive, headers.find([cells for _, cells in beginning]), beginning, records)
