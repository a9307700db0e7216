"""Checks the corrections of a dead letter before it is replayed, with the readers that the worker uses.

A person means what they enter: a correction that would be left out is a problem, even if the source is
lenient. Nothing is sent and nothing is fetched here.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from bridge.mapping.field_names import OTHER_NAME, OTHER_NUMBER, OTHER_PERCENT, OWN_PERCENT
from bridge.mapping.field_readers import is_answer
from bridge.mapping.fields import FREE_TEXT_FIELDS, KNOWN_FIELDS
from bridge.mapping.gather import flat
from bridge.mapping.label_lookup import field_of
from bridge.mapping.problems import cannot_be_used, judge
from bridge.mapping.read_alone import read_alone, says_nothing
from bridge.model.delivery import Delivery
from bridge.model.failures import Rejected
from bridge.model.reasons import Reason, sentences
from bridge.model.source import Source, Validation
from bridge.model.submission import Ignored, Submission
from bridge.model.warnings import FieldWarning, Warnings
from bridge.operations.new_body import problem_of
from bridge.seventime.models import Customer
from bridge.sources.providers import SendsIds, provider, read
from bridge.swedish.text import name_key

_LEAVES_IT_OUT = (Reason.DEDUCTION_LEFT_OUT, Reason.NUMBER_SECOND_LEFT_OUT, Reason.PERSON_NUMBER_DROPPED)
"""Other reasons that mean of a correction that it is not used."""

_PARTS_OF_A_NAME = ("firstName", "lastName")
_SHARED = (OWN_PERCENT, OTHER_PERCENT, OTHER_NAME, OTHER_NUMBER)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a letter would not become the customer that a person wants."""

    reason: str
    field: str = ""
    suggestions: tuple[str, ...] = ()
    """The fields that may be meant."""

    @classmethod
    def of(cls, failure: Rejected) -> Self:
        """The problem that a rejection is."""
        return cls(failure.reason, failure.field or "")

    def shown(self) -> dict[str, Any]:
        """As our API shows it: `{"reason", "field", "message", "message_sv", "suggestions"}`."""
        facts = {"reason": self.reason, "field": self.field, **sentences(self.reason)}
        return {**facts, "suggestions": list(self.suggestions)}


@dataclass(frozen=True, slots=True)
class Check:
    """What would become of a dead letter with its corrections."""

    problems: tuple[Problem, ...] = ()
    """Replay it only if there are none."""
    warnings: Warnings = ()
    customer: Customer | None = None
    """The customer that it becomes; None if there are problems, or if only its worker can read it."""


def check(
    delivery: Delivery,
    source: Source | None,
    corrections: Mapping[str, Any],
    today: date,
    body: bytes | None = None,
) -> Check:
    """Check the corrections, those of earlier replays among them, with a corrected body if there is one.

    A delivery whose sender has to be asked, or whose source is not known (None), is not read: then only the
    corrections themselves are checked. A corrected body that cannot be read is a problem.
    """
    if body is not None:
        delivery = replace(delivery, body=body)
        if failure := problem_of(delivery, source):
            return Check((Problem.of(failure),))
    corrected = flat(delivery.corrections | dict(corrections))
    unusable = tuple(_unusable(corrected, today))
    usable = {field: value for field, value in corrected.items() if field not in {p.field for p in unusable}}
    if source is None or isinstance(provider(source.provider), SendsIds):
        return _alone(usable, unusable, today)
    try:
        submission = read(delivery, source)
    except Rejected as failure:
        return Check((*unusable, Problem.of(failure)))
    if isinstance(submission, Ignored):
        return Check((*unusable, Problem(submission.reason)))
    return _with_submission(submission, source, usable, unusable, today)


def unknown_field(field: str) -> Problem:
    """The problem of a field that does not exist, with those that may be meant."""
    lowered = {known.lower(): known for known in sorted(KNOWN_FIELDS)}
    close = [lowered[each] for each in difflib.get_close_matches(field.lower(), lowered)]
    suggestions = dict.fromkeys(filter(None, [field_of(field), *close]))
    return Problem(Reason.FIELD_UNKNOWN, field, tuple(suggestions))


def _unusable(corrected: Mapping[str, Any], today: date) -> Iterator[Problem]:
    """The corrections that are wrong whatever the delivery holds. An empty one empties its field."""
    for field, value in corrected.items():
        if field not in KNOWN_FIELDS:
            yield unknown_field(field)
        elif not is_answer(value):
            if field == "name":
                yield Problem(Reason.NAME_MISSING, field)
        elif says_nothing(field, value, today):
            yield Problem(Reason.VALUE_MISSING, field)


def _alone(corrected: Mapping[str, Any], unusable: tuple[Problem, ...], today: date) -> Check:
    """Check the corrections without the delivery."""
    answers = {field: value for field, value in corrected.items() if is_answer(value)}
    warnings = read_alone(answers, today)
    wrong = [warning for warning in warnings if cannot_be_used(warning)]
    return _checked((*unusable, *(Problem(each.reason, each.field) for each in wrong)), warnings, None)


def _with_submission(
    submission: Submission,
    source: Source,
    corrected: Mapping[str, Any],
    unusable: tuple[Problem, ...],
    today: date,
) -> Check:
    """Make the customer as the worker does, but collect every problem."""
    judged = judge(submission, source, today, corrected)
    problems = [*unusable, *(Problem(each.reason, each.field) for each in judged.rejections)]
    mapped = judged.mapped
    if mapped is None:
        return Check(tuple(dict.fromkeys(problems)))
    is_strict = source.validation is Validation.STRICT
    for warning in mapped.warnings:
        if _leaves_out(warning, corrected) or (is_strict and cannot_be_used(warning)):
            problems.append(Problem(warning.reason, warning.field))
    unused = _not_used(mapped.customer, corrected)
    problems += (Problem(Reason.CORRECTION_NOT_USED, field) for field in unused)
    return _checked(problems, mapped.warnings, mapped.customer)


def _checked(problems: Iterable[Problem], warnings: Warnings, customer: Customer | None) -> Check:
    """Every problem once, and the warnings that are none."""
    found = tuple(dict.fromkeys(problems))
    told = {(problem.reason, problem.field) for problem in found}
    rest = tuple(warning for warning in warnings if (warning.reason, warning.field) not in told)
    return Check(found, rest, None if found else customer)


def _leaves_out(warning: FieldWarning, corrected: Mapping[str, Any]) -> bool:
    """True if the warning means that a correction is not used."""
    is_name = warning.field == "companyName" and "name" in corrected  # a company's name is corrected there
    if not (is_name or is_answer(corrected.get(warning.field))):
        return False
    is_masked = warning.reason == Reason.PERSON_NUMBER_DROPPED and warning.field in FREE_TEXT_FIELDS
    return cannot_be_used(warning) or (warning.reason in _LEAVES_IT_OUT and not is_masked)


def _not_used(customer: Customer, corrected: Mapping[str, Any]) -> Iterator[str]:
    """The corrections of names and shares that nothing was made of, because other fields decide."""
    texts = _words(f"{customer.name} {customer.notes or ''}")
    billing = customer.billingSettings
    has_shares = bool(billing and billing.deductionDistribution)
    for field, value in corrected.items():
        if not is_answer(value):
            continue
        is_lost_part = field in _PARTS_OF_A_NAME and not _words(value) <= texts
        is_lost_name = field == "name" and _words(value).isdisjoint(texts)
        if is_lost_part or is_lost_name or (field in _SHARED and not has_shares):
            yield field


def _words(text: Any) -> set[str]:
    return set((name_key(str(text)) or "").split())
