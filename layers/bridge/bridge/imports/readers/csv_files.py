"""Read CSV files with any usual delimiter, and with quotation marks as spreadsheets write them."""

import csv
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice

from bridge.imports.readers.cells import repaired
from bridge.imports.readers.csv_records import Record, records
from bridge.imports.readers.headers import MOST_COLUMNS, SEARCHED_RECORDS, Headers, named
from bridge.imports.readers.rows import Row, Unreadable
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
    for record in chain(beginning[header.end :], read):
        if again := headers.repeated(header, record.cells):
            header = again
        elif record.reason or (any(record.cells) and not _is_sep_line(record.cells)):
            yield _row(record, header.names)


def _is_sep_line(cells: list[str]) -> bool:
    """True for the first line of a file that was put below another one."""
    return cells[0].lower().startswith("sep=") and not any(cells[1:])


def _row(record: Record, names: list[str]) -> Row:
    cells = [repaired(cell) for cell in record.cells]
    if record.reason:
        return Row(record.line, named(names, cells), record.reason, record.column)
    if any(cells[len(names) :]):
        return Row(record.line, named(names, cells), Reason.TOO_MANY_CELLS, len(names) + 1)
    return Row(record.line, named(names, cells))


def _best_delimiter(ahead: list[str], headers: Headers) -> str:
    """The delimiter by which most headers are known."""
    return max(_DELIMITERS, key=lambda delimiter: headers.find(_first_records(ahead, delimiter)).known)


def _first_records(ahead: list[str], delimiter: str) -> list[list[str]]:
    first: list[list[str]] = []
    with suppress(csv.Error):  # a cell that is too large
        first.extend(islice(csv.reader(ahead, delimiter=delimiter), SEARCHED_RECORDS))
    return first
