"""The JMESPath expressions of a source's `fields`."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1024)
def compiled(expression: str) -> Any:
    """Return the expression as jmespath searches with it. jmespath is imported here: few sources need it."""
    import jmespath

    return jmespath.compile(expression)


@lru_cache(maxsize=1024)
def names_in(expression: str) -> frozenset[str]:
    """Return the names that an expression looks for: the answers that it may use."""
    try:
        return frozenset(_names(compiled(expression).parsed))
    except ValueError:
        return frozenset()


def _names(node: Any) -> Iterator[str]:
    value = node.get("value")
    if node["type"] in ("field", "literal") and isinstance(value, str):
        yield value
    for child in node.get("children", ()):
        if isinstance(child, dict):
            yield from _names(child)
