"""Untrusted JSON: parse it, and read values from it without trusting their types."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from bridge.model.failures import Rejected
from bridge.model.reasons import Reason

MAX_DEPTH = 50


def parse(body: bytes) -> dict[str, Any]:
    """Parse a JSON object, or a list of one, with "?" in place of lone surrogates.

    Raises Rejected for anything else.
    """
    try:
        encodable = json.dumps(json.loads(body), ensure_ascii=False).encode(errors="replace")
        value = json.loads(encodable, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Rejected(Reason.MALFORMED_JSON, "The body is not JSON") from error
    if isinstance(value, list) and len(value) == 1:  # as flows send what they call one item
        value = value[0]
    if not isinstance(value, dict):
        raise Rejected(Reason.NOT_AN_OBJECT, "The body is JSON, but not an object")
    if is_deeper_than(value, MAX_DEPTH):
        raise Rejected(Reason.NESTED_TOO_DEEPLY, f"The body is JSON of more than {MAX_DEPTH} levels")
    return value


def _refuse(constant: str) -> None:
    """NaN and Infinity are not JSON, although Python reads them."""
    raise ValueError(constant)


def is_deeper_than(value: Any, levels: int) -> bool:
    """True if `value` is nested deeper than `levels`.

    This must not recurse: it protects later readers that do, such as JMESPath.
    """
    level = [value]
    for _ in range(levels):
        next_level: list[Any] = []
        for parent in level:
            next_level += _children(parent)
        level = next_level
    return bool(level)


def _children(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    if isinstance(value, list):
        return value
    return ()


def as_object(value: Any) -> dict[str, Any]:
    """Return `value` if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_objects(value: Any) -> list[dict[str, Any]]:
    """Return the objects in a list. Without a list there are none."""
    if not isinstance(value, list):
        return []
    return [entry for entry in value if isinstance(entry, dict)]


def as_text(value: Any) -> str:
    """Return text or a number as text without surrounding blanks, and "" for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()


def first_text(*values: Any) -> str:
    """Return the first value that is not empty, as text."""
    for value in values:
        if text := as_text(value):
            return text
    return ""


def joined_text(*values: Any) -> str:
    """Join the values that are not empty with a space."""
    return " ".join(filter(None, map(as_text, values)))


def flattened(value: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return dotted path → text, number, bool or list of texts. Empty values are left out.

    An object in a list has its index in the path: `items.0.name`.
    """
    return dict(_leaves(value, prefix))


def _leaves(value: dict[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for name, entry in value.items():
        if isinstance(entry, dict):
            yield from _leaves(entry, f"{prefix}{name}.")
        elif isinstance(entry, list):
            objects = {str(index): each for index, each in enumerate(entry) if isinstance(each, dict)}
            yield from _leaves(objects, f"{prefix}{name}.")
            if texts := texts_in(entry):
                yield prefix + name, texts
        elif entry is not None and entry != "":
            yield prefix + name, entry


def texts_in(values: Iterable[Any]) -> list[str]:
    """Return the values that are not empty, as texts."""
    return [text for text in map(as_text, values) if text]
