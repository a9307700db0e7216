"""Read the rows of a workbook's sheets, without a cell for every empty column."""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bridge.imports.readers.cells import repaired
from bridge.imports.readers.headers import MOST_COLUMNS
from bridge.imports.readers.number_formats import as_shown
from bridge.imports.readers.rows import Unreadable
from bridge.imports.readers.shared_texts import LONGEST_CELL, Texts
from bridge.imports.readers.sheet_xml import Start, rows_of_xml
from bridge.imports.readers.workbook_parts import Archive, Counts
from bridge.model.reasons import Reason

LONGEST_GAP = 100_000
"""Empty rows that end a sheet: some are formatted to their millionth row."""

MOST_SHEETS = 255
"""As many as Excel makes at once."""


class Place(NamedTuple):
    """A place before a row of a sheet, and what has to be known to go on there."""

    part: str
    """The part of the archive that is the sheet."""
    start: Start = Start()
    line: int = 0
    """The number of the row before; a row may have none of its own."""
    last: int = 0
    """The number of the last row that was not empty. What has no higher one is passed over."""
    counts: Counts = Counts()
    """What had been read."""

    @classmethod
    def from_json(cls, stored: Sequence[Any]) -> "Place":
        """Read what was written as JSON."""
        part, start, line, last, counts = stored
        return cls(part, Start(*start), line, last, Counts(*counts))


class Record(NamedTuple):
    """A row of a sheet."""

    line: int
    cells: list[Any]
    """Up to the last one that is filled."""
    place: Place | None
    """None: reading cannot begin here."""


class Book(NamedTuple):
    """What has to be known of a workbook to read its sheets."""

    visible: list[str]
    """The parts of the archive that are visible sheets."""
    workbook: Any
    """openpyxl's object, for the formats of dates."""
    texts: Texts


def book_of(archive: Archive, texts: Texts) -> Book:
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
            if table := reader.package.find(SHARED_STRINGS):
                texts.read(archive, table.PartName[1:])
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


def records_of(archive: Archive, place: Place, book: Book) -> Iterator[Record]:
    """Each row from a place on that is not empty."""
    line, last = place.line, place.last
    parser = _parser(book)
    parser.row_counter = line
    try:
        for row in rows_of_xml(archive, place.part, place.start):
            here = Place(place.part, row.start, line, last, archive.counts)
            archive.count(row.elements, 0, 0, line)
            line, found = parser.parse_row(row.element)
            if line - last > LONGEST_GAP + 1:
                return
            cells = _cells(found, line, archive, book)
            if cells and line > last:
                last = line
                yield Record(line, cells, here)
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
            archive.count(0, 0, len(value), line)
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
