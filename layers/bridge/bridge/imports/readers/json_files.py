"""JSON: one object a line, or an array of objects, read element by element."""

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

LONGEST = 1_000_000
"""Characters of one element."""

_SPACE = " \t\r\n"


def from_lines(lines: Iterable[str]) -> Iterator[Row]:
    """A row per line; one that is not a JSON object harms no other."""
    for number, line in enumerate(lines, 1):
        if line.strip() == "{":  # one object in many lines
            raise Unreadable(Reason.JSON_NOT_A_LIST, number)
        if line.strip():
            yield _row(number, line)


def from_array(texts: Iterable[str]) -> Iterator[Row]:
    """A row per element of the array; raises Unreadable where it stops being JSON."""
    text = _Text(texts)
    text.expect("[")
    ended = text.next_is("]")
    while not ended:
        line = text.line
        yield _row(line, text.element())
        ended = text.next_is("]")
        if not ended:
            text.expect(",")
    text.expect_end()


class _Text:
    """What is not read yet; `line` and `column` are where it begins."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = iter(texts)
        self._ahead = ""
        self.line, self._column = 1, 1

    def next_is(self, sign: str) -> bool:
        """Whether the next sign is this one; it is passed over then."""
        self._skip_space()
        found = self._ahead.startswith(sign)
        self._pass(len(sign) if found else 0)
        return found

    def expect(self, sign: str) -> None:
        """Pass over this sign; raises Unreadable for another one."""
        if not self.next_is(sign):
            raise Unreadable(Reason.JSON_MALFORMED, self.line, self._column)
        self._skip_space()

    def expect_end(self) -> None:
        """Only blanks may follow; raises Unreadable."""
        self._skip_space()
        if self._ahead:
            raise Unreadable(Reason.JSON_MALFORMED, self.line, self._column)

    def element(self) -> str:
        """The next value, as it is written."""
        decoder = json.JSONDecoder()
        while True:
            try:
                _, end = decoder.raw_decode(self._ahead)
                break
            except (ValueError, RecursionError) as error:
                if len(self._ahead) > LONGEST or not self._more():
                    self._pass(getattr(error, "pos", 0))
                    raise Unreadable(Reason.JSON_MALFORMED, self.line, self._column) from None
        return self._pass(end)

    def _skip_space(self) -> None:
        while True:
            self._pass(len(self._ahead) - len(self._ahead.lstrip(_SPACE)))
            if self._ahead or not self._more():
                return

    def _more(self) -> bool:
        text = next(self._texts, None)
        self._ahead += text or ""
        return text is not None

    def _pass(self, length: int) -> str:
        passed, self._ahead = self._ahead[:length], self._ahead[length:]
        breaks = passed.count("\n")
        self._column = len(passed) - passed.rfind("\n") if breaks else self._column + len(passed)
        self.line += breaks
        return passed


def _row(line: int, text: str) -> Row:
    try:
        value = flat(parse(text.encode(errors="replace")))
    except Rejected as failure:
        cause = failure.__cause__
        column = cause.colno if isinstance(cause, json.JSONDecodeError) else 1
        code = Reason.JSON_MALFORMED if failure.reason == Reason.MALFORMED_JSON else Reason.ROW_NOT_AN_OBJECT
        return Row(line, {}, code, column)
    cells = {clean(name)[:LONGEST_NAME]: repaired(entry) for name, entry in value.items()}
    return Row(line, {name: cell for name, cell in cells.items() if name and cell not in ("", None)})
