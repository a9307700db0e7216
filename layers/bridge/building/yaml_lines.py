"""Where things stand in a YAML text, so that a complaint can name the line. Used while building only."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

Path = Sequence[str | int]


def compose(text: str) -> tuple[yaml.Node | None, Any]:
    """The nodes of the text, for their lines, and the data that it says; raises yaml.YAMLError."""
    return yaml.compose(text, Loader=yaml.SafeLoader), yaml.safe_load(text)


def problem(error: yaml.MarkedYAMLError) -> tuple[int, str]:
    """Where and why a text is no YAML, and where that began: an open quote is missed at the end only."""
    number = error.problem_mark.line + 1 if error.problem_mark else 1
    if not error.context_mark:
        return number, str(error.problem)
    return number, f"{error.problem}, {error.context} that begins in line {error.context_mark.line + 1}"


def line(node: yaml.Node | None, path: Path) -> int:
    """The line of what stands at `path`, or of the last thing on the way to it that is there; from 1."""
    number = node.start_mark.line if node else 0
    for step in path:
        found = _child(node, step)
        if not found:
            break
        number, node = found
    return number + 1


def doubles(node: yaml.Node | None) -> Iterator[list[str]]:
    """The paths of keys that stand twice in their mapping: YAML itself takes the last one, silently."""
    if not isinstance(node, yaml.MappingNode):
        return
    counts = Counter(str(key.value) for key, _ in node.value)
    yield from ([key] for key, count in counts.items() if count > 1)
    for key, value in node.value:
        yield from ([str(key.value), *path] for path in doubles(value))


def _child(node: yaml.Node | None, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        return node.value[step].start_mark.line, node.value[step]
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    # From the end: of two keys the last one counts.
    return next(((k.start_mark.line, v) for k, v in reversed(pairs) if k.value == str(step)), None)
