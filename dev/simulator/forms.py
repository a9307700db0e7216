"""Reads bodies of forms as Express does (body-parser, extended): brackets nest, values are text."""

import re
from typing import Any
from urllib.parse import unquote

LARGEST_INDEX = 100
SEGMENT = re.compile(r"\[([^\[\]]*)\]")


def decode(body: bytes) -> dict[str, Any]:
    """`a[b][0][c]=x` → {"a": {"b": [{"c": "x"}]}}. A dot in a name or JSON in a value has no meaning."""
    tree: dict[str, Any] = {}
    for key, values in _fields(body.decode(errors="replace")).items():
        _put(tree, _path(key), values[0] if len(values) == 1 else values)
    return {key: _listed(value) for key, value in tree.items()}


def _fields(text: str) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for pair in filter(None, text.split("&")):
        key, _, value = pair.partition("=")
        fields.setdefault(_unquoted(key), []).append(_unquoted(value))
    return fields


def _unquoted(text: str) -> str:
    spaced = text.replace("+", " ")
    try:
        return unquote(spaced, errors="strict")
    except UnicodeDecodeError:
        return spaced  # percent-encoded Latin-1 stays as it is


def _path(key: str) -> list[str]:
    """`a[b][]` → ["a", "b", "0"]: a pair of empty brackets always means the first item."""
    parent = key.partition("[")[0]
    if not parent:
        return [key]
    return [parent, *(segment or "0" for segment in SEGMENT.findall(key))]


def _put(tree: dict[str, Any], path: list[str], value: Any) -> None:
    for segment in path[:-1]:
        if not isinstance(tree.get(segment), dict):
            tree[segment] = {}
        tree = tree[segment]
    tree[path[-1]] = value


def _listed(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    children = {key: _listed(value) for key, value in node.items()}
    if all(map(_is_index, children)):
        return [children[key] for key in sorted(children, key=int)]
    return children


def _is_index(key: str) -> bool:
    return key.isascii() and key.isdigit() and str(int(key)) == key and int(key) <= LARGEST_INDEX
