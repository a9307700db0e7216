"""What customers can be listed by: one table per version of the API, and the check against it."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from bridge.seventime.fields import SORTABLE


class Filter(NamedTuple):
    """What a query parameter takes: a pattern for its whole value, and the same in words."""

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
"""Version → query parameter of `GET /customers` → what it takes."""


class InvalidFilter(ValueError):
    """A query parameter that the version does not have, or a value that it does not take (never quoted)."""

    def __init__(self, name: str, allowed: str) -> None:
        super().__init__(f"{name}: {allowed}")
        self.name = name
        self.allowed = allowed


def checked(version: str, given: Mapping[str, str | int | None]) -> dict[str, str]:
    """The parameters as texts, None left out; raises InvalidFilter for the first wrong one."""
    return {name: _checked(version, name, str(value)) for name, value in given.items() if value is not None}


def _checked(version: str, name: str, value: str) -> str:
    known = FILTERS[version]
    if name not in known:
        raise InvalidFilter(name, f"API version {version} lists by {', '.join(known)}")
    if not re.fullmatch(known[name].pattern, value, re.ASCII):
        raise InvalidFilter(name, f"takes {known[name].takes}")
    return value
