"""The check of the JMESPath expressions of `fields`; used while building, as `definition` is."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields
from typing import Any

import jmespath
from jmespath.exceptions import ArityError, JMESPathError, JMESPathTypeError, UnknownFunctionError

from bridge.model.submission import Submission

NAMES = [one.name for one in fields(Submission)]
"""Where an expression can begin: what there is of every submission."""

_ONWARDS = frozenset(
    (
        "subexpression",
        "index_expression",
        "pipe",
        "projection",
        "value_projection",
        "filter_projection",
        "flatten",
    )
)
"""Only the first part of these looks at the submission, the others at what that found."""

_QUOTES = 'names with other characters than a-z, 0-9 and _ need quotes, answers."org-nr"'


def checked(text: str) -> str:
    """The expression; raises ValueError when it is none, or could never find anything."""
    try:
        compiled = jmespath.compile(text)
        with suppress(JMESPathTypeError):  # only of an answer that is missing here
            compiled.search({})
    except (ArityError, UnknownFunctionError) as error:
        raise ValueError(f"not a JMESPath expression: {error}") from error
    except JMESPathError as error:
        reason = str(error).splitlines()[0].removeprefix("Bad jmespath expression: ").rstrip(":")
        raise ValueError(f"not a JMESPath expression: {reason}; {_QUOTES}") from error
    if stranger := next((name for name in _beginnings(compiled.parsed) if name not in NAMES), None):
        begin = f'begin with answers, labels, hidden or raw: answers."{stranger}" for one'
        raise ValueError(f"no submission has {stranger!r}; {begin}")
    return text


def _beginnings(node: Any) -> Iterator[str]:
    if node["type"] == "field":
        yield node["value"]
    if node["type"] == "expref":
        return
    for child in node["children"][: 1 if node["type"] in _ONWARDS else None]:
        yield from _beginnings(child)
