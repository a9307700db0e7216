"""Read the sheet of customers in an Excel workbook (.xlsx)."""

import warnings
import zipfile
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import chain, islice
from typing import IO, Any, NamedTuple

from bridge.imports.readers.cells import repaired
from bridge.imports.readers.headers import SEARCHED_RECORDS, HeaderRows, Headers, named
from bridge.imports.readers.number_formats import as_shown
from bridge.imports.readers.rows import Row, Unreadable
from bridge.model.reasons import Reason

LARGEST = 1_000_000_000
"""Bytes, unpacked; a sheet of 100,000 rows has a tenth of that."""

LARGEST_TEXTS = 100_000_000
"""Bytes of the table of texts, which has to be kept in memory."""

HIGHEST_RATIO = 200
"""Unpacked by packed size of a large part. Sheets have about 10, archive bombs about 1,000."""

LONGEST_GAP = 100_000
"""Empty rows that end a sheet: some are formatted to their millionth row."""

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

_Record = tuple[int, list[Any]]
"""A row's number and its cells."""


class _Sheet(NamedTuple):
    header: HeaderRows
    beginning: list[_Record]
    rest: Iterator[_Record]


def rows(file: IO[bytes], headers: Headers) -> Iterator[Row]:
    """A row per row of the sheet below the headers. Raises Unreadable."""
    _check(file)
    sheet = _customers(file, headers)
    header = sheet.header
    for line, cells in chain(sheet.beginning[header.end :], sheet.rest):
        if again := headers.repeated(header, cells):
            header = again
        else:
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


def _customers(file: IO[bytes], headers: Headers) -> _Sheet:
    """The sheet with the most known headers. Raises Unreadable if several may be meant."""
    sheets = [sheet for sheet in _visible_sheets(file, headers) if sheet.header.known]
    if not sheets:
        raise Unreadable(Reason.HEADER_MISSING)
    if sum(sheet.header.known > 1 for sheet in sheets) > 1:
        raise Unreadable(Reason.SEVERAL_SHEETS)
    return max(sheets, key=lambda sheet: sheet.header.known)


def _visible_sheets(file: IO[bytes], headers: Headers) -> Iterator[_Sheet]:
    for worksheet in _worksheets(file):
        if worksheet.sheet_state == "visible":
            records = _records(worksheet)
            beginning = list(islice(records, SEARCHED_RECORDS))
            yield _Sheet(headers.find([cells for _, cells in beginning]), beginning, records)


def _worksheets(file: IO[bytes]) -> list[Any]:
    from openpyxl.reader.excel import ExcelReader  # slow to import, and for workbooks only

    try:
        with warnings.catch_warnings(action="ignore"):  # about styles and the like
            reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
            reader.read_chartsheet = _skip_chart  # openpyxl fails on some charts
            reader.read()
    except Exception as error:  # openpyxl does not document what it raises for a damaged file
        raise Unreadable(Reason.WORKBOOK_DAMAGED) from error
    worksheets: list[Any] = reader.wb.worksheets
    if not worksheets:  # only charts, or in the strict format, which openpyxl does not know
        raise Unreadable(Reason.WORKBOOK_DAMAGED)
    return worksheets


def _skip_chart(*_: object) -> None:
    """Read nothing of a sheet that is a chart."""


def _records(worksheet: Any) -> Iterator[_Record]:
    """Number and cells of each row that is not empty."""
    line = last = 0
    worksheet.reset_dimensions()  # the dimensions that the file states are often wrong
    try:
        for line, cells in enumerate(worksheet.iter_rows(), 1):
            repaired_cells = [repaired(_value(cell)) for cell in cells]
            if any(cell not in ("", None) for cell in repaired_cells):
                last = line
                yield line, repaired_cells
            elif line - last > LONGEST_GAP:
                return
    except Exception as error:  # as in `_worksheets`
        raise Unreadable(Reason.WORKBOOK_DAMAGED, line + 1) from error


def _value(cell: Any) -> Any:
    """What the cell shows. Text is decoded: Excel writes what XML cannot hold as _x000D_."""
    value = cell.value
    if value is None:
        return None
    if isinstance(value, str):
        return _unescaped(value)
    return as_shown(value, cell.number_format)


def _unescaped(text: str) -> str:
    if "_x" not in text:
        return text
    from openpyxl.utils.escape import unescape

    return str(unescape(text))
