"""Files in memory, read as an import reads them."""

from bridge.imports.headers import Headers
from bridge.imports.reading import kind, rows
from bridge.imports.text import Survey


def pieces(content, size=7):
    """As they come from the network: cut anywhere."""
    return [content[n : n + size] for n in range(0, len(content), size)]


def read(content, mapping=None, size=7):
    """The file's rows."""
    if isinstance(content, str):
        content = content.encode()
    found = kind(Survey.of(pieces(content, size)))
    return list(rows(pieces(content, size), found, Headers(mapping or {})))


def answers(content, mapping=None):
    """What each row says about Seven Time's fields."""
    return [Headers(mapping or {}).answers(row.cells) for row in read(content, mapping)]
