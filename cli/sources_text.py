"""What a sample becomes, as text."""

import json
from collections.abc import Iterator
from typing import Any

from bridge.model.reasons import sentences
from bridge.model.source import Source
from bridge.operations.explanation import Explanation, FieldOrigin, Origin
from cli.languages import _, message

_WIDTH = 34
"""Characters of a value that are shown."""


def head() -> list[str]:
    """The titles of the table."""
    return [_("field"), _("value"), _("where it comes from")]


def rows(explained: Explanation) -> Iterator[list[str]]:
    """A line for each field and each warning."""
    for each in explained.fields:
        yield [each.field, _shortened(each.value), _origin(each)]
    for warning in explained.warnings:
        yield [warning.field, f"! {warning.reason}", message(sentences(warning.reason))]


def notes(explained: Explanation) -> Iterator[str]:
    """What came to nothing."""
    for title, questions in (
        (_("Defaults not used ({count}): {names}"), explained.idle_defaults),
        (_("In the notes ({count}): {names}"), explained.in_notes),
        (_("Left out ({count}): {names}"), explained.left_out),
        (_("Not used ({count}): {names}"), explained.unused),
    ):
        if questions:
            yield title.format(count=len(questions), names=", ".join(questions))
    for field, expression in (explained.fruitless or {}).items():
        yield _("Came to nothing: {field}: {expression}").format(field=field, expression=expression)


def failure(explained: Explanation, source: Source) -> Iterator[str]:
    """Why there is no customer."""
    from bridge.sources.providers import SendsIds, provider

    if explained.ignored:
        yield _("No customer: {reason}").format(reason=explained.ignored)
    if rejected := explained.rejected:
        place = f"{rejected.reason} {rejected.field or ''}".strip()
        yield _("Dead letter: {reason}").format(reason=place)
        yield str(rejected)
        if isinstance(provider(source.provider), SendsIds):
            yield _("This sender's webhooks have only ids: try a file with the response of its API.")


def _origin(each: FieldOrigin) -> str:
    quoted = ", ".join(f'"{name}"' for name in each.names)
    texts = {
        Origin.EXPRESSION: f"fields: {', '.join(each.names)}",
        Origin.SENT: _("sent under this name"),
        Origin.TYPE: _("the type of the question"),
        Origin.QUESTION: quoted,
        Origin.DEFAULT: "defaults",
        Origin.MADE_OF: _("from {names}").format(names=quoted),
        Origin.DERIVED: _("derived"),
    }
    return texts[each.origin]


def _shortened(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str):
        text = " / ".join(value.splitlines())
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
