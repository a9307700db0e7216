"""Read JSON files: one object in each line, or an array of objects, element by element."""

import json
from collections.abc import Iterable, Iterator

from bridge.imports.readers.cells import repaired
from bridge.imports.readers.headers import LONGEST_NAME
from bridge.imports.readers.rows import Row, Unreadable
from bridge.json_access import parse
from bridge.mapping.gather import flat
from bridge.model.failures import Rejected
from bridge.model.reasons import Reason
from bridge.swedish.text import clean

LONGEST_ELEMENT = 1_000_000
"""Characters."""

_WHITESPACE = " \t\r\n"


def from_lines(lines: Iterable[str]) -> Iterator[Row]:
    """A row per line. A line that is not a JSON object does not affect the others."""
    for number, line in enumerate(lines, 1):
        if line.strip() == "{":  # one object in many lines
            raise Unreadable(Reason.JSON_NOT_A_LIST, number)
        if line.strip():
            yield _row(number, line)


def from_array(texts: Iterable[str]) -> Iterator[Row]:
    """A row per element of the array. Raises Unreadable where the text stops being JSON."""
    text = _JsonText(texts)
    text.expect("[")
    ended = text.skip("]")
    while not ended:
        line = text.line
        yield _row(line, text.element())
        ended = text.skip("]")
        if not ended:
            text.expect(",")
    text.expect_end()


class _JsonText:
    """The part of a text that has not been read yet. It begins at `line` and `column`."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = iter(texts)
        self._ahead = ""
        self.line, self._column = 1, 1

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
        return Unreadable(Reason.JSON_MALFORMED, self.line, self._column)

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
            self._column = len(read) - read.rfind("\n")
        else:
            self._column += len(read)
        self.line += breaks
        return read


def _row(line: int, text: str) -> Row:
    try:
        value = flat(parse(text.encode(errors="replace")))
    except Rejected as failure:
        return _unreadable_row(line, failure)
    cells = {clean(name)[:LONGEST_NAME]: repaired(entry) for name, entry in value.items()}
    return Row(line, {name: cell for name, cell in cells.items() if name and cell not in ("", None)})


def _unreadable_row(line: int, failure: Rejected) -> Row:
    if failure.reason is not Reason.MALFORMED_JSON:
        return Row(line, reason=Reason.ROW_NOT_AN_OBJECT, column=1)
    cause = failure.__cause__
    column = cause.colno if isinstance(cause, json.JSONDecodeError) else 1
    return Row(line, reason=Reason.JSON_MALFORMED, column=column)
