"""Read JSON files: one object in each line, or an array of objects, element by element."""

import json
from collections.abc import Iterable, Iterator

from bridge.imports.readers.cells import repaired
from bridge.imports.readers.headers import LONGEST_NAME
from bridge.imports.readers.rows import Mark, Row, Unreadable
from bridge.json_access import parse
from bridge.mapping.gather import flat
from bridge.model.failures import Rejected
from bridge.model.reasons import Reason
from bridge.swedish.text import clean

LONGEST_ELEMENT = 1_000_000
"""Characters."""

_WHITESPACE = " \t\r\n"


def from_lines(lines: Iterable[str], first: int = 1) -> Iterator[Row]:
    """A row per line. A line that is not a JSON object does not affect the others."""
    for number, line in enumerate(lines, first):
        if line.strip() == "{":  # one object in many lines
            raise Unreadable(Reason.JSON_NOT_A_LIST, number)
        if line.strip():
            yield _row(Mark(number), line)


def from_array(texts: Iterable[str], mark: Mark | None = None) -> Iterator[Row]:
    """A row per element of the array. Raises Unreadable where the text stops being JSON.

    With a mark, the texts begin with its element.
    """
    text = _JsonText(texts, mark or Mark(1))
    ended = False
    if mark is None:
        text.expect("[")
        ended = text.skip("]")
    while not ended:
        here = Mark(text.line, text.column)
        yield _row(here, text.element())
        ended = text.skip("]")
        if not ended:
            text.expect(",")
    text.expect_end()


class _JsonText:
    """The part of a text that has not been read yet. It begins at `line` and `column`."""

    def __init__(self, texts: Iterable[str], start: Mark) -> None:
        self._texts = iter(texts)
        self._ahead = ""
        self.line, self.column = start.line, start.column

    def skip(self, sign: str) -> bool:
        """Read `sign` if it comes next. Returns True if it did."""
        self._skip_whitespace()
        is_next = self._ahead.startswith(sign)
        if is_next:
            self._read(len(sign))
        return is_next

    def expect(self, sign: str) -> None:
        """Read `sign`. Raises Unreadable if something else comes next."""
        if not self.skip(sign):
            raise self._malformed()
        self._skip_whitespace()

    def expect_end(self) -> None:
        """Raise Unreadable unless only whitespace follows."""
        self._skip_whitespace()
        if self._ahead:
            raise self._malformed()

    def element(self) -> str:
        """Read the next value. Returns its JSON text."""
        decoder = json.JSONDecoder()
        while True:
            try:
                _, end = decoder.raw_decode(self._ahead)
                return self._read(end)
            except (ValueError, RecursionError) as error:
                if len(self._ahead) > LONGEST_ELEMENT or not self._fetch_more():
                    self._read(getattr(error, "pos", 0))
                    raise self._malformed() from None

    def _malformed(self) -> Unreadable:
        return Unreadable(Reason.JSON_MALFORMED, self.line, self.column)

    def _skip_whitespace(self) -> None:
        while True:
            self._read(len(self._ahead) - len(self._ahead.lstrip(_WHITESPACE)))
            if self._ahead or not self._fetch_more():
                return

    def _fetch_more(self) -> bool:
        """Add the next piece of the text. Returns False at its end."""
        text = next(self._texts, None)
        self._ahead += text or ""
        return text is not None

    def _read(self, length: int) -> str:
        read, self._ahead = self._ahead[:length], self._ahead[length:]
        breaks = read.count("\n")
        if breaks:
            self.column = len(read) - read.rfind("\n")
        else:
            self.column += len(read)
        self.line += breaks
        return read


def _row(mark: Mark, text: str) -> Row:
    try:
        value = flat(parse(text.encode(errors="replace")))
    except Rejected as failure:
        return _unreadable_row(mark, failure)
    cells = {clean(name)[:LONGEST_NAME]: repaired(entry) for name, entry in value.items()}
    filled = {name: cell for name, cell in cells.items() if name and cell not in ("", None)}
    return Row(mark.line, filled, mark=mark)


def _unreadable_row(mark: Mark, failure: Rejected) -> Row:
    if failure.reason is not Reason.MALFORMED_JSON:
        return Row(mark.line, reason=Reason.ROW_NOT_AN_OBJECT, column=1, mark=mark)
    cause = failure.__cause__
    column = cause.colno if isinstance(cause, json.JSONDecodeError) else 1
    return Row(mark.line, reason=Reason.JSON_MALFORMED, column=column, mark=mark)
