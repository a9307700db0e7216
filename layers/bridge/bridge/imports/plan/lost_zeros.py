"""Restore the zeros at the beginning of personal numbers that a spreadsheet program has removed.

Numbers of people born from 2000 to 2009 begin with a zero in their short form: 0101012385 becomes 101012385.
Organisation numbers never begin with a zero.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bridge.imports.readers.headers import Headers
from bridge.mapping.field_names import OTHER_NUMBER, PERSONAL_NUMBER
from bridge.model.reasons import Reason
from bridge.model.warnings import FieldWarning, Warnings
from bridge.swedish.numbers import with_lost_zeros

_PERSONAL_FIELDS = ("personalNumber", PERSONAL_NUMBER, OTHER_NUMBER)
"""Fields of columns that ask for nothing but personal numbers."""


def restore_zeros(cells: Mapping[str, Any], headers: Headers, today: date) -> tuple[dict[str, Any], Warnings]:
    """A row's cells with the zeros of its personal numbers, and a warning for each number."""
    restored, warnings = dict(cells), []
    for column, cell in cells.items():
        number = with_lost_zeros(_digits(cell), today)
        if number and (field := headers.field(column)) in _PERSONAL_FIELDS:
            restored[column] = number
            warnings.append(FieldWarning(Reason.NUMBER_ZEROS_RESTORED, field))
    return restored, tuple(warnings)


def _digits(cell: Any) -> str:
    """The digits of a cell that is a number; "" for any other cell."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    is_number = isinstance(cell, int | str) and not isinstance(cell, bool)
    return str(cell).strip() if is_number else ""
