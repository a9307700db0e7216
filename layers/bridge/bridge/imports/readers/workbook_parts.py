"""Read the parts of a workbook within bounds: an archive of some kilobytes may hold work for hours.

No part is read beyond the unpacked size that the archive states. But a few bytes of XML are a whole element,
and one text can be in a million cells. So elements, cells and characters are counted too.
"""

import zipfile
from collections.abc import Callable, Iterator
from typing import IO, Any, cast
from xml.etree.ElementTree import SubElement, XMLPullParser
from xml.parsers import expat

from bridge.imports.readers.rows import Unreadable, do_nothing
from bridge.model.reasons import Reason

MOST_CELLS = 10_000_000
"""Cells that are produced, empty ones included: a hundred columns of 100,000 customers."""

MOST_CHARACTERS = 200_000_000
"""Characters of all cells, counted in every cell in which a text occurs."""

MOST_TEXTS = 2_000_000
"""Entries of the table of texts."""

MOST_ELEMENTS = 8_000_000
"""Elements of XML in all sheets; a cell has two or three."""

MOST_IN_ROW = 100_000
"""Elements of one row; the widest has 16,384 cells."""

LARGEST_WHOLE = 10_000_000
"""Bytes of a part that is read at once, such as the styles."""

MOST_IN_WHOLE = 300_000
"""Elements of such a part; there are at most 64,000 formats."""

_PIECE = 64 * 1024
_NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Archive(zipfile.ZipFile):
    """A workbook that counts what is read of it. Everything raises Unreadable for too much."""

    elements = cells = characters = 0

    def __init__(self, file: IO[bytes], check: Callable[[], None] = do_nothing) -> None:
        super().__init__(file)
        self._check = check

    def read(self, name: Any, pwd: bytes | None = None) -> bytes:
        """Read a whole part."""
        if self.getinfo(name).file_size > LARGEST_WHOLE:
            raise Unreadable(Reason.FILE_TOO_LARGE)
        content = super().read(name, pwd)
        if content.count(b"<") > MOST_IN_WHOLE:
            raise Unreadable(Reason.FILE_TOO_LARGE)
        return content

    def row_elements(self, name: str) -> Iterator[Any]:
        """The XML of each row of a sheet."""
        parser: XMLPullParser[Any] = XMLPullParser(["end"])
        since_row = 0
        with self.open(name) as part:
            while piece := part.read(_PIECE):
                self._check()
                since_row += self._count(piece)
                parser.feed(piece)
                for _, element in cast("Iterator[tuple[str, Any]]", parser.read_events()):
                    if element.tag == f"{_NAMESPACE}sheetData":
                        return
                    if element.tag == f"{_NAMESPACE}row":
                        _simplify(element)
                        yield element
                        element.clear()
                        since_row = 0
                if since_row > MOST_IN_ROW:
                    raise Unreadable(Reason.SHEET_TOO_WIDE)

    def _count(self, piece: bytes) -> int:
        elements = piece.count(b"<") - piece.count(b"</")
        self.elements += elements
        if self.elements > MOST_ELEMENTS:
            raise Unreadable(Reason.FILE_TOO_LARGE)
        return elements

    def count_cells(self, cells: int, characters: int, line: int) -> None:
        """Count the cells of a row that are produced, and the characters in them."""
        self.cells += cells
        self.characters += characters
        if self.cells > MOST_CELLS or self.characters > MOST_CHARACTERS:
            raise Unreadable(Reason.FILE_TOO_LARGE, line)

    def texts(self, name: str) -> list[str]:
        """The table of texts, to which cells refer."""
        table = _Texts()
        with self.open(name) as part:
            table.read(part, self._check)
        return table.texts


def _simplify(row: Any) -> None:
    """Write texts that are in their cells as results of formulas, which openpyxl reads ten times as fast."""
    for cell in row:
        inline = cell.find(f"{_NAMESPACE}is")
        if cell.get("t") == "inlineStr" and inline is not None:
            texts = [*inline.findall(f"{_NAMESPACE}t"), *inline.findall(f"{_NAMESPACE}r/{_NAMESPACE}t")]
            cell.set("t", "str")
            SubElement(cell, f"{_NAMESPACE}v").text = "".join(text.text or "" for text in texts)


class _Texts:
    """Reads the table of texts. openpyxl makes several objects of each text and takes ten times as long."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._is_text = False
        self._is_phonetic = False

    def read(self, part: IO[bytes], check: Callable[[], None]) -> None:
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._add
        while piece := part.read(_PIECE):
            check()
            parser.Parse(piece, False)
        parser.Parse(b"", True)

    def _start(self, name: str, _: object) -> None:
        tag = name.rpartition("}")[2]
        if tag == "rPh":  # how Japanese signs are pronounced
            self._is_phonetic = True
        self._is_text = tag == "t" and not self._is_phonetic

    def _end(self, name: str) -> None:
        self._is_text = False
        tag = name.rpartition("}")[2]
        if tag == "rPh":
            self._is_phonetic = False
        if tag == "si":
            self.texts.append("".join(self._parts))
            self._parts.clear()
            if len(self.texts) > MOST_TEXTS:
                raise Unreadable(Reason.FILE_TOO_LARGE)

    def _add(self, text: str) -> None:
        if self._is_text:
            self._parts.append(text)
