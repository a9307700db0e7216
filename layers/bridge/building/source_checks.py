"""The checks of sources.yaml: the schema of every source, its provider's rules, and its defaults."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from bridge.mapping.field_readers import given
from bridge.mapping.fields import COUNTRY_READERS, READERS
from bridge.model.reasons import sentences
from bridge.sources.options import Options, Topics
from bridge.sources.providers import provider
from bridge.sources.registry import SHARED_CONTACTS
from bridge.swedish import numbers
from bridge.swedish.text import Invalid
from building import shared_contacts
from building.source_schema import (
    TYPE_MESSAGES,
    NumberSeries,
    ReservedNumbers,
    SourceDefinition,
    Update,
    require_known,
)
from building.yaml_lines import Path

Found = tuple[Path, str]
"""The path of something that is wrong, and what would be right."""

_SOURCE_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_NESTED = (ReservedNumbers, NumberSeries, Update)
_NESTED_SETTINGS = [name for each in _NESTED for name in each.model_fields]
_SETTINGS = [*SourceDefinition.model_fields, *_NESTED_SETTINGS, SHARED_CONTACTS]
_LOOKS_SECRET = re.compile(r"secret|token|password|(?<![a-z])key", re.IGNORECASE)
_REQUIRED = {
    "kind": "shop or form",
    "provider": "the sender's name, such as shopify",
    "reserved": "{prefix: W, first: 1000}",
    "prefix": 'the text before the number, or "" for none',
    "update": "a list of phone, email or address",
    "first": "the first number to hand out, such as 1000",
}
"""Required setting → what to write."""


def find_problems(data: Any) -> Iterator[Found]:
    """Yield everything that is wrong in the data of sources.yaml."""
    if data is None:
        return
    if not isinstance(data, dict):
        yield [], "has to be a mapping: the name of each source, and its settings"
        return
    for id_, settings in data.items():
        for path, message in _in_entry(id_, settings):
            yield [str(id_), *path], message


def _in_entry(id_: Any, settings: Any) -> Iterator[Found]:
    if id_ == SHARED_CONTACTS:
        yield from shared_contacts.find_problems(settings)
        return
    if isinstance(settings, list) and get_close_matches(str(id_), [SHARED_CONTACTS]):
        yield [], f"unknown setting {id_!r}; did you mean {SHARED_CONTACTS!r}?"
        return
    if not isinstance(id_, str) or not _SOURCE_ID.fullmatch(id_):
        yield [], "a source's name is part of its URL: use a-z, 0-9 and -, at most 63 characters"
    yield from _in_source(settings)


def _in_source(settings: Any) -> Iterator[Found]:
    try:
        definition = SourceDefinition.model_validate(settings)
    except ValidationError as error:
        for detail in error.errors():
            yield list(detail["loc"]), _explain(detail)
        return
    module = provider(definition.provider)
    if definition.kind not in module.KINDS:
        kind = module.KINDS[0]
        yield ["kind"], f"has to be {kind}: {definition.provider} is a {kind}"
    yield from _in_topics(definition.include_topics, module.TOPICS)
    yield from _in_options(definition.options, module.OPTIONS)
    yield from _in_defaults(definition.defaults)


def _explain(detail: Any) -> str:
    """Say what would be right, from an error of pydantic's."""
    name = str(detail["loc"][-1]) if detail["loc"] else ""
    if detail["type"] == "missing":
        return f"is missing: {_REQUIRED[name]}"
    if detail["type"] == "extra_forbidden":
        return _explain_unknown_setting(name)
    message = str(detail["msg"]).removeprefix("Value error, ").replace("Input should be", "has to be")
    return TYPE_MESSAGES.get(detail["type"], message)


def _explain_unknown_setting(name: str) -> str:
    if _LOOKS_SECRET.search(name):
        return "never put a secret into this file: it belongs in Secrets Manager (docs/sources.md, Secrets)"
    return _why_unknown(name, _SETTINGS, "setting") or "is a setting, but not in this place"


def _why_unknown(value: str, names: Iterable[str], what: str) -> str:
    """Return "" if `value` is one of the names."""
    try:
        require_known(value, names, what)
    except ValueError as error:
        return str(error)
    return ""


def _in_topics(included: list[str], topics: Topics) -> Iterator[Found]:
    if topics.any_name:
        return
    for place, topic in enumerate(included):
        if message := _why_unknown(topic, topics.default + topics.optional, "topic"):
            yield ["include_topics", place], message


def _in_options(options: dict[str, str], allowed: Options) -> Iterator[Found]:
    for name, value in options.items():
        if message := _why_unknown(name, allowed, "option"):
            yield ["options", name], message
        elif not re.fullmatch(allowed[name].pattern, value):
            yield ["options", name], f"has to be {allowed[name].description}"
    for name in _missing(options, allowed):
        yield ["options", name], f"is missing: {allowed[name].description}"


def _missing(options: dict[str, str], allowed: Options) -> Iterator[str]:
    for name, option in allowed.items():
        if option.required and name not in options:
            yield name
        if needed := option.lacks(options.get(name, ""), options):
            yield needed


def _in_defaults(defaults: Mapping[str, Any]) -> Iterator[Found]:
    for name, value in defaults.items():
        try:
            _read_default(name, value, defaults)
        except Invalid as invalid:
            yield ["defaults", name], sentences(invalid.reason)["message"]


def _read_default(name: str, value: Any, defaults: Mapping[str, Any]) -> None:
    """Read a default as an answer. Raises Invalid.

    A postal code or a phone number is read as one of the country among the defaults.
    """
    if name in READERS:
        READERS[name](value)
    elif name in COUNTRY_READERS:
        reader = COUNTRY_READERS[name]
        country = defaults.get(reader.country_field) or defaults.get("country", "SE")
        reader.read(value, READERS["country"](country).value)
    else:
        numbers.read(given(value), datetime.now(UTC).date())
