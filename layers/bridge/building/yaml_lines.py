"""Line numbers in a YAML text, so that a problem can name its line."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

Path = Sequence[str | int]
"""The keys and places that lead to a value."""


def load(text: str) -> tuple[yaml.Node | None, Any]:
    """Return the text's nodes, which know their lines, and its data. Raises yaml.YAMLError."""
    return yaml.compose(text, Loader=yaml.SafeLoader), yaml.safe_load(text)


def describe(error: yaml.MarkedYAMLError) -> tuple[int, str]:
    """Return the line of a syntax error, and what is wrong.

    The text also names where it began: a missing quote is noticed at the end only.
    """
    line = error.problem_mark.line + 1 if error.problem_mark else 1
    if not error.context_mark:
        return line, str(error.problem)
    return line, f"{error.problem}, {error.context} that begins in line {error.context_mark.line + 1}"


def line_of(node: yaml.Node | None, path: Path) -> int:
    """Return the line, from 1, of the value at `path`, or of its nearest parent that is there."""
    line = node.start_mark.line if node else 0
    for step in path:
        found = _child(node, step)
        if not found:
            break
        line, node = found
    return line + 1


def duplicate_keys(node: yaml.Node | None) -> Iterator[list[str]]:
    """Yield the paths of keys that a mapping has twice. YAML itself silently uses the last one."""
    if not isinstance(node, yaml.MappingNode):
        return
    counts = Counter(str(key.value) for key, _ in node.value)
    for key, count in counts.items():
        if count > 1:
            yield [key]
    for key_node, value_node in node.value:
        for path in duplicate_keys(value_node):
            yield [str(key_node.value), *path]


def _child(node: yaml.Node | None, step: str | int) -> tuple[int, yaml.Node] | None:
    """Return the line and the node of one step. Of two equal keys, the last one counts."""
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        return node.value[step].start_mark.line, node.value[step]
    if not isinstance(node, yaml.MappingNode):
        return None
    for key, value in reversed(node.value):
        if key.value == str(step):
            return key.start_mark.line, value
    return None
