"""The check of the JMESPath expressions in `fields` of sources.yaml."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields
from typing import Any

import jmespath
from jmespath.exceptions import ArityError, JMESPathError, JMESPathTypeError, UnknownFunctionError

from bridge.model.submission import Submission

BEGINNINGS = [attribute.name for attribute in fields(Submission)]
"""The names with which an expression can begin: the parts of a submission."""

_CHAINS = frozenset(
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
"""Nodes whose first child searches the submission. The others search what the first one found."""

_QUOTES = 'names with other characters than a-z, 0-9 and _ need quotes, answers."org-nr"'


def check(text: str) -> str:
    """Return the expression. Raises ValueError if it is none, or if it could never find anything."""
    try:
        compiled = jmespath.compile(text)
        with suppress(JMESPathTypeError):  # from an answer that is missing in this empty submission
            compiled.search({})
    except (ArityError, UnknownFunctionError) as error:
        raise ValueError(f"not a JMESPath expression: {error}") from error
    except JMESPathError as error:
        message = str(error).splitlines()[0].removeprefix("Bad jmespath expression: ").rstrip(":")
        raise ValueError(f"not a JMESPath expression: {message}; {_QUOTES}") from error
    for name in _beginnings(compiled.parsed):
        if name not in BEGINNINGS:
            hint = f'begin with answers, labels, hidden or raw, as in answers."{name}"'
            raise ValueError(f"a submission has no {name!r}; {hint}")
    return text


def _beginnings(node: Any) -> Iterator[str]:
    """Yield the names that are searched in the submission itself."""
    if node["type"] == "field":
        yield node["value"]
    if node["type"] == "expref":
        return
    children = node["children"][:1] if node["type"] in _CHAINS else node["children"]
    for child in children:
        yield from _beginnings(child)
