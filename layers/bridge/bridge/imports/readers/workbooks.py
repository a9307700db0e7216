"""Read the sheet of customers in an Excel workbook (.xlsx)."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import IO, NamedTuple

from bridge.imports.readers.headers import SEARCHED_RECORDS, HeaderRows, Headers, named
from bridge.imports.readers.rows import Mark, Row, Unreadable, do_nothing
from bridge.imports.readers.shared_texts import Texts
from bridge.imports.readers.workbook_parts import Archive
from bridge.imports.readers.workbook_rows import Book, Place, Record, book_of, records_of
from bridge.model.reasons import Reason


class _Sheet(NamedTuple):
    header: HeaderRows
    beginning: list[Record]
    rest: Iterator[Record]


def rows(
    file: IO[bytes], headers: Headers, check: Callable[[], None] = do_nothing, mark: Mark | None = None
) -> Iterator[Row]:
    """A row per row of the sheet below the headers, or from a mark on.

    Raises Unreadable. `check` is called all the time.
    """
    with tempfile.TemporaryFile() as texts:
        if mark:
            yield from _rows_from(mark, Archive(file, check), headers, Texts(texts))
        else:
            yield from _all_rows(Archive(file, check), headers, Texts(texts))


def _all_rows(archive: Archive, headers: Headers, texts: Texts) -> Iterator[Row]:
    header, beginning, rest = _customers(archive, headers, book_of(archive, texts))
    return _rows_below(header, archive, chain(beginning[header.end :], rest), headers)


def _rows_from(mark: Mark, archive: Archive, headers: Headers, texts: Texts) -> Iterator[Row]:
    place, header = Place.from_json(mark.state[0]), HeaderRows(*mark.state[1])
    archive.counts = place.counts
    records = records_of(archive, place, book_of(archive, texts))
    return _rows_below(header, archive, records, headers)


def _rows_below(
    header: HeaderRows, archive: Archive, records: Iterable[Record], headers: Headers
) -> Iterator[Row]:
    for line, cells, place in records:
        if again := headers.repeated(header, cells):
            header = again
        else:
            archive.count(0, len(header.names), 0, line)
            yield Row(line, named(header.names, cells), mark=_mark(line, place, header))


def _mark(line: int, place: Place | None, header: HeaderRows) -> Mark | None:
    return Mark(line, state=(place, (header.known, header.records, header.end))) if place else None


def _customers(archive: Archive, headers: Headers, book: Book) -> _Sheet:
    """The sheet with the most known headers. Raises Unreadable if several may be meant."""
    sheets = [sheet for sheet in _visible_sheets(archive, headers, book) if sheet.header.known]
    if not sheets:
        raise Unreadable(Reason.HEADER_MISSING)
    if sum(sheet.header.known > 1 for sheet in sheets) > 1:
        raise Unreadable(Reason.SEVERAL_SHEETS)
    return max(sheets, key=lambda sheet: sheet.header.known)


def _visible_sheets(archive: Archive, headers: Headers, book: Book) -> Iterator[_Sheet]:
    """Reading cannot begin again at a sheet's first records: the other sheets are counted after them."""
    for part in book.visible:
        records = records_of(archive, Place(part), book)
        beginning = [record._replace(place=None) for record in islice(records, SEARCHED_RECORDS)]
        yield _Sheet(headers.find([record.cells for record in beginning]), beginning, records)
