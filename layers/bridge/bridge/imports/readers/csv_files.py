"""Read CSV files with any usual delimiter, and with quotation marks as spreadsheets write them."""

import csv
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice

from bridge.imports.readers.cells import repaired
from bridge.imports.readers.csv_records import Record, records
from bridge.imports.readers.headers import MOST_COLUMNS, SEARCHED_RECORDS, HeaderRows, Headers, named
from bridge.imports.readers.rows import Mark, Row, Unreadable
from bridge.model.reasons import Reason

_DELIMITERS = ";\t,|"
_SEP_LINE = re.compile(r'"?sep=(.)"?\n?', re.IGNORECASE)
"""Excel's first line that names the delimiter: sep=;"""


def rows(lines: Iterable[str], headers: Headers) -> Iterator[Row]:
    """A row per record below the headers. Raises Unreadable if there are none."""
    source = iter(lines)
    first_line = next(source, "")
    sep_line = _SEP_LINE.fullmatch(first_line)
    ahead = [] if sep_line else [first_line]
    ahead += islice(source, 2 * SEARCHED_RECORDS)
    delimiter = sep_line[1] if sep_line else _best_delimiter(ahead, headers)
    read = records(chain(ahead, source), delimiter, first=2 if sep_line else 1)
    beginning = list(islice(read, SEARCHED_RECORDS))
    header = headers.find([record.cells for record in beginning])
    if not header.known:
        raise Unreadable(Reason.HEADER_MISSING, beginning[0].line if beginning else 1)
    if max(len(record.cells) for record in beginning) > MOST_COLUMNS:
        raise Unreadable(Reason.SHEET_TOO_WIDE, beginning[0].line, 1)
    yield from _rows_below(header, delimiter, chain(beginning[header.end :], read), headers)


def rows_from(mark: Mark, lines: Iterable[str], headers: Headers) -> Iterator[Row]:
    """The rows from a mark on, at which `lines` begin."""
    delimiter, width, header = mark.state
    read = records(lines, delimiter, mark.line, width)
    return _rows_below(HeaderRows(*header), delimiter, read, headers)


def _rows_below(
    header: HeaderRows, delimiter: str, read: Iterable[Record], headers: Headers
) -> Iterator[Row]:
    for record in read:
        if again := headers.repeated(header, record.cells):
            header = again
        elif record.reason or (any(record.cells) and not _is_sep_line(record.cells)):
            yield _row(record, header.names, _mark(record, delimiter, header))


def _mark(record: Record, delimiter: str, header: HeaderRows) -> Mark | None:
    if record.width is None:
        return None
    return Mark(record.line, state=(delimiter, record.width, (header.known, header.records, header.end)))


def _is_sep_line(cells: list[str]) -> bool:
    """True for the first line of a file that was put below another one."""
    return cells[0].lower().startswith("sep=") and not any(cells[1:])


def _row(record: Record, names: list[str], mark: Mark | None) -> Row:
    cells = [repaired(cell) for cell in record.cells]
    if record.reason:
        return Row(record.line, named(names, cells), record.reason, record.column, mark)
    if any(cells[len(names) :]):
        return Row(record.line, named(names, cells), Reason.TOO_MANY_CELLS, len(names) + 1, mark)
    return Row(record.line, named(names, cells), mark=mark)


def _best_delimiter(ahead: list[str], headers: Headers) -> str:
    """The delimiter by which most headers are known."""
    return max(_DELIMITERS, key=lambda delimiter: headers.find(_first_records(ahead, delimiter)).known)


def _first_records(ahead: list[str], delimiter: str) -> list[list[str]]:
    first: list[list[str]] = []
    with suppress(csv.Error):  # a cell that is too large
        first.extend(islice(csv.reader(ahead, delimiter=delimiter), SEARCHED_RECORDS))
    return first
