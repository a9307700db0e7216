"""Every reason for which a submission cannot become a customer, where the mapping stops at the first one."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from bridge.mapping.customer import Mapped, to_customer
from bridge.model.failures import Rejected
from bridge.model.reasons import groups
from bridge.model.source import Source, Validation
from bridge.model.submission import Submission
from bridge.model.warnings import FieldWarning, Warnings

_CANNOT_BE_USED = ("A field that cannot be used", "ROT and RUT", "How invoices are sent")
"""Groups of reasons for which a strict source rejects and a lenient one leaves a field out."""

_NO_CORRECTIONS: Mapping[str, Any] = {}
_NAMES: tuple[Mapping[str, Any], ...] = ({}, {"name": "Namn Saknas"})
"""With a name, the other fields of a submission without one can be read as well."""


class Judged(NamedTuple):
    """A submission whose fields were all read."""

    rejections: tuple[FieldWarning, ...]
    """Why there is no customer, whatever the source's validation is."""
    mapped: Mapped | None
    """What a lenient source makes of the fields. None: there is no customer even with a name."""

    @property
    def unusable(self) -> Warnings:
        """The fields for which a strict source rejects."""
        warnings: Iterable[FieldWarning] = self.mapped.warnings if self.mapped else ()
        return tuple(warning for warning in warnings if cannot_be_used(warning))


def judge(
    submission: Submission,
    source: Source,
    today: date,
    corrections: Mapping[str, Any] = _NO_CORRECTIONS,
    version: str = "2",
) -> Judged:
    """Read every field of a submission, as `to_customer` does of one that it accepts."""
    lenient = replace(source, validation=Validation.LENIENT)
    rejections: list[FieldWarning] = []
    for name in _NAMES:
        try:
            mapped = to_customer(submission, lenient, today, {**corrections, **name}, version)
            return Judged(tuple(rejections), mapped)
        except Rejected as failure:
            rejections.append(FieldWarning(failure.reason, failure.field or ""))
    return Judged(tuple(dict.fromkeys(rejections)), None)


def cannot_be_used(warning: FieldWarning) -> bool:
    """True if a strict source rejects for it."""
    return any(warning.reason in groups()[group]["reasons"] for group in _CANNOT_BE_USED)
