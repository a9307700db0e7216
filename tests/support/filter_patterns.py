"""Filter patterns for JSON log lines, as CloudWatch Logs reads them.

Only what template.yaml uses: `{ ($.name = "text*") && ($.number >= 10) || … }`
(https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html).
Anything else raises ValueError, so that no test passes on a pattern that it does not understand.
"""

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

LONGEST = 1024
"""Characters that a filter pattern may have."""

_TOKEN = re.compile(
    r"""\s*(?:(?P<mark>[(){}]|&&|\|\|)|(?P<name>\$\.[\w.]+)|(?P<operator>!=|>=|<=|=|>|<)"""
    r"""|"(?P<text>[^"]*)"|(?P<number>-?\d+(?:\.\d+)?))"""
)


def matches(pattern: str, line: Mapping[str, Any]) -> bool:
    """True if the line matches the pattern. Raises ValueError if the pattern is not understood."""
    if len(pattern) > LONGEST:
        raise ValueError(f"{len(pattern)} characters, {LONGEST} are allowed")
    reader = _Reader(_tokens(pattern), line)
    reader.take("{")
    result = reader.any_of()
    reader.take("}")
    if reader.tokens:
        raise ValueError(f"left over: {reader.tokens}")
    return result


def value_of(transformation: Mapping[str, Any], line: Mapping[str, Any]) -> float:
    """The value that a matching line adds to the metric. Raises ValueError if the line has none."""
    text = transformation["MetricValue"]
    if not text.startswith("$."):
        return float(text)
    value = _look_up(line, text)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{text} is {value!r}, which is no number")
    return float(value)


def _tokens(pattern: str) -> list[tuple[str, str]]:
    tokens, at = [], 0
    while at < len(pattern.rstrip()):
        match = _TOKEN.match(pattern, at)
        if match is None:
            raise ValueError(f"not understood: {pattern[at:]}")
        kind = str(match.lastgroup)
        tokens.append((kind, match[kind]))
        at = match.end()
    return tokens


class _Reader:
    def __init__(self, tokens: list[tuple[str, str]], line: Mapping[str, Any]) -> None:
        self.tokens = tokens
        self.line = line

    def take(self, mark: str) -> None:
        if not self.tokens or self.tokens.pop(0)[1] != mark:
            raise ValueError(f"{mark} is missing")

    def next_is(self, mark: str) -> bool:
        return bool(self.tokens) and self.tokens[0] == ("mark", mark)

    def any_of(self) -> bool:
        result = self.all_of()
        while self.next_is("||"):
            self.take("||")
            result = self.all_of() or result
        return result

    def all_of(self) -> bool:
        result = self.one()
        while self.next_is("&&"):
            self.take("&&")
            result = self.one() and result
        return result

    def one(self) -> bool:
        if self.next_is("("):
            self.take("(")
            result = self.any_of()
            self.take(")")
            return result
        (_, name), (_, operator), (kind, expected) = self.tokens[:3]
        del self.tokens[:3]
        actual = _look_up(self.line, name)
        if kind == "number":
            return _compare_numbers(actual, operator, float(expected))
        return _compare_texts(actual, operator, expected)


def _look_up(line: Mapping[str, Any], name: str) -> Any:
    value: Any = line
    for part in name.removeprefix("$.").split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _compare_numbers(actual: Any, operator: str, expected: float) -> bool:
    if isinstance(actual, bool) or not isinstance(actual, int | float):
        return False
    return {
        "=": actual == expected,
        "!=": actual != expected,
        ">": actual > expected,
        ">=": actual >= expected,
        "<": actual < expected,
        "<=": actual <= expected,
    }[operator]


def _compare_texts(actual: Any, operator: str, expected: str) -> bool:
    """A missing property and null match nothing, not even `!=`."""
    if not isinstance(actual, str):
        return False
    equal = fnmatchcase(actual, expected)
    return {"=": equal, "!=": not equal}[operator]
