"""Gather the answers of a submission by Seven Time field, before they are read."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from bridge.mapping.addresses import take_place_from_streets
from bridge.mapping.expressions import compiled
from bridge.mapping.field_names import ROT, RUT, SHARES
from bridge.mapping.field_readers import Draft, choice, is_answer, yes_no
from bridge.mapping.fields import KNOWN_FIELDS
from bridge.mapping.label_lookup import by_field, field_of, names_the_customer, question_in
from bridge.mapping.label_parts import dotted
from bridge.mapping.option_words import (
    CUSTOMER_TYPES,
    customer_type,
    deductions_answered,
    deductions_asked_for,
    deductions_wished_for,
    refuses_deductions,
)
from bridge.mapping.own_names import items_at, own_name
from bridge.mapping.read_alone import is_usable
from bridge.model.reasons import Reason
from bridge.model.source import Source
from bridge.model.submission import Submission
from bridge.swedish.text import Invalid

Answer = tuple[str, Any]
"""A key or label, and the value under it."""

LAST_RESORTS = ("name", "typeOfCustomer")
"""Fields whose default in the source is used only if no other answer tells their value."""

ROT_OR_RUT = "rot or rut"
"""Stands for a deduction if the answer does not say which one is wanted, or if any."""


def gather(
    submission: Submission, source: Source, draft: Draft, corrections: Mapping[str, Any]
) -> dict[str, Any]:
    """Return field → raw answer.

    An expression of the source comes first, then an answer under the field's own name, then those under
    labels, then the source's default. An answer that cannot be used comes after one that can.
    A correction replaces them all; an empty one removes the field.
    """
    named, labelled = _split_by_name(submission)
    named |= _by_expression(submission, source, draft)
    gathered = _defaults(source) | named | _by_label(labelled, named, draft)
    gathered = _corrected(gathered, flat(corrections))
    unknown = [field for field in gathered if field not in KNOWN_FIELDS]
    for field in unknown:
        draft.refuse(Reason.FIELD_UNKNOWN, field)
        del gathered[field]
    return _only_answers(gathered)


def flat(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields with those of nested objects under dotted names."""
    dotted: dict[str, Any] = {}
    for field, value in fields.items():
        if isinstance(value, Mapping):
            dotted |= {f"{field}.{name}": nested for name, nested in value.items()}
        else:
            dotted[field] = value
    return dotted


def _split_by_name(submission: Submission) -> tuple[dict[str, Any], list[Answer]]:
    """Return the answers under names of fields, and those under other keys and labels."""
    named: dict[str, Any] = {}
    shares: dict[str, Any] = {}
    labelled = []
    for name, value in _only_answers(flat(submission.answers)).items():
        field = own_name(name)
        if field is None:
            labelled.append((name, value))
        elif field == SHARES and dotted(name) != SHARES:
            shares[dotted(name)] = value
        elif field == name or field not in named:
            named[field] = value
    if shares:
        named.setdefault(SHARES, items_at(shares))
    return named, [*labelled, *_only_answers(submission.labels).items()]


def _only_answers(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if is_answer(value)}


def _by_expression(submission: Submission, source: Source, draft: Draft) -> dict[str, Any]:
    if not source.fields:
        return {}
    payload = submission.searchable()
    found = {}
    for field, expression in source.fields.items():
        try:
            found[field] = compiled(expression).search(payload)
        except ValueError:
            draft.refuse(Reason.EXPRESSION_FAILED, field)
    return _only_answers(found)


def _defaults(source: Source) -> dict[str, Any]:
    return {field: value for field, value in flat(source.defaults).items() if field not in LAST_RESORTS}


def _corrected(gathered: dict[str, Any], corrections: dict[str, Any]) -> dict[str, Any]:
    """Apply corrections. A corrected name is the company's, if the customer got its name from there."""
    if "name" in corrections and "companyName" in gathered:
        corrections["companyName"] = corrections.pop("name")
    return gathered | corrections


def _by_label(answers: Sequence[Answer], named: Mapping[str, Any], draft: Draft) -> dict[str, Any]:
    """Return field → the best answer, for fields with answers under labels. Warn if others are left out."""
    candidates = _candidates(answers, named, draft)
    chosen: dict[str, Any] = {}
    for field, values in candidates.items():
        different = [value for place, value in enumerate(values) if value not in values[:place]]
        if field == "notes":
            chosen[field] = named.get(field, different)
            continue
        if field in named:
            different = [named[field], *different]
        chosen[field] = _first_usable(field, different, candidates.get("country", [None])[0], draft)
        if len(different) > 1 and (field not in named or chosen[field] != named[field]):
            draft.warn(Reason.SECOND_ANSWER_LEFT_OUT, field)
    return chosen


