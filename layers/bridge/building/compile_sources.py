"""The check of sources.yaml, and its way into the functions.

`python -m building.compile_sources sources.yaml [sources.json]`

Every complaint names line, source and field, and says what would be right.
"""

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from bridge.mapping.field_readers import given
from bridge.mapping.fields import COUNTRY_READERS, READERS
from bridge.model.reasons import sentences
from bridge.sources.options import Options
from bridge.sources.providers import provider
from bridge.swedish import numbers
from bridge.swedish.text import Invalid
from building import yaml_lines
from building.source_schema import OF_TYPE, Definition, Numbers, Reserved, known

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_KEYS = [*Definition.model_fields, *Reserved.model_fields, *Numbers.model_fields]
_SECRETIVE = re.compile(r"secret|token|password|(?<![a-z])key", re.IGNORECASE)
_WANTED = {
    "kind": "shop or form",
    "provider": "the sender's name, shopify for one",
    "reserved": "{prefix: W, first: 1000}",
    "prefix": 'a text before the number, "" for none',
    "first": "the first number to hand out, 1000 for one",
}

Found = tuple[yaml_lines.Path, str]


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong: where, and what would be right."""

    line: int
    source: str
    field: str
    message: str

    def __str__(self) -> str:
        place = [f"line {self.line}", self.source, self.field]
        return ": ".join([*filter(None, place), self.message])


class InvalidSources(ValueError):
    """sources.yaml is not right."""

    def __init__(self, complaints: list[Complaint]) -> None:
        super().__init__("\n".join(map(str, complaints)))
        self.complaints = complaints


def parse(text: str) -> dict[str, dict[str, Any]]:
    """Source → its record, as `registry` reads it; raises InvalidSources with everything that is wrong."""
    try:
        node, data = yaml_lines.compose(text)
    except yaml.MarkedYAMLError as error:
        line, problem = yaml_lines.problem(error)
        raise InvalidSources([Complaint(line, "", "", f"not YAML: {problem}")]) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise InvalidSources([Complaint(line, "", "", f"not YAML: {error.reason}")]) from error
    found: list[Found] = [(path, "stands twice") for path in yaml_lines.doubles(node)]
    found += _wrong(data)
    if found:
        raise InvalidSources([_complaint(node, *each) for each in found])
    return {name: Definition(**entry).record() for name, entry in (data or {}).items()}


def _complaint(node: yaml.Node | None, path: yaml_lines.Path, message: str) -> Complaint:
    source, *field = [str(step) for step in path if step != "[key]"] or [""]
    return Complaint(yaml_lines.line(node, path), source, ".".join(field), message)


def _wrong(data: Any) -> Iterator[Found]:
    if not isinstance(data, dict | None):
        yield [], "has to be a mapping of sources' names to what they are"
        return
    for name, entry in (data or {}).items():
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            yield [str(name)], "a source's name is part of its URL: a-z, 0-9 and -, at most 63"
        for path, message in _wrong_in(entry):
            yield [str(name), *path], message


def _wrong_in(entry: Any) -> Iterator[Found]:
    try:
        definition = Definition.model_validate(entry)
    except ValidationError as error:
        yield from ((list(each["loc"]), _explained(each)) for each in error.errors())
        return
    yield from _wrong_for_provider(definition)
    for name, value in definition.defaults.items():
        for message in _wrong_default(name, value, definition.defaults):
            yield ["defaults", name], message


def _explained(error: Any) -> str:
    name = str(error["loc"][-1]) if error["loc"] else ""
    if error["type"] == "missing":
        return f"is missing: {_WANTED[name]}"
    if error["type"] == "extra_forbidden":
        return _unknown_key(name)
    return OF_TYPE.get(error["type"]) or str(error["msg"]).removeprefix("Value error, ")


def _unknown_key(name: str) -> str:
    if _SECRETIVE.search(name):
        return "secrets never stand here: put it into the senders' secrets of Secrets Manager"
    return next(_unknown(name, _KEYS, "setting"), "does not belong here")


def _unknown(value: str, names: Iterable[str], what: str) -> Iterator[str]:
    try:
        known(value, names, what)
    except ValueError as error:
        yield str(error)


def _wrong_for_provider(definition: Definition) -> Iterator[Found]:
    module = provider(definition.provider)
    if definition.kind not in module.KINDS:
        yield ["kind"], f"{definition.provider} is a {module.KINDS[0]}"
    for place, topic in enumerate(definition.include_topics):
        topics = [topic] if module.OTHER_TOPICS is None else module.TOPICS + module.OTHER_TOPICS
        for message in _unknown(topic, topics, "topic"):
            yield ["include_topics", place], message
    yield from _wrong_options(definition.options, module.OPTIONS)


def _wrong_options(options: dict[str, str], allowed: Options) -> Iterator[Found]:
    for name, value in options.items():
        for message in _unknown(name, allowed, "option"):
            yield ["options", name], message
        if name in allowed and not re.fullmatch(allowed[name].pattern, value):
            yield ["options", name], f"has to be {allowed[name].wanted}"
    for name, option in allowed.items():
        if option.required and name not in options:
            yield ["options", name], f"is missing: {option.wanted}"


def _wrong_default(name: str, value: Any, defaults: Mapping[str, Any]) -> Iterator[str]:
    try:
        _read_default(name, value, defaults)
    except Invalid as invalid:
        yield sentences(invalid.reason)["message"]


def _read_default(name: str, value: Any, defaults: Mapping[str, Any]) -> None:
    """Raises Invalid; a postal code and a phone number are read as those of the country beside them."""
    if name in READERS:
        READERS[name](value)
    elif name in COUNTRY_READERS:
        reader, country = COUNTRY_READERS[name]
        reader(value, READERS["country"](defaults.get(country) or defaults.get("country", "SE")).value)
    else:
        numbers.read(given(value), datetime.now(UTC).date())


def write(built: Path, records: dict[str, Any]) -> None:
    """Put the file there in one step: somebody may be reading the old one."""
    unfinished = built.with_name(f".{built.name}.{os.getpid()}")
    unfinished.write_text(json.dumps(records, ensure_ascii=False, indent=1), encoding="utf-8")
    unfinished.replace(built)


def _text(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidSources(
            [Complaint(line, "", "", "not UTF-8: save the file with that encoding")]
        ) from error


def main(arguments: list[str]) -> int:
    """Check the file, and build the second one when it is named; 1 when something is wrong."""
    path = Path(arguments[0])
    try:
        records = parse(_text(path))
    except InvalidSources as error:
        sys.stderr.writelines(f"{path}: {complaint}\n" for complaint in error.complaints)
        return 1
    if arguments[1:]:
        write(Path(arguments[1]), records)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
