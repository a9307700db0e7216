"""Read the rows of a workbook's sheets, without a cell for every empty column."""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bridge.imports.readers.cells import repaired
from bridge.imports.readers.headers import MOST_COLUMNS
from bridge.imports.readers.number_formats import as_shown
from bridge.imports.readers.rows import Unreadable
from bridge.imports.readers.workbook_parts import Archive
from bridge.model.reasons import Reason

LONGEST_GAP = 100_000
"""Empty rows that end a sheet: some are formatted to their millionth row."""

LONGEST_CELL = 32_767
"""Characters that Excel allows in a cell."""

MOST_SHEETS = 255
"""As many as Excel makes at once."""

Record = tuple[int, list[Any]]
"""A row's number and its cells, up to the last one that is filled."""


class Book(NamedTuple):
    """What has to be known of a workbook to read its sheets."""

    visible: list[str]
    """The parts of the archive that are visible sheets."""
    workbook: Any
    """openpyxl's object, for the formats of dates."""
    texts: list[str]
    """The table of texts, to which cells refer."""


def book_of(archive: Archive) -> Book:
    """What openpyxl reads of a workbook. It would also go through sheets that do not state their size."""
    from openpyxl.reader.excel import ExcelReader  # slow to import, and for workbooks only
    from openpyxl.styles.stylesheet import apply_stylesheet
    from openpyxl.xml.constants import SHARED_STRINGS

    try:
        with warnings.catch_warnings(action="ignore"):  # about styles and the like
            reader = ExcelReader(archive.fp, read_only=True, data_only=True, keep_links=False)
            reader.archive = archive
            reader.read_manifest()
            reader.read_workbook()
            apply_stylesheet(archive, reader.wb)
            table = reader.package.find(SHARED_STRINGS)
            texts = archive.texts(table.PartName[1:]) if table else []
            sheets = list(_sheets(reader))
    except Unreadable:
        raise
    except Exception as error:  # openpyxl does not document what it raises for a damaged file
        raise Unreadable(Reason.WORKBOOK_DAMAGED) from error
    if not sheets:  # only charts, or in the strict format, which openpyxl does not know
        raise Unreadable(Reason.WORKBOOK_DAMAGED)
    if len(sheets) > MOST_SHEETS:
        raise Unreadable(Reason.FILE_TOO_LARGE)
    return Book([part for part, state in sheets if state == "visible"], reader.wb, texts)


def _sheets(reader: Any) -> Iterator[tuple[str, str]]:
    """Part and state of each sheet that is no chart."""
    for sheet, relation in reader.parser.find_sheets():
        if relation.target in reader.valid_files and "chartsheet" not in relation.Type:
            yield relation.target, sheet.state


def records_of(archive: Archive, part: str, book: Book) -> Iterator[Record]:
    """Number and cells of each row that is not empty."""
    line = last = 0
    parser = _parser(book)
    try:
        for element in archive.row_elements(part):
            line, found = parser.parse_row(element)
            if line - last > LONGEST_GAP + 1:
                return
            cells = _cells(found, line, archive, book)
            if cells and line > last:
                last = line
                yield line, cells
    except Unreadable as error:
        raise Unreadable(error.reason, max(line, error.line), error.column) from None
    except Exception as error:  # as in `book_of`
        raise Unreadable(Reason.WORKBOOK_DAMAGED, line + 1) from error


def _parser(book: Book) -> Any:
    """What reads a row's XML. openpyxl's own rows have a cell for every empty column."""
    from openpyxl.worksheet._reader import WorkSheetParser

    workbook = book.workbook
    return WorkSheetParser(
        None,
        book.texts,
        data_only=True,
        epoch=workbook.epoch,
        date_formats=workbook._date_formats,
        timedelta_formats=workbook._timedelta_formats,
    )


def _cells(found: Sequence[Mapping[str, Any]], line: int, archive: Archive, book: Book) -> list[Any]:
    """A row's cells, repaired, up to the last one that is filled. Raises Unreadable for too many."""
    cells: list[Any] = []
    for each in found:
        value, column = each["value"], each["column"]
        if isinstance(value, str):
            archive.count_cells(0, len(value), line)
            if len(value) > LONGEST_CELL:
                raise Unreadable(Reason.CELL_TOO_LARGE, line, column)
        value = repaired(_shown(value, each["style_id"], book))
        if value in ("", None):
            continue
        if column > MOST_COLUMNS:
            raise Unreadable(Reason.SHEET_TOO_WIDE, line, column)
        cells += [None] * (column - len(cells))
        cells[column - 1] = value
    return cells


def _shown(value: Any, style: int, book: Book) -> Any:
    """What a cell shows. Text is decoded: Excel writes what XML cannot hold as _x000D_."""
    if isinstance(value, str):
        return _unescaped(value)
    return value if value is None else as_shown(value, _number_format(style, book.workbook))


def _number_format(style: int, workbook: Any) -> str:
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

    number = workbook._cell_styles[style].numFmtId
    if number < BUILTIN_FORMATS_MAX_SIZE:
        return str(BUILTIN_FORMATS.get(number, "General"))
    return str(workbook._number_formats[number - BUILTIN_FORMATS_MAX_SIZE])


def _unescaped(cell: Any) -> Any:
    """Decode characters that XML cannot hold and Excel writes as _x000D_."""
    from openpyxl.utils.escape import unescape

    return unescape(cell) if isinstance(cell, str) and "_x" in cell else cell
