"""The filters of `GET /customers`: one table per version of the API, and the check against it."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from bridge.seventime.fields import SORTABLE


class Filter(NamedTuple):
    """The values that a query parameter takes: a pattern for the whole value, and the same in words."""

    pattern: str
    takes: str


_TEXT = Filter(r"(?s).*\S.*", "text")
_DIRECTION = Filter("ascending|descending", "ascending or descending")
_MOMENT = Filter(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?", "YYYY-MM-DDTHH:MM or YYYY-MM-DDTHH:MM:SS")
_LIMIT = Filter("[1-9][0-9]?|[1-4][0-9][0-9]|500", "1 to 500")
_PAGE = Filter("[1-9][0-9]{0,8}", "a number from 1")


def _sort_by(version: str) -> Filter:
    return Filter("|".join(SORTABLE[version]), "one of " + ", ".join(SORTABLE[version]))


_BOTH = dict.fromkeys(("name", "customerNumber", "organizationNumber", "city"), _TEXT)

FILTERS: dict[str, dict[str, Filter]] = {
    "1": _BOTH | {"sortBy": _sort_by("1"), "sortDirection": _DIRECTION},
    "2": _BOTH
    | {"email": _TEXT, "lastModified": _MOMENT, "limit": _LIMIT, "page": _PAGE}
    | {"sortBy": _sort_by("2"), "sortDirection": _DIRECTION},
}
"""Version → query parameter of `GET /customers` → the values that it takes."""


class InvalidFilter(ValueError):
    """The version does not have this parameter, or the parameter does not take this value (never quoted)."""

    def __init__(self, name: str, allowed: str) -> None:
        super().__init__(f"{name}: {allowed}")
        self.name = name
        self.allowed = allowed


def validate_filters(version: str, filters: Mapping[str, str | int | None]) -> dict[str, str]:
    """Return the filters as texts, without those that are None. Raises InvalidFilter."""
    texts = {name: str(value) for name, value in filters.items() if value is not None}
    for name, value in texts.items():
        _validate(version, name, value)
    return texts


def _validate(version: str, name: str, value: str) -> None:
    known = FILTERS[version]
    if name not in known:
        raise InvalidFilter(name, f"API version {version} lists by {', '.join(known)}")
    if not re.fullmatch(known[name].pattern, value, re.ASCII):
        raise InvalidFilter(name, f"takes {known[name].takes}")
