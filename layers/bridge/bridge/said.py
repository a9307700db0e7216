"""What a submission says about each Seven Time field, before it is read."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from bridge.draft import Draft
from bridge.personal import NUMBER_FIELDS
from bridge.sources.registry import Source
from bridge.sources.submission import Submission
from bridge.swedish.text import is_nothing
from bridge.synonyms import by_field
from bridge.values import FIELDS, LOCAL

KNOWN = FIELDS.keys() | LOCAL.keys() | NUMBER_FIELDS
"""Every field that there is, and the five that Seven Time's fields are made of."""

WEIGHED = ("name", "typeOfCustomer")
"""The fields whose defaults count less than what other answers say about them."""


def gather(
    submission: Submission, source: Source, draft: Draft, corrections: Mapping[str, Any]
) -> dict[str, Any]:
    """Field → what was said: by the source's expressions, else under its own name, else under a label.

    The source's defaults fill what nobody said; corrections have the last word, and an empty one removes.
    """
    answers = flat(submission.answers)
    said = {field: value for field, value in answers.items() if field in KNOWN and _answers(value)}
    said |= _expressed(submission, source, draft)
    labels = [each for each in answers.items() if each[0] not in KNOWN]
    said = _labelled([*labels, *submission.labels.items()], said, draft) | said
    defaults = {field: value for field, value in flat(source.defaults).items() if field not in WEIGHED}
    said = _corrected(defaults | said, flat(corrections))
    for field in said:
        if field not in KNOWN:
            draft.refuse("field_unknown", field)
    return {field: value for field, value in said.items() if field in KNOWN and _answers(value)}


def _corrected(said: dict[str, Any], corrections: dict[str, Any]) -> dict[str, Any]:
    """The name to be corrected is the one that the customer got: the company's, if there is one."""
    if "name" in corrections and "companyName" in said:
        corrections["companyName"] = corrections.pop("name")
    return said | corrections


def flat(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Nested objects as dotted fields."""
    dotted: dict[str, Any] = {}
    for field, value in fields.items():
        if isinstance(value, Mapping):
            dotted |= {f"{field}.{name}": each for name, each in value.items()}
        else:
            dotted[field] = value
    return dotted


def _labelled(pairs: Iterable[tuple[str, Any]], said: Mapping[str, Any], draft: Draft) -> dict[str, Any]:
    found = by_field((label, value) for label, value in pairs if _answers(value))
    found.pop("customerNumber", None)  # what a visitor remembers is taken, or somebody else's
    chosen = {}
    for field, (first, *others) in found.items():
        chosen[field] = [first, *others] if field == "notes" else first
        if field not in said and field != "notes" and any(other != first for other in others):
            draft.note("second_answer_left_out", field)
    return chosen


def _expressed(submission: Submission, source: Source, draft: Draft) -> dict[str, Any]:
    if not source.fields:
        return {}
    payload = submission.searchable()
    values = {}
    for field, expression in source.fields.items():
        try:
            values[field] = _compiled(expression).search(payload)
        except ValueError:
            draft.refuse("expression_failed", field)
    return {field: value for field, value in values.items() if _answers(value)}


@lru_cache(maxsize=1024)
def _compiled(expression: str) -> Any:
    import jmespath

    return jmespath.compile(expression)


def _answers(value: Any) -> bool:
    """Whether there is an answer: empty, missing, null and "-" are none."""
    if isinstance(value, str):
        text = value.strip()
        return bool(text) and not is_nothing(text)
    return value is not None and value != [] and value != {}
