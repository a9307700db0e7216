"""Which column of a file is which of Seven Time's fields."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from bridge.mapping.field_names import OTHER_NAME, OTHER_NUMBER, OTHER_PERCENT, OWN_PERCENT
from bridge.mapping.fields import KNOWN_FIELDS
from bridge.mapping.label_lookup import by_field, field_asked_for
from bridge.swedish.text import clean, fold, is_nothing

OURS = "import: "
"""What the columns begin with that `results` adds: they are not read when such a file comes back."""

LOOKED_AT = 10
"""Records among which the headers are looked for: exports put titles and dates above them."""

LONGEST_NAME = 100
"""Characters of a column's name that are kept."""

_IN_PAIRS = {
    **dict.fromkeys(("Namn 2", "Name 2"), OTHER_NAME),
    **dict.fromkeys(("Personnummer 2", "Personnr 2", "Personal number 2"), OTHER_NUMBER),
    **dict.fromkeys(("Andel 1", "Procent 1"), OWN_PERCENT),
    **dict.fromkeys(("Andel 2", "Procent 2"), OTHER_PERCENT),
}
"""Columns of two who share a deduction. Not so in forms: their builders number what stands there once."""


@dataclass(frozen=True, slots=True)
class Headers:
    """What columns mean: as the request says, else under a field's own name, else as people call it."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    """Column → field, "" for a column to leave out."""
    _given: dict[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        given = {fold(column): name for column, name in {**_IN_PAIRS, **self.mapping}.items()}
        object.__setattr__(self, "_given", given)

    def field(self, column: str) -> str | None:
        """The field that a column holds, None when it is not read."""
        if (given := self._given.get(fold(column))) is not None:
            return given or None
        return column if column in KNOWN_FIELDS else field_asked_for(column)

    def answers(self, cells: Mapping[str, Any]) -> dict[str, Any]:
        """What a row says, for `gather`: by the mapping's fields, the rest by the columns' own names."""
        told = [(self._given.get(fold(name)), name, cell) for name, cell in cells.items() if _says(cell)]
        named = {name: cell for field, name, cell in told if field is None}
        if numbers := by_field(named.items()).get("customerNumber"):  # a file knows it, unlike a visitor
            named["customerNumber"] = numbers[0]
        return named | {field: cell for field, _, cell in reversed(told) if field}

    def find(self, records: Sequence[Sequence[Any]]) -> tuple[int, int]:
        """Which of the first records are the headers, and how many of them are known."""
        known = [self._known(columns(record)) for record in records] or [0]
        best = max(range(len(known)), key=lambda place: known[place])
        return best, known[best]

    def span(self, records: Sequence[Sequence[Any]], place: int) -> slice:
        """Which records the headers are: two, where cells are merged and names stand below a common one."""
        for upper in (place, place - 1):
            pair = records[upper : upper + 2] if upper >= 0 else ()
            if len(pair) > 1 and self._belong_together(*pair):
                return slice(upper, upper + 2)
        return slice(place, place + 1)

    def _belong_together(self, upper: Sequence[Any], lower: Sequence[Any]) -> bool:
        named = [below for above, below in zip_longest(upper, lower) if below and not above]
        return any(self.field(str(name)) for name in named) and all(
            self._known(columns(record)) > 1 for record in (upper, lower)
        )

    def _known(self, names: Sequence[str]) -> int:
        """One usual word among others makes no headers: it may be somebody's name."""
        given = sum(fold(name) in self._given for name in names)
        known = given + sum(fold(name) not in self._given and self.field(name) is not None for name in names)
        return known if given or known > 1 or known == len([*filter(None, names)]) else 0


def merged(records: Iterable[Sequence[Any]]) -> list[Any]:
    """One record out of those of `span`: the lowest name of each column."""
    return [next(filter(None, reversed(cells)), "") for cells in zip_longest(*records)]


def columns(record: Iterable[Any]) -> list[str]:
    """The names of the columns, each different; "" for those that have none or are our own."""
    names: list[str] = []
    for cell in record:
        name = clean(str(cell if cell is not None else ""))[:LONGEST_NAME]
        name = "" if name.startswith(OURS) else name
        twice = names.count(name)
        names.append(f"{name} ({twice + 1})" if name and twice else name)
    return names


def named(names: Sequence[str], cells: Sequence[Any]) -> dict[str, Any]:
    """Column → cell, "" for what is empty; a cell without a header is not read."""
    filled = [*("" if cell is None else cell for cell in cells), *[""] * (len(names) - len(cells))]
    return {name: cell for name, cell in zip(names, filled, strict=False) if name}


def _says(value: Any) -> bool:
    return not (isinstance(value, str) and is_nothing(value)) and value not in ("", None, [])
