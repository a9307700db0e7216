"""What a submission says about each Seven Time field, before it is read."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any

from bridge.mapping import option_words as choices
from bridge.mapping import rot_rut
from bridge.mapping.deductions import ROT, RUT
from bridge.mapping.draft import Draft
from bridge.mapping.field_readers import FIELDS, LOCAL, choice, yes_no
from bridge.mapping.identity_numbers import NUMBER_FIELDS
from bridge.mapping.label_lookup import by_field, field_of
from bridge.mapping.question_text import question
from bridge.model.reasons import Reason
from bridge.model.source import Source
from bridge.model.submission import Submission
from bridge.swedish import Invalid
from bridge.swedish.address import split
from bridge.swedish.text import is_nothing

KNOWN = FIELDS.keys() | LOCAL.keys() | NUMBER_FIELDS
"""Every field that there is, and the few that Seven Time's fields are made of."""

OWN = NUMBER_FIELDS - {"billingSettings.housingSocietyNumber"} | {"customerNumber", "email", "phone"}
"""What tells customers apart: a default for it would make one customer of all who give none."""

WEIGHED = ("name", "typeOfCustomer")
"""The fields whose defaults count less than what other answers say about them."""

DEDUCTIONS = {"rot": ROT, "rut": RUT}
_EITHER = "rot or rut"


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
            draft.refuse(Reason.FIELD_UNKNOWN, field)
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
    answered = [(label, value) for label, value in pairs if _answers(value)]
    wishes = _wishes((label, value) for label, value in answered if field_of(label) in (None, "notes"))
    found = wishes | by_field(pair for pair in answered if not _is_kind_for_name(*pair))
    if kinds := [kind for label, value in answered if (kind := kind_meant(label, value))]:
        found.setdefault("typeOfCustomer", kinds)
    _take_place_out(found)
    if found.pop(_EITHER, None) and {*found, *said}.isdisjoint(DEDUCTIONS.values()):
        draft.warn(Reason.DEDUCTION_UNCLEAR, ROT)
    found.pop("customerNumber", None)  # what a visitor remembers is taken, or somebody else's
    chosen = {}
    for field, values in found.items():
        first, *others = (each for place, each in enumerate(values) if each not in values[:place])
        chosen[field] = [first, *others] if field == "notes" else first
        if others and field not in said and field != "notes":
            draft.warn(Reason.SECOND_ANSWER_LEFT_OUT, field)
    return chosen


def _wishes(answered: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
    """ROT and RUT, out of questions that name no field."""
    wishes: dict[str, list[Any]] = {}
    for label, raw in answered:
        for name, wish in wanted(label, raw).items():
            wishes.setdefault(DEDUCTIONS.get(name, name), []).append(wish)
    return wishes


def deduction_of(label: str) -> str | None:
    """The field of a question about ROT or RUT; where it is about both, the answer tells which."""
    asked = rot_rut.asked(label)
    return DEDUCTIONS[min(asked)] if asked else None


def wanted(label: str, raw: Any) -> dict[str, bool]:
    """Of "rot" and "rut", whether an answer asks for it; `_EITHER` where it does not say which."""
    asked = rot_rut.asked(question(label))
    read = rot_rut.answered if asked else rot_rut.wished
    named: dict[str, bool] = {}
    for each in raw if isinstance(raw, list) else [raw]:
        named |= read(each) if isinstance(each, str) else {}
    return named or (_plainly(asked, raw) if asked else {})


def kind_meant(label: str, raw: Any) -> int | None:
    """Who the customer is, out of yes or no to "Är du företagskund?", and of "Privat" under "Kund"."""
    try:
        if field_of(label) == "name":
            kind: int = choice(choices.KINDS, raw).value
            return kind
        return choices.kind(question(label), yes_no(raw).value)
    except Invalid:
        return None


def _is_kind_for_name(label: str, raw: Any) -> bool:
    return field_of(label) == "name" and kind_meant(label, raw) is not None


def kind_of(label: str) -> str | None:
    """The field of a question that a yes or no answers with who the customer is."""
    return None if choices.kind(question(label), answer=True) is None else "typeOfCustomer"


def _take_place_out(found: dict[str, list[Any]]) -> None:
    """A postal code and a city under "Postadress", beside a street."""
    streets = found.get("address", [])
    places = [each for each in streets[1:] if isinstance(each, str) and (split(each) or " ")[0] == ""]
    if places and "zipCode" not in found:
        found["zipCode"] = places[:1]
        found["address"] = [each for each in streets if each != places[0]]


def _plainly(asked: AbstractSet[str], raw: Any) -> dict[str, bool]:
    try:
        wish = yes_no(raw).value
    except Invalid:
        return {}
    return {_EITHER: True} if wish and len(asked) > 1 else dict.fromkeys(asked, wish)


def _expressed(submission: Submission, source: Source, draft: Draft) -> dict[str, Any]:
    if not source.fields:
        return {}
    payload = submission.searchable()
    values = {}
    for field, expression in source.fields.items():
        try:
            values[field] = _compiled(expression).search(payload)
        except ValueError:
            draft.refuse(Reason.EXPRESSION_FAILED, field)
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
