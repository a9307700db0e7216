"""Find the headers of a table, and the Seven Time field of each column."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from bridge.imports.readers.header_groups import has_groups, names_in_groups
from bridge.imports.readers.program_columns import Role, add_answers, role
from bridge.mapping.field_names import OTHER_NAME, OTHER_NUMBER, OTHER_PERCENT, OWN_PERCENT
from bridge.mapping.fields import KNOWN_FIELDS
from bridge.mapping.label_lookup import by_field, field_asked_for
from bridge.swedish.text import clean, fold, is_nothing

OURS = "import: "
"""Prefix of the columns that `results` adds. They are not read when such a file comes back."""

SEARCHED_RECORDS = 10
"""Records among which the headers are looked for: exports put titles and dates above them."""

MOST_COLUMNS = 1_000
"""Columns of a table. Exports have a tenth of that."""

LONGEST_NAME = 100
"""Characters of a column's name that are kept."""

_IN_PAIRS = {
    **dict.fromkeys(("Namn 2", "Name 2"), OTHER_NAME),
    **dict.fromkeys(("Personnummer 2", "Personnr 2", "Personal number 2"), OTHER_NUMBER),
    **dict.fromkeys(("Andel 1", "Procent 1"), OWN_PERCENT),
    **dict.fromkeys(("Andel 2", "Procent 2"), OTHER_PERCENT),
}
"""Columns of two people who share a deduction.

Files only: form builders also number questions that occur once.
"""

Record = Sequence[Any]
"""The cells of one row of a table."""


@dataclass(frozen=True, slots=True)
class HeaderRows:
    """The records that name a table's columns: one, or two where cells are merged."""

    known: int
    """How many of the names are fields. 0: the table has no headers."""
    records: Sequence[Record]
    end: int
    """The index of the first record below them."""
    names: list[str] = field(init=False)
    """The columns' names: in two records, the lower name of each column, within its group."""
    folded: list[str] = field(init=False, repr=False)
    """The names as they stand in the lowest record, folded."""

    def __post_init__(self) -> None:
        lowest = self.records[-1] if self.records else []
        cells = names_in_groups(*self.records) if len(self.records) > 1 else lowest
        object.__setattr__(self, "names", columns(cells))
        object.__setattr__(self, "folded", [_folded(cell) for cell in lowest])


@dataclass(frozen=True, slots=True)
class Headers:
    """Tells columns' fields: by the request's mapping, by a field's own name, or by usual labels."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    """Column → field, "" to leave the column out."""
    _mapped: dict[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        mapped = {fold(column): name for column, name in {**_IN_PAIRS, **self.mapping}.items()}
        object.__setattr__(self, "_mapped", mapped)

    def field(self, column: str) -> str | None:
        """The field that a column holds; None if the column is not read."""
        mapped = self._mapped.get(fold(column))
        if mapped is not None:
            return mapped or None
        if column in KNOWN_FIELDS:
            return column
        known = role(column)
        return field_asked_for(known.label if known else column)

    def answers(self, cells: Mapping[str, Any]) -> dict[str, Any]:
        """A row's answers for `mapping`: by field for mapped columns, else by the column's name."""
        by_name: dict[str, Any] = {}
        mapped: dict[str, Any] = {}
        of_programs: list[tuple[Role, Any]] = []
        for column, cell in cells.items():
            if _is_empty(cell):
                continue
            name = self._mapped.get(fold(column))
            if name is not None:
                mapped.setdefault(name, cell)
            elif known := role(column):
                of_programs.append((known, cell))
            else:
                by_name[column] = cell
        mapped.pop("", None)
        add_answers(by_name, of_programs)
        # `gather` ignores a customer number under a label, since visitors of forms make them up.
        if numbers := by_field(by_name.items()).get("customerNumber"):
            by_name["customerNumber"] = numbers[0]
        return by_name | mapped

    def find(self, records: Sequence[Record]) -> HeaderRows:
        """Find the headers among the first records of a table: the record with most known names."""
        records = [record[:MOST_COLUMNS] for record in records]
        known = [self._known(columns(record)) for record in records] or [0]
        best = known.index(max(known))
        for upper in (best, best - 1):
            if upper >= 0 and self._are_pair(records[upper : upper + 2]):
                return HeaderRows(known[best], records[upper : upper + 2], upper + 2)
        return HeaderRows(known[best], records[best : best + 1], best + 1)

    def _are_pair(self, records: Sequence[Record]) -> bool:
        """True if cells of the first record are merged, with names below them in the second."""
        if len(records) < 2:
            return False
        upper, lower = records
        if has_groups(upper, lower):
            return True
        below = [str(name) for above, name in zip_longest(upper, lower) if name and not above]
        if not any(self.field(name) for name in below):
            return False
        return all(self._known(columns(record)) > 1 for record in records)

    def repeated(self, header: HeaderRows, record: Record) -> HeaderRows | None:
        """Return the headers again if the record repeats them; other ones if joined files have others."""
        if record in header.records:
            return header
        filled = [_folded(cell) for cell in record if cell]
        if not filled or filled[0] not in header.folded:
            return None
        if len(filled) == 1 or not all(map(str.strip, filled)):
            return None
        if all(not cell or _folded(cell) == name for cell, name in zip(record, header.folded, strict=False)):
            return header
        names = [str(cell) for cell in record if cell]
        if set(filled) == set(header.folded) or (len(names) > 2 and all(map(self.field, names))):
            return HeaderRows(len(names), [record], header.end)
        return None

    def _known(self, names: Sequence[str]) -> int:
        """How many of the names are fields.

        0 for a single usual label among other words: it may be somebody's name.
        """
        mapped = usual = unknown = 0
        for name in filter(None, names):
            if fold(name) in self._mapped:
                mapped += 1
            elif self.field(name):
                usual += 1
            else:
                unknown += 1
        if usual == 1 and unknown and not mapped:
            return 0
        return mapped + usual


def columns(record: Iterable[Any]) -> list[str]:
    """The columns' names, each different; "" for those without a name and for our own."""
    names: list[str] = []
    times: Counter[str] = Counter()
    for cell in record:
        name = clean("" if cell is None else str(cell))[:LONGEST_NAME]
        if name.startswith(OURS):
            name = ""
        times[name] += 1
        names.append(f"{name} ({times[name]})" if name and times[name] > 1 else name)
    return names


def named(names: Sequence[str], cells: Sequence[Any]) -> dict[str, Any]:
    """Column → cell, "" for an empty one. Cells of columns without a name are left out."""
    row: dict[str, Any] = {}
    for name, cell in zip_longest(names, cells[: len(names)]):
        if name:
            row[name] = "" if cell is None else cell
    return row


def _folded(cell: Any) -> str:
    return fold(cell) if isinstance(cell, str) else ""


def _is_empty(cell: Any) -> bool:
    if isinstance(cell, str):
        return not cell or is_nothing(cell)
    return cell is None or cell == []
