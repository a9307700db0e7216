"""CSV and its kin: semicolon, comma, tab or bar between cells, quotation marks as spreadsheets set them."""

import csv
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice

from bridge.imports.readers.cells import repaired
from bridge.imports.readers.headers import LOOKED_AT, Headers, columns, merged, named
from bridge.imports.readers.rows import Row, Unreadable
from bridge.model.reasons import Reason

_DELIMITERS = ";\t,|"
_SEP = re.compile(r'"?sep=(.)"?\n?', re.IGNORECASE)
_CELL = r'(?:^|(?<=[{0}\n]))"(?:[^"]|"")*'


def rows(lines: Iterable[str], headers: Headers) -> Iterator[Row]:
    """A row per record below the headers; raises Unreadable where quotation marks do not fit."""
    source = iter(lines)
    first = next(source, "")
    said = _SEP.fullmatch(first)
    ahead = [] if said else [first]
    ahead += islice(source, 2 * LOOKED_AT)
    delimiter = said[1] if said else _delimiter(ahead, headers)
    records = _records(chain(ahead, source), delimiter, 2 if said else 1)
    beginning = list(islice(records, LOOKED_AT))
    place, known = headers.find([cells for _, cells in beginning])
    if not known:
        raise Unreadable(Reason.HEADER_MISSING, beginning[0][0] if beginning else 1)
    span = headers.span([cells for _, cells in beginning], place)
    head = [cells for _, cells in beginning[span]]
    names = columns(merged(head))
    for line, cells in chain(beginning[span.stop :], records):
        if any(cells) and cells not in head:  # which stands on every page of some exports
            yield _row(line, names, cells)


def _row(line: int, names: list[str], cells: list[str]) -> Row:
    cells = [repaired(cell) for cell in cells]
    if any(cells[len(names) :]):
        return Row(line, named(names, cells), Reason.TOO_MANY_CELLS, len(names) + 1)
    return Row(line, named(names, cells))


def _delimiter(ahead: list[str], headers: Headers) -> str:
    """The one by which the most headers are known."""
    return max(_DELIMITERS, key=lambda each: headers.find(_attempt(ahead, each))[1])


def _attempt(ahead: list[str], delimiter: str) -> list[list[str]]:
    records: list[list[str]] = []
    with suppress(csv.Error):  # a cell without end: `_records` says where
        records.extend(islice(csv.reader(ahead, delimiter=delimiter), LOOKED_AT))
    return records


def _records(lines: Iterable[str], delimiter: str, line: int) -> Iterator[tuple[int, list[str]]]:
    """Where each record begins, and its cells."""
    taken: list[str] = []
    reader = csv.reader(_noted(lines, taken), delimiter=delimiter, strict=True)
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            raise _misquoted("".join(taken), delimiter, line) from None
        if cells is None:
            return
        yield line, cells
        line += len(taken)
        taken.clear()


def _noted(lines: Iterable[str], taken: list[str]) -> Iterator[str]:
    for line in lines:
        taken.append(line)
        yield line


def _misquoted(record: str, delimiter: str, line: int) -> Unreadable:
    """Which quotation mark of the record it is, or else that a cell is too large."""
    cell = _CELL.format(re.escape(delimiter))
    ended = re.search(rf'{cell}"(?![{re.escape(delimiter)}\n"]|$)', record)
    opened = re.search(rf"{cell}$", record)
    if ended:
        code, at = Reason.QUOTE_INSIDE, ended.end()
    else:
        code, at = (Reason.QUOTE_NOT_CLOSED, opened.start()) if opened else (Reason.CELL_TOO_LARGE, 0)
    before = record[:at]
    return Unreadable(code, line + before.count("\n"), at - before.rfind("\n"))
