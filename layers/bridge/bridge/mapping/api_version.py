"""What was said and the version of Seven Time's API does not take."""

from collections.abc import Mapping
from typing import Any

from bridge.mapping.field_names import PERSONAL_NUMBER
from bridge.mapping.field_readers import Draft
from bridge.model.reasons import Reason
from bridge.model.source import Source, SourceKind
from bridge.seventime.fields import SENT, not_taken


def takes_notes(version: str) -> bool:
    """True if the version takes notes."""
    return "notes" in SENT[version]


def warn_about_version(answers: Mapping[str, Any], draft: Draft, source: Source, version: str) -> None:
    """Warn about every field of the customer that the version does not take, if somebody gave it."""
    for field in not_taken(version):
        if _has(field, draft.values) and not _is_derived(field, answers, draft, source):
            draft.warn(Reason.NOT_IN_VERSION_1, field)


def _has(field: str, values: Mapping[str, Any]) -> bool:
    return any(value != "" and f"{name}.".startswith(f"{field}.") for name, value in values.items())


def _is_derived(field: str, answers: Mapping[str, Any], draft: Draft, source: Source) -> bool:
    """True for a type of customer that nobody chose, and for a personal number that another field has, too.

    A file's planned rows have the type that the plan derived.
    """
    if field == "typeOfCustomer":
        return field not in answers or source.kind == SourceKind.FILE
    if field == PERSONAL_NUMBER:
        return bool(draft.values[field] == draft.values.get("organizationNumber"))
    return False
