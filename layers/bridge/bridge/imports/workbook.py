"""Excel's .xlsx: the first sheet, row by row."""

import warnings
import zipfile
from collections.abc import Iterator
from itertools import chain, islice
from typing import IO, Any

from bridge.imports.cells import repaired
from bridge.imports.headers import LOOKED_AT, Headers, columns, named
from bridge.imports.rows import Row, Unreadable

LARGEST = 1_000_000_000
"""Bytes, unpacked; a sheet of 100,000 rows has a tenth of that."""

LARGEST_TEXTS = 100_000_000
"""Bytes of the table of texts, which has to be kept in memory."""


def rows(file: IO[bytes], headers: Headers) -> Iterator[Row]:
    """A row per row of the sheet below the headers; raises Unreadable."""
    _check(file)
    records = _records(file)
    beginning = list(islice(records, LOOKED_AT))
    place, known = headers.find([cells for _, cells in beginning])
    if not known:
        raise Unreadable("header_missing")
    names = columns(beginning[place][1])
    for line, cells in chain(beginning[place + 1 :], records):
        yield Row(line, named(names, cells))


def _check(file: IO[bytes]) -> None:
    try:
        sizes = {each.filename: each.file_size for each in zipfile.ZipFile(file).infolist()}
    except zipfile.BadZipFile:
        raise Unreadable("workbook_damaged") from None
    if sum(sizes.values()) > LARGEST or sizes.get("xl/sharedStrings.xml", 0) > LARGEST_TEXTS:
        raise Unreadable("file_too_large")


def _records(file: IO[bytes]) -> Iterator[tuple[int, list[Any]]]:
    """Number and cells of each row that is not empty."""
    from openpyxl import load_workbook  # only who reads one waits for it

    line = 0
    try:
        with warnings.catch_warnings(action="ignore"):  # of styles and the like
            sheet = load_workbook(file, read_only=True, data_only=True).worksheets[0]
        sheet.reset_dimensions()  # what is written there is often wrong
        for line, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            repaired_cells = [repaired(cell) for cell in cells]
            if any(cell not in ("", None) for cell in repaired_cells):
                yield line, repaired_cells
    except Unreadable:
        raise
    except Exception as error:  # what a damaged file raises is nowhere listed
        raise Unreadable("workbook_damaged", line + 1) from error
