"""Read the parts of a workbook, which is an archive of XML, and no more of it than customers need."""

import zipfile
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from typing import IO, Any, NamedTuple
from xml.parsers import expat

from bridge.imports.readers.rows import Unreadable, do_nothing
from bridge.model.reasons import Reason

MOST_CELLS = 10_000_000
"""Cells that are produced, empty ones included: a hundred columns of 100,000 customers."""

MOST_CHARACTERS = 200_000_000
"""Characters of all cells, counted in every cell in which a text occurs."""

MOST_ELEMENTS = 8_000_000
"""Elements of XML in all sheets, and again in the table of texts; a cell has two or three."""

LARGEST = 1_000_000_000
"""Bytes, unpacked; a sheet of 100,000 rows has a tenth of that."""

HIGHEST_RATIO = 200
"""Unpacked by packed size of a large part. Sheets have about 10, archive bombs about 1,000."""

LARGEST_WHOLE = 10_000_000
"""Bytes of a part that is read at once, such as the styles."""

MOST_IN_WHOLE = 300_000
"""Elements of such a part; there are at most 64,000 formats."""

LARGEST_READ = 5_000_000
"""Packed bytes that are read at once: a table of contents of 100,000 parts. Workbooks have a hundred."""

MOST_NAMES = 1_000
"""Names of elements and attributes. The format has some hundreds."""

PIECE = 64 * 1024
"""Unpacked bytes that are read at once of a sheet or of the table of texts."""

_LARGE_PART = 10_000_000
"""Bytes, unpacked, from which a part's ratio counts."""

_CONTENT_TYPES = "[Content_Types].xml"
"""The part that every Office file has."""

_UNSUPPORTED = {
    "mimetype": Reason.SPREADSHEET_NOT_SUPPORTED,
    "xl/workbook.bin": Reason.SPREADSHEET_NOT_SUPPORTED,
    "Index/Document.iwa": Reason.SPREADSHEET_NOT_SUPPORTED,
    "word/document.xml": Reason.FILE_NOT_SUPPORTED,
}
"""Parts of other archives."""


class Counts(NamedTuple):
    """What has been read of all sheets."""

    elements: int = 0
    cells: int = 0
    characters: int = 0


class Archive(zipfile.ZipFile):
    """A workbook that counts what is read of it. Everything raises Unreadable for too much."""

    def __init__(self, file: IO[bytes], check: Callable[[], None] = do_nothing) -> None:
        try:
            super().__init__(_Bounded(file))
        except Unreadable:
            raise
        except Exception:  # BadZipFile, or what a damaged table of contents leads to
            raise Unreadable(Reason.WORKBOOK_DAMAGED) from None
        self._check = check
        self.counts = Counts()
        _refuse_others(self.infolist())

    def read(self, name: Any, pwd: bytes | None = None) -> bytes:
        """Read a whole part."""
        if self.getinfo(name).file_size > LARGEST_WHOLE:
            raise Unreadable(Reason.FILE_TOO_LARGE)
        content = super().read(name, pwd)
        if content.count(b"<") > MOST_IN_WHOLE:
            raise Unreadable(Reason.FILE_TOO_LARGE)
        parser_of_xml().Parse(content, True)
        return content

    def pieces(self, name: str, start: int = 0) -> Iterator[bytes]:
        """A part in pieces that end at the same bytes, wherever reading starts."""
        with self.open(name) as part:
            at = 0
            while piece := part.read(PIECE):
                self._check()
                if at + len(piece) > start:
                    yield piece[max(start - at, 0) :]
                at += len(piece)

    def count(self, elements: int, cells: int, characters: int, line: int = 1) -> None:
        """Count what belongs to a row."""
        before = self.counts
        self.counts = Counts(before.elements + elements, before.cells + cells, before.characters + characters)
        if any(map(int.__gt__, self.counts, (MOST_ELEMENTS, MOST_CELLS, MOST_CHARACTERS))):
            raise Unreadable(Reason.FILE_TOO_LARGE, line)


def parser_of_xml() -> Any:
    """A parser that refuses entities: no Office file defines any."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_entities
    return parser


def check_names(parser: Any) -> None:
    """Raise Unreadable if a parser has met more names than it should keep in memory."""
    if len(parser.intern) > MOST_NAMES:
        raise Unreadable(Reason.FILE_TOO_LARGE)


def _refuse_entities(*_: object) -> None:
    raise Unreadable(Reason.WORKBOOK_DAMAGED)


class _Bounded:
    """A file of which not much is read at once, whatever its table of contents says."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def read(self, size: int = -1) -> bytes:
        most = LARGEST_READ + 1
        content = self._file.read(most if size < 0 else min(size, most))
        if len(content) == most:
            raise Unreadable(Reason.FILE_TOO_LARGE)
        return content


def _refuse_others(parts: list[zipfile.ZipInfo]) -> None:
    """Raise Unreadable for an archive that is no workbook, and for one that is too large unpacked."""
    if sum(part.file_size for part in parts) > LARGEST:
        raise Unreadable(Reason.FILE_TOO_LARGE)
    if any(part.file_size > max(_LARGE_PART, HIGHEST_RATIO * part.compress_size) for part in parts):
        raise Unreadable(Reason.FILE_TOO_LARGE)
    if reason := _mistake({part.filename for part in parts}):
        raise Unreadable(reason)
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise Unreadable(Reason.WORKBOOK_DAMAGED)  # the others may take any amount of memory


def _mistake(names: AbstractSet[str]) -> Reason | None:
    """Why an archive with these parts is no workbook."""
    for name, reason in _UNSUPPORTED.items():
        if name in names:
            return reason
    return None if _CONTENT_TYPES in names else Reason.FILE_IS_ARCHIVE
