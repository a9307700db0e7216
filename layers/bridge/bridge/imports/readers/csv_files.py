"""Read CSV files with any usual delimiter, and with quotation marks as spreadsheets write them."""

import csv
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice

from bridge.imports.readers.cells import repaired
from bridge.imports.readers.headers import MOST_COLUMNS, SEARCHED_RECORDS, Headers, named
from bridge.imports.readers.rows import Row, Unreadable
from bridge.model.reasons import Reason

_DELIMITERS = ";\t,|"
_SEP_LINE = re.compile(r'"?sep=(.)"?\n?', re.IGNORECASE)
"""Excel's first line that names the delimiter: sep=;"""

_OPEN_CELL = r'(?:^|(?<=[{0}\n]))"(?:[^"]|"")*'
"""A quoted cell up to its closing quotation mark; {0} is the delimiter."""


def rows(lines: Iterable[str], headers: Headers) -> Iterator[Row]:
    """A row per record below the headers. Raises Unreadable for misplaced quotation marks."""
    source = iter(lines)
    first_line = next(source, "")
    sep_line = _SEP_LINE.fullmatch(first_line)
    ahead = [] if sep_line else [first_line]
    ahead += islice(source, 2 * SEARCHED_RECORDS)
    delimiter = sep_line[1] if sep_line else _best_delimiter(ahead, headers)
    records = _records(chain(ahead, source), delimiter, first=2 if sep_line else 1)
    beginning = list(islice(records, SEARCHED_RECORDS))
    header = headers.find([cells for _, cells in beginning])
    if not header.known:
        raise Unreadable(Reason.HEADER_MISSING, beginning[0][0] if beginning else 1)
    names = header.names
    if max(map(len, (cells for _, cells in beginning))) > MOST_COLUMNS:
        raise Unreadable(Reason.SHEET_TOO_WIDE, beginning[0][0], 1)
    for line, cells in chain(beginning[header.end :], records):
        if any(cells) and not header.repeated_in(cells):
            yield _row(line, names, cells)


def _row(line: int, names: list[str], cells: list[str]) -> Row:
    cells = [repaired(cell) for cell in cells]
    if any(cells[len(names) :]):
        return Row(line, named(names, cells), Reason.TOO_MANY_CELLS, len(names) + 1)
    return Row(line, named(names, cells))


def _best_delimiter(ahead: list[str], headers: Headers) -> str:
    """The delimiter by which most headers are known."""
    return max(_DELIMITERS, key=lambda delimiter: headers.find(_first_records(ahead, delimiter)).known)


def _first_records(ahead: list[str], delimiter: str) -> list[list[str]]:
    records: list[list[str]] = []
    with suppress(csv.Error):  # `_records` raises it with its place
        records.extend(islice(csv.reader(ahead, delimiter=delimiter), SEARCHED_RECORDS))
    return records


def _records(lines: Iterable[str], delimiter: str, first: int) -> Iterator[tuple[int, list[str]]]:
    """The line in which each record begins, and the record's cells. `first` is the first line's number."""
    line = first
    record_lines: list[str] = []
    reader = csv.reader(_copied_to(record_lines, lines), delimiter=delimiter, strict=True)
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            raise _misquoted("".join(record_lines), delimiter, line) from None
        if cells is None:
            return
        yield line, cells
        line += len(record_lines)
        record_lines.clear()


def _copied_to(copies: list[str], lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        copies.append(line)
        yield line


def _misquoted(record: str, delimiter: str, line: int) -> Unreadable:
    """Why and where a record is not CSV: because of a quoted cell, or of a cell that is too large."""
    separator = re.escape(delimiter)
    open_cell = _OPEN_CELL.format(separator)
    if text_follows := re.search(rf'{open_cell}"(?![{separator}\n"]|$)', record):
        return _unreadable(Reason.QUOTE_INSIDE, record[: text_follows.end()], line)
    if never_closed := re.search(rf"{open_cell}$", record):
        return _unreadable(Reason.QUOTE_NOT_CLOSED, record[: never_closed.start()], line)
    return _unreadable(Reason.CELL_TOO_LARGE, "", line)


def _unreadable(reason: Reason, before: str, line: int) -> Unreadable:
    """The error behind the text `before`, which begins in `line`."""
    return Unreadable(reason, line + before.count("\n"), len(before) - before.rfind("\n"))
