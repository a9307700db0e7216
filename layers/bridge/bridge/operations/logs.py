"""What the functions have logged: the lines of all log groups, each once, in the order of time.

Nothing personal is in them. What others write there is left out, because it may hold anything: texts that are
no JSON, and the message of an exception that a function did not catch.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

FUNCTIONS = (
    "receive-shop-webhook",
    "receive-form-webhook",
    "create-customers",
    "import-customers",
    "manage-imports",
    "look-up-customers",
    "show-delivery",
    "keep-dead-letters",
)
"""The functions, as their log groups name them."""

LATE = 60.0
"""Seconds after which a line may still turn up."""

_OF_LOGGING = ("timestamp", "level", "message", "logger", "location", "service", "function_request_id")
_FAILED = ("error", "timeout", "failure")


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of a function's log."""

    at: float
    """Unix seconds."""
    function: str
    event: str
    """What happened, such as "delivery" or "Delivery refused"."""
    is_warning: bool
    facts: Mapping[str, Any]

    @property
    def is_trouble(self) -> bool:
        """True if something did not go well."""
        has_reason = bool(self.facts.get("reason")) and self.facts.get("status") != "ignored"
        return self.is_warning or has_reason or "hint" in self.facts

    @property
    def ends_delivery(self) -> bool:
        """True if the line says what became of a delivery."""
        return self.event in ("delivery", "dead_letter")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines are wanted."""

    source: str = ""
    delivery: str = ""
    """An id, or how it begins."""
    trouble: bool = False

    def has(self, line: LogLine) -> bool:
        """True if the line is wanted."""
        if self.source and line.facts.get("source") != self.source:
            return False
        if not str(line.facts.get("delivery", "")).startswith(self.delivery):
            return False
        return line.is_trouble or not self.trouble or (bool(self.delivery) and line.ends_delivery)


@dataclass(slots=True)
class Logs:
    """Reads the log groups of a stack again and again. `client` is one for CloudWatch Logs."""

    client: Any
    stack: str
    wanted: Wanted
    term: str = ""
    """A word that each wanted line has, for CloudWatch to look for."""
    _seen: dict[tuple[str, ...], float] = field(default_factory=dict)

    def since(self, at: float) -> list[LogLine]:
        """Return the wanted lines since then that were not returned yet."""
        new = [line for name in FUNCTIONS for line in self._of_function(name, at) if self.wanted.has(line)]
        return sorted(new, key=lambda line: line.at)

    def _of_function(self, name: str, at: float) -> Iterator[LogLine]:
        for event in self._events(f"/aws/lambda/{self.stack}/{name}", at):
            key = (name, *_identity(event))
            if key not in self._seen and (line := parse(name, event["timestamp"] / 1000, event["message"])):
                self._seen[key] = line.at
                yield line

    def _events(self, group: str, at: float) -> Iterator[dict[str, Any]]:
        query = {"logGroupName": group, "startTime": int(at * 1000)}
        if self.term:
            query["filterPattern"] = f'"{self.term}"'
        try:
            for page in self.client.get_paginator("filter_log_events").paginate(**query):
                yield from page["events"]
        except self.client.exceptions.ResourceNotFoundException:
            return

    def forget(self, before: float) -> None:
        """Forget the lines before then, which will not be asked for again."""
        self._seen = {key: at for key, at in self._seen.items() if at >= before}


def _identity(event: Mapping[str, Any]) -> tuple[str, ...]:
    """What tells an event from every other one of its group."""
    if id_ := event.get("eventId"):
        return (str(id_),)
    return (event.get("logStreamName", ""), str(event["timestamp"]), event["message"])


def parse(function: str, at: float, text: str) -> LogLine | None:
    """Return a line that a function, or Lambda for it, has written; None if it is a text."""
    try:
        line = json.loads(text)
    except ValueError:
        return None
    if not isinstance(line, dict):
        return None
    if line.get("type"):
        return _of_lambda(function, at, line)
    if line.get("errorType"):
        facts = {"error": line["errorType"], "location": line.get("location", "")}
        return LogLine(at, function, "exception", is_warning=True, facts=facts)
    facts = {name: value for name, value in line.items() if name not in _OF_LOGGING}
    return LogLine(at, function, str(line.get("message", "")), _is_warning(line), facts)


def _of_lambda(function: str, at: float, line: Mapping[str, Any]) -> LogLine:
    record = line.get("record")
    status = record.get("status", "") if isinstance(record, dict) else ""
    return LogLine(at, function, str(line["type"]), status in _FAILED, {"status": status})


def _is_warning(line: Mapping[str, Any]) -> bool:
    return line.get("level") in ("WARN", "WARNING", "ERROR", "CRITICAL", "FATAL")
