"""Find the rows in the XML of a sheet, from its beginning or from one of them on."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, SubElement, TreeBuilder

from bridge.imports.readers.rows import Unreadable
from bridge.imports.readers.workbook_parts import Archive, check_names, parser_of_xml
from bridge.model.reasons import Reason

MOST_IN_ROW = 100_000
"""Elements of one row; the widest has 16,384 cells."""

LARGEST_ROW = 10_000_000
"""Bytes of the XML of one row, and of what is before the first one."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_NAMESPACE = f"{{{_MAIN}}}"
_ROW, _DATA = f"{_MAIN}}}row", f"{_MAIN}}}sheetData"


class Start(NamedTuple):
    """Where reading a sheet starts. Both are bytes of its XML."""

    body: int = 0
    """The first row, before which namespaces are named. 0: it is not known yet."""
    row: int = 0
    """The row to start with."""


BEGINNING = Start()


class RowXml(NamedTuple):
    """The XML of a row."""

    element: Element
    start: Start
    elements: int
    """How many it has."""


def rows_of_xml(archive: Archive, part: str, start: Start = BEGINNING) -> Iterator[RowXml]:
    """The rows of a sheet. What cannot be read raises after the rows before it, wherever reading starts."""
    parser = _Parser(start)
    for piece in _beginning(archive, part, start):
        parser.feed(piece)
    for piece in archive.pieces(part, start.row):
        failure = _failure(parser, piece)
        yield from parser.take()
        if failure:
            raise failure
        if parser.is_over:
            return


def _beginning(archive: Archive, part: str, start: Start) -> Iterator[bytes]:
    """What is before the first row."""
    left = start.body
    pieces = archive.pieces(part)
    while left:
        piece = next(pieces)[:left]
        left -= len(piece)
        yield piece


class _Parser:
    """Builds the elements of rows, and of nothing else."""

    def __init__(self, start: Start) -> None:
        self.is_over = False
        self._start = start
        self._rows: list[RowXml] = []
        self._tree: TreeBuilder | None = None
        self._level = self._elements = self._fed = self._end_of_last = self._row = 0
        self._is_data = False
        self._xml = parser_of_xml()
        self._xml.StartElementHandler = self._begin
        self._xml.EndElementHandler = self._end
        self._xml.CharacterDataHandler = self._add

    def feed(self, piece: bytes) -> None:
        """Parse a piece. Raises Unreadable for too much in it."""
        self._fed += len(piece)
        self._xml.Parse(piece, False)
        check_names(self._xml)

    def check_size(self) -> None:
        """Raise Unreadable if what has no end yet is too large."""
        if not self.is_over and self._fed - max(self._row, self._end_of_last) > LARGEST_ROW:
            raise Unreadable(Reason.SHEET_TOO_WIDE)

    def take(self) -> list[RowXml]:
        """The rows that have been found since the last call."""
        rows, self._rows = self._rows, []
        return rows

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._level += 1
        self._elements += 1
        if self._elements > MOST_IN_ROW:
            raise Unreadable(Reason.SHEET_TOO_WIDE)
        if self._tree:
            self._tree.start(_tag(name), attributes)
        elif self._level == 2:
            self._is_data = name == _DATA
        elif self._level == 3 and self._is_data and name == _ROW:
            self._begin_row(attributes)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        """Of its attributes only the number is kept: openpyxl would remember the others of every row."""
        self._row, self._elements = self._xml.CurrentByteIndex, 1
        if not self._start.body:
            self._start = Start(self._row, self._row)
        self._tree = TreeBuilder()
        self._tree.start(f"{_NAMESPACE}row", {"r": attributes["r"]} if "r" in attributes else {})

    def _end(self, name: str) -> None:
        self._level -= 1
        if self._tree:
            self._tree.end(_tag(name))
            if self._level == 2:
                self._end_row(self._tree.close())
        elif self._level == 1 and self._is_data:
            self.is_over = True
            self._xml.StartElementHandler = self._xml.EndElementHandler = None

    def _end_row(self, row: Element) -> None:
        self._end_of_last = self._xml.CurrentByteIndex
        if self._end_of_last - self._row > LARGEST_ROW:
            raise Unreadable(Reason.SHEET_TOO_WIDE)
        _simplify(row)
        body, first = self._start
        self._rows.append(RowXml(row, Start(body, self._row + first - body), self._elements))
        self._tree, self._elements = None, 0

    def _add(self, text: str) -> None:
        if self._tree:
            self._tree.data(text)


def _failure(parser: _Parser, piece: bytes) -> Exception | None:
    """Parse a piece. Returns why it cannot be read to its end."""
    try:
        parser.feed(piece)
        parser.check_size()
    except Exception as error:
        return error
    return None


@lru_cache(maxsize=100)
def _tag(name: str) -> str:
    """As ElementTree writes it; expat leaves the bracket out."""
    return f"{{{name}" if "}" in name else name


def _simplify(row: Any) -> None:
    """Write texts that are in their cells as results of formulas, which openpyxl reads ten times as fast."""
    for cell in row:
        inline = cell.find(f"{_NAMESPACE}is")
        if cell.get("t") == "inlineStr" and inline is not None:
            texts = [*inline.findall(f"{_NAMESPACE}t"), *inline.findall(f"{_NAMESPACE}r/{_NAMESPACE}t")]
            cell.set("t", "str")
            SubElement(cell, f"{_NAMESPACE}v").text = "".join(text.text or "" for text in texts)
