"""A workbook's table of texts, to which its cells refer. On disk: memory does not grow with the texts."""

import os
from array import array
from typing import IO

from bridge.imports.readers import workbook_parts
from bridge.imports.readers.rows import Unreadable
from bridge.imports.readers.workbook_parts import Archive, check_names, parser_of_xml
from bridge.model.reasons import Reason

MOST_TEXTS = 2_000_000
"""Entries of the table."""

LARGEST_TEXTS = 100_000_000
"""Bytes of the table."""

LONGEST_CELL = 32_767
"""Characters that Excel allows in a cell."""


class Texts:
    """Text by number, from 0. Of a text that is too long for a cell, one character too many is kept."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._ends = array("Q", [0])

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self):
            raise IndexError(number)
        start, end = self._ends[number : number + 2]
        return os.pread(self._file.fileno(), end - start, start).decode()

    def add(self, text: str) -> None:
        """Add the next text. Raises Unreadable for too many."""
        if len(self) == MOST_TEXTS:
            raise Unreadable(Reason.FILE_TOO_LARGE)
        self._ends.append(self._ends[-1] + self._file.write(text.encode()))

    def read(self, archive: Archive, part: str) -> None:
        """Add the texts of a part. openpyxl makes several objects of each and takes ten times as long."""
        if archive.getinfo(part).file_size > LARGEST_TEXTS:
            raise Unreadable(Reason.FILE_TOO_LARGE)
        table = _Table(self)
        for piece in archive.pieces(part):
            table.parser.Parse(piece, False)
            check_names(table.parser)
        table.parser.Parse(b"", True)
        self._file.flush()


class _Table:
    """Finds texts in XML."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._parts: list[str] = []
        self._left = LONGEST_CELL + 1
        """Characters of a text that are still kept."""
        self._elements = 0
        self._is_text = self._is_phonetic = False
        self.parser = parser_of_xml()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._add

    def _start(self, name: str, _: object) -> None:
        self._elements += 1
        if self._elements > workbook_parts.MOST_ELEMENTS:
            raise Unreadable(Reason.FILE_TOO_LARGE)
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
            self._texts.add("".join(self._parts))
            self._parts.clear()
            self._left = LONGEST_CELL + 1

    def _add(self, text: str) -> None:
        if self._is_text and self._left:
            self._parts.append(text[: self._left])
            self._left -= len(self._parts[-1])