def _first_usable(field: str, values: Sequence[Any], country: Any, draft: Draft) -> Any:
    """Return the first value that can be used, the first one if none can."""
    if len(values) == 1:
        return values[0]
    usable = (value for value in values if is_usable(field, value, country, draft.today))
    return next(usable, values[0])


def _candidates(answers: Sequence[Answer], named: Mapping[str, Any], draft: Draft) -> dict[str, list[Any]]:
    """Return field → the answers under its labels, the best first."""
    names = [each for each in answers if not _is_type_for_name(*each)]
    candidates = _deductions(answers) | by_field(names)
    _part_customer_from_contact(names, candidates)
    types = [customer_type_in(label, value) for label, value in answers]
    if any(types):
        candidates.setdefault("typeOfCustomer", list(filter(None, types)))
    take_place_from_streets(candidates)
    is_unclear = candidates.pop(ROT_OR_RUT, None) is not None
    if is_unclear and {ROT, RUT}.isdisjoint(candidates.keys() | named.keys()):
        draft.warn(Reason.DEDUCTION_UNCLEAR, ROT)
    candidates.pop("customerNumber", None)  # a visitor's may be somebody else's
    return candidates


def _part_customer_from_contact(answers: Sequence[Answer], candidates: dict[str, list[Any]]) -> None:
    """Take "Namn" for the contact person if "Kund" names the customer."""
    customers = [value for label, value in answers if names_the_customer(label)]
    people = [value for value in candidates.get("name", []) if value not in customers]
    if customers and people:
        candidates["name"] = customers
        candidates.setdefault("contactPerson", people)


def _is_type_for_name(label: str, raw: Any) -> bool:
    """True for "Privat" under "Kund"."""
    return field_of(label) == "name" and customer_type_in(label, raw) is not None


def _deductions(answers: Iterable[Answer]) -> dict[str, list[Any]]:
    """Return ROT and RUT → what the answers to questions that name no other field tell about them."""
    found: dict[str, list[Any]] = {}
    for label, raw in answers:
        if field_of(label) not in (None, "notes"):
            continue
        for deduction, is_wanted in deductions_wanted(label, raw).items():
            found.setdefault(deduction, []).append(is_wanted)
    return found


def deductions_wanted(label: str, raw: Any) -> dict[str, bool]:
    """Return ROT and RUT → wanted or not; `ROT_OR_RUT` if the answer does not say which."""
    asked = deductions_asked_for(question_in(label))
    read = deductions_answered if asked else deductions_wished_for
    options = raw if isinstance(raw, list) else [raw]
    named: dict[str, bool] = {}
    for option in options:
        if isinstance(option, str):
            named |= read(option)
    return named or _by_yes_or_no(asked, raw)


def _by_yes_or_no(asked: Sequence[str], raw: Any) -> dict[str, bool]:
    if not asked:
        return {}
    is_wanted = False if isinstance(raw, str) and refuses_deductions(raw) else _yes_or_no(raw)
    if is_wanted is None or (is_wanted and len(asked) > 1):
        return {ROT_OR_RUT: True}
    return dict.fromkeys(asked, is_wanted)


def customer_type_in(label: str, raw: Any) -> int | None:
    """Return the typeOfCustomer meant by yes or no to "Är du företagskund?", or by "Privat" under "Kund"."""
    if field_of(label) == "name":
        try:
            return int(choice(CUSTOMER_TYPES, raw).value)
        except Invalid:
            return None
    by_yes, by_no = _types_asked_for(question_in(label))
    if by_yes is None and by_no is None:
        return None
    answer = _yes_or_no(raw)
    return None if answer is None else by_yes if answer else by_no


@lru_cache(maxsize=1024)
def _types_asked_for(question: str) -> tuple[int | None, int | None]:
    """Return the types that yes and no to a question mean."""
    return customer_type(question, yes=True), customer_type(question, yes=False)


def _yes_or_no(raw: Any) -> bool | None:
    try:
        return bool(yes_no(raw).value)
    except Invalid:
        return None
