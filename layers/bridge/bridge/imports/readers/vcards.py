"""Read contacts in vCard files, versions 2.1 to 4.0 (RFC 6350, RFC 2426)."""

import quopri
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from bridge.imports.readers.rows import Mark, Row
from bridge.swedish.text import clean_lines

_PROPERTY = re.compile(
    r"(?:[\w-]+\.)?(?P<name>[\w-]+)(?P<parameters>(?:;(?:[^:\"]|\"[^\"]*\")*)?):(?P<value>.*)", re.DOTALL
)
LONGEST = 100_000
"""Characters of a property that are kept: photos are longer."""

_QUOTED_PRINTABLE = re.compile(r"quoted-printable", re.IGNORECASE)
_CHARSET = re.compile(r"charset=\"?([\w-]+)", re.IGNORECASE)
_SEMICOLON = re.compile(r"(?<!\\);")
_ESCAPED = re.compile(r"\\([nN,;:\\])")

_WHOLE = {"FN": "Namn", "EMAIL": "E-post", "TEL": "Telefon", "NOTE": "Anteckningar"}
"""Property → column. The values of several are joined."""
_PARTS = {
    "N": ("Efternamn", "Förnamn"),
    "ORG": ("Företag",),
    "ADR": ("Box", "Adress 2", "Adress", "Ort", "Region", "Postnummer", "Land"),
}
"""Property → the columns of its parts. The first of several counts."""
_JOINED = ("EMAIL", "TEL")


class _Property(NamedTuple):
    name: str
    value: str


def rows(lines: Iterable[str], first: int = 1) -> Iterator[Row]:
    """A row per card. `line` is that of its BEGIN:VCARD."""
    row: Row | None = None
    for number, line in _unfolded(lines, first):
        found = _property(line)
        if found == ("BEGIN", "VCARD"):
            row = Row(number, mark=Mark(number))
        elif row and found == ("END", "VCARD"):
            yield row
            row = None
        elif row and found:
            _add(row.cells, found)


def _unfolded(lines: Iterable[str], begin: int) -> Iterator[tuple[int, str]]:
    """Each property with its first line's number. Continued lines begin with a blank or end with "="."""
    first, text = begin, ""
    for number, line in enumerate(lines, begin):
        read = line.rstrip("\r\n")
        if text.endswith("=") and _QUOTED_PRINTABLE.search(text.partition(":")[0]):
            text = text[:-1] + read[: max(LONGEST - len(text), 0)]
        elif read[:1] in (" ", "\t"):
            text += read[1 : 1 + LONGEST - len(text)] if len(text) < LONGEST else ""
        else:
            yield first, text
            first, text = number, read
    yield first, text


def _property(line: str) -> _Property | None:
    match = _PROPERTY.fullmatch(line.lstrip("\ufeff"))
    if not match:
        return None
    value = match["value"]
    if _QUOTED_PRINTABLE.search(match["parameters"]):
        value = _decoded(value, match["parameters"])
    name = match["name"].upper()
    return _Property(name, value.strip().upper() if name in ("BEGIN", "END") else value)


def _decoded(value: str, parameters: str) -> str:
    charset = _CHARSET.search(parameters)
    content = quopri.decodestring(value.encode("ascii", "replace"))
    try:
        return content.decode(charset[1] if charset else "utf-8", "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


def _add(cells: dict[str, Any], found: _Property) -> None:
    """Add a property to the cells of its card."""
    if column := _WHOLE.get(found.name):
        text = _text(found.value.removeprefix("tel:").removeprefix("mailto:"))
        before = cells.get(column, "")
        joins = before and found.name in _JOINED and len(before) < LONGEST
        cells[column] = f"{before}, {text}" if joins else before or text
    columns = _PARTS.get(found.name, ())
    if cells.keys().isdisjoint(columns):
        for column, part in zip(columns, _SEMICOLON.split(found.value), strict=False):
            if text := _text(part):
                cells[column] = text


def _text(value: str) -> str:
    unescaped = _ESCAPED.sub(lambda sign: "\n" if sign[1] in "nN" else sign[1], value)
    return clean_lines(unescaped)
