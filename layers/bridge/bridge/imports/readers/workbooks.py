"""Excel's .xlsx: its sheet of customers, row by row."""

import warnings
import zipfile
from collections.abc import Iterator
from itertools import chain, islice
from typing import IO, Any, NamedTuple

from bridge.imports.readers.cells import repaired
from bridge.imports.readers.headers import LOOKED_AT, Headers, columns, merged, named
from bridge.imports.readers.rows import Row, Unreadable
from bridge.model.reasons import Reason

LARGEST = 1_000_000_000
"""Bytes, unpacked; a sheet of 100,000 rows has a tenth of that."""

LARGEST_TEXTS = 100_000_000
"""Bytes of the table of texts, which has to be kept in memory."""

DENSEST = 200
"""Times that something large may have been packed; sheets are packed to a tenth, bombs to a thousandth."""

LONGEST_GAP = 100_000
"""Empty rows behind which nothing more is looked for: sheets are formatted to their millionth row."""

_OFFICE = "[Content_Types].xml"
_OTHERS = {
    "mimetype": Reason.SPREADSHEET_NOT_SUPPORTED,
    "xl/workbook.bin": Reason.SPREADSHEET_NOT_SUPPORTED,
    "Index/Document.iwa": Reason.SPREADSHEET_NOT_SUPPORTED,
    "word/document.xml": Reason.FILE_NOT_SUPPORTED,
}
"""What is in other archives, and what to say about them."""

_LARGE = 10_000_000


class _Sheet(NamedTuple):
    known: int
    """How many of its headers are known."""
    place: int
    """Which record of the beginning they are."""
    beginning: list[tuple[int, list[Any]]]
    rest: Iterator[tuple[int, list[Any]]]


def rows(file: IO[bytes], headers: Headers) -> Iterator[Row]:
    """A row per row of the sheet below the headers; raises Unreadable."""
    _check(file)
    sheets = [sheet for sheet in _sheets(file, headers) if sheet.known]
    if not sheets:
        raise Unreadable(Reason.HEADER_MISSING)
    if sum(sheet.known > 1 for sheet in sheets) > 1:
        raise Unreadable(Reason.SEVERAL_SHEETS)
    _, place, beginning, rest = max(sheets, key=lambda sheet: sheet.known)
    span = headers.span([cells for _, cells in beginning], place)
    head = [cells for _, cells in beginning[span]]
    names = columns(merged(head))
    for line, cells in chain(beginning[span.stop :], rest):
        if cells not in head:  # which stands on every page of some exports
            yield Row(line, named(names, cells))


def _check(file: IO[bytes]) -> None:
    try:
        parts = zipfile.ZipFile(file).infolist()
    except zipfile.BadZipFile:
        raise Unreadable(Reason.WORKBOOK_DAMAGED) from None
    sizes = {part.filename: part.file_size for part in parts}
    if sum(sizes.values()) > LARGEST or sizes.get("xl/sharedStrings.xml", 0) > LARGEST_TEXTS:
        raise Unreadable(Reason.FILE_TOO_LARGE)
    if any(part.file_size > max(_LARGE, DENSEST * part.compress_size) for part in parts):
        raise Unreadable(Reason.FILE_TOO_LARGE)
    known = [code for name, code in _OTHERS.items() if name in sizes]
    if known or _OFFICE not in sizes:
        raise Unreadable([*known, Reason.FILE_IS_ARCHIVE][0])


def _sheets(file: IO[bytes], headers: Headers) -> Iterator[_Sheet]:
    """The visible ones, each with its beginning."""
    for sheet in _opened(file):
        records = _records(sheet)
        beginning = list(islice(records, LOOKED_AT))
        place, known = headers.find([cells for _, cells in beginning])
        yield _Sheet(known, place, beginning, records)


def _opened(file: IO[bytes]) -> list[Any]:
    from openpyxl.reader.excel import ExcelReader  # only who reads one waits for it

    try:
        with warnings.catch_warnings(action="ignore"):  # of styles and the like
            reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
            reader.read_chartsheet = _without_rows  # else it fails on what charts have
            reader.read()
    except Exception as error:  # what a damaged file raises is nowhere listed
        raise Unreadable(Reason.WORKBOOK_DAMAGED) from error
    if not reader.wb.worksheets:  # nothing but charts, or in the strict format, which openpyxl does not know
        raise Unreadable(Reason.WORKBOOK_DAMAGED)
    return [sheet for sheet in reader.wb.worksheets if sheet.sheet_state == "visible"]


def _without_rows(*_: object) -> None:
    """A sheet that is a chart."""


def _records(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    """Number and cells of each row that is not empty."""
    line = last = 0
    sheet.reset_dimensions()  # what is written there is often wrong
    try:
        for line, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            repaired_cells = [repaired(_unescaped(cell)) for cell in cells]
            if any(cell not in ("", None) for cell in repaired_cells):
                last = line
                yield line, repaired_cells
            elif line - last > LONGEST_GAP:
                return
    except Exception as error:  # as above
        raise Unreadable(Reason.WORKBOOK_DAMAGED, line + 1) from error


def _unescaped(cell: Any) -> Any:
    """Excel writes signs that XML has not as _x000D_."""
    from openpyxl.utils.escape import unescape

    return unescape(cell) if isinstance(cell, str) and "_x" in cell else cell
