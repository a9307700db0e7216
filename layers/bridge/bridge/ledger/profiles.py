"""A customer's profile as attributes of its item. Everything in it is sealed."""

import json
from dataclasses import astuple
from typing import Any

from bridge.aws.table import Item
from bridge.identity.contacts import Sort
from bridge.identity.names import Name, Word
from bridge.identity.relation import Kind, NumberSort, Profile

MOST_CONTACTS = 10
"""Contacts of one sort that are kept of a customer."""

Fields = dict[str, str]
"""Seven Time field → its sealed value."""


def profile_from_item(item: Item) -> Profile | None:
    """The profile; None for a customer that version 0.1 wrote."""
    if "kind" not in item:
        return None
    contacts: dict[Sort, set[str]] = {}
    for key in item["contacts"]:
        contacts.setdefault(Sort(key.partition("#")[0]), set()).add(key)
    return Profile(
        kind=Kind(item["kind"]),
        numbers={NumberSort(sort): key for sort, key in json.loads(item["numbers"]).items()},
        contacts={sort: frozenset(keys) for sort, keys in contacts.items()},
        areas=frozenset(item["areas"]),
        names=tuple(_read_name(*parts) for parts in json.loads(item["names"])),
    )


def profile_to_item(profile: Profile) -> Item:
    """The attributes `kind`, `numbers`, `contacts`, `areas` and `names`."""
    return {
        "kind": profile.kind.value,
        "numbers": _compact(profile.numbers),
        "contacts": [key for keys in profile.contacts.values() for key in sorted(keys)[:MOST_CONTACTS]],
        "areas": sorted(profile.areas),
        "names": _compact([_as_lists(astuple(name)) for name in profile.names]),
    }


def fields_from_item(item: Item) -> Fields:
    """What Seven Time has of the customer, as far as we know."""
    found: Fields = json.loads(item.get("fields", "{}"))
    return found


def fields_to_text(fields: Fields) -> str:
    """The attribute `fields`."""
    return _compact(fields)


def _read_name(*parts: Any) -> Name:
    is_company, whole, letters, words, *more = parts
    return Name(bool(is_company), whole, letters, tuple(Word(*word) for word in words), *more)


def _as_lists(value: Any) -> Any:
    """Nested tuples with 1 and 0 for true and false."""
    if isinstance(value, tuple):
        return [_as_lists(each) for each in value]
    return int(value) if isinstance(value, bool) else value


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
