"""The metrics that template.yaml counts in log lines."""

import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from tests.support.filter_patterns import matches, value_of
from tests.support.translated import resources, target_of

FILTERS = resources("AWS::Logs::MetricFilter")
_STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def metrics(log_group: str, lines: Iterable[Mapping[str, Any]]) -> dict[str, list[float]]:
    """Metric → the values that these lines of a log group add, in their order."""
    found = defaultdict(list)
    for line in lines:
        for name in filters_that_match(log_group, line):
            [transformation] = FILTERS[name]["MetricTransformations"]
            found[transformation["MetricName"]].append(value_of(transformation, line))
    return dict(found)


def filters_that_match(log_group: str, line: Mapping[str, Any]) -> list[str]:
    """The logical ids of the filters of a log group that match the line."""
    return [
        name
        for name, properties in FILTERS.items()
        if target_of(properties["LogGroupName"]) == log_group and matches(properties["FilterPattern"], line)
    ]


def by_powertools(logged: Iterable[tuple[str, Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """The lines of `log(event, **facts)`, as Powertools' Logger writes them."""
    return [json.loads(json.dumps({"message": event, **facts}, default=str)) for event, facts in logged]


def by_lambda(records: Iterable[logging.LogRecord]) -> list[dict[str, Any]]:
    """The lines of `logging`, as Lambda writes them in JSON: what `extra` has stands at the top."""
    return [
        json.loads(
            json.dumps(
                {"message": record.getMessage(), "level": record.levelname, **_extra(record)}, default=str
            )
        )
        for record in records
    ]


def _extra(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}
