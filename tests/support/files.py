"""Read files in memory as an import does."""

from datetime import date

from bridge.imports.options import Options
from bridge.imports.readers.encoding import Survey
from bridge.imports.readers.formats import kind
from bridge.imports.readers.headers import Headers
from bridge.imports.readers.reading import rows
from bridge.mapping.field_readers import Draft
from bridge.mapping.gather import gather
from bridge.model.submission import Submission


def pieces(content, size=7):
    """The content in pieces, which may end within a character."""
    return [content[n : n + size] for n in range(0, len(content), size)]


def read(content, mapping=None, size=7):
    """The file's rows."""
    if isinstance(content, str):
        content = content.encode()
    found = kind(Survey.of(pieces(content, size)))
    return list(rows(pieces(content, size), found, Headers(mapping or {})))


def answers(content, mapping=None, size=7):
    """Field → answer, for each row."""
    return [row_answers(row.cells, mapping) for row in read(content, mapping, size)]


def row_answers(cells, mapping=None, draft=None):
    """Field → answer of one row."""
    submission = Submission("file", Headers(mapping or {}).answers(cells))
    return gather(submission, Options().source, draft or Draft(strict=False, today=date(2026, 11, 23)), {})
