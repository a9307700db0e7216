"""Payloads of authentic senders, whatever their shape: nothing in here trusts a type."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from bridge.model.failures import Rejected
from bridge.model.reasons import Reason

MAX_DEPTH = 50


def parse(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`, lone surrogates replaced; raises Rejected."""
    try:
        written = json.dumps(json.loads(body), ensure_ascii=False).encode(errors="replace")
        value = json.loads(written, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Rejected(Reason.MALFORMED_JSON, "The body is not JSON") from error
    if not isinstance(value, dict):
        raise Rejected(Reason.NOT_AN_OBJECT, "The body is JSON, but not an object")
    if is_deeper(value, MAX_DEPTH):
        raise Rejected(Reason.NESTED_TOO_DEEPLY, f"The body is JSON of more than {MAX_DEPTH} levels")
    return value


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def is_deeper(value: Any, levels: int) -> bool:
    """Without recursion: what comes after, JMESPath for one, goes as deep as the payload does."""
    level = [value]
    for _ in range(levels):
        level = [child for parent in level for child in _children(parent)]
    return bool(level)


def _children(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def record(value: Any) -> dict[str, Any]:
    """`value` when it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def records(value: Any) -> list[dict[str, Any]]:
    """The objects in `value` when it is a list, else none."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def text(value: Any) -> str:
    """`value` as text without blanks around it; "" for everything that is neither text nor number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()


def first(*values: Any) -> str:
    """The first of the values that says something, as text."""
    return next(filter(None, map(text, values)), "")


def joined(*values: Any) -> str:
    """The values that say something, with blanks between."""
    return " ".join(filter(None, map(text, values)))


def flat(value: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Path with dots → text, number, bool or list of texts; what says nothing is left out."""
    return dict(_leaves(value, prefix))


def _leaves(value: dict[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for name, entry in value.items():
        if isinstance(entry, dict):
            yield from _leaves(entry, f"{prefix}{name}.")
        elif isinstance(entry, list):
            if texts := [line for line in map(text, entry) if line]:
                yield prefix + name, texts
        elif entry is not None and entry != "":
            yield prefix + name, entry
