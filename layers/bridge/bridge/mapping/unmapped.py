"""The answers that no field takes. They go into the customer's notes: nothing that was said is lost."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, Self

from bridge.mapping.expressions import names_in
from bridge.mapping.field_names import ROT, RUT
from bridge.mapping.field_readers import is_answer, text_of
from bridge.mapping.fields import FREE_TEXT_FIELDS
from bridge.mapping.gather import ROT_OR_RUT, customer_type_in, deductions_wanted, flat
from bridge.mapping.label_lookup import field_of, label_key, question_in
from bridge.mapping.own_names import own_name
from bridge.mapping.technical_answers import is_consent, is_technical, is_yes_or_no
from bridge.model.source import Source, SourceKind
from bridge.model.submission import Submission
from bridge.swedish.text import Invalid, clean, fold

_LONGEST_QUESTION, _LONGEST_ANSWER = 200, 1000
_SHORT = 200
_LONG = 8
"""Letters and digits of an answer that nobody gives twice by chance."""
_YES_OR_NO = {"true": "Ja", "on": "Ja", "false": "Nej"}


class Said(NamedTuple):
    """An answer with all its names: the question, and the key if it has another one."""

    names: tuple[str, ...]
    value: Any

    @property
    def question(self) -> str:
        """The question as people read it; the key if there is no other."""
        return clean(question_in(self.names[0]))[:_LONGEST_QUESTION]

    @property
    def is_too_long(self) -> bool:
        """True if its line does not have all of the answer."""
        return len(_text(self.value)) > _LONGEST_ANSWER

    def line(self) -> str:
        """Return "Question: answer", "" if the answer is no text."""
        answer = _text(self.value)
        if not answer:
            return ""
        question = self.question.rstrip(" :*")
        colon = "" if question.endswith("?") else ":"
        return f"{question}{colon} {answer[:_LONGEST_ANSWER]}".strip()


def unmapped(
    submission: Submission, source: Source, gathered: Mapping[str, Any], corrected: Collection[str]
) -> list[Said]:
    """Return the answers to a form that no field takes; none if a person corrected the notes.

    `gathered`: field → raw answer. Shops and files have none: what they have besides is theirs, not the
    customer's (metadata of orders, balances, groups).
    """
    if source.kind != SourceKind.FORM or "notes" in corrected:
        return []
    taken = _Taken.by(source, gathered, corrected)
    return [
        said for said in _all_said(submission) if not (taken.has(said) or _is_no_answer(said, submission))
    ]


def _is_no_answer(said: Said, submission: Submission) -> bool:
    """True for a hidden field, for what a form adds by itself and for consents."""
    if not submission.hidden.keys().isdisjoint(said.names):
        return True
    return not said.line() or is_technical(said.names[0], said.value) or is_consent(said.question, said.value)


def _all_said(submission: Submission) -> Iterator[Said]:
    """Yield each answer once: some senders send it under a key and under a label."""
    seen = set()
    for said in _by_key_and_label(submission):
        same = (label_key(said.names[0]), _compared(said.value))
        if is_answer(said.value) and same not in seen:
            seen.add(same)
            yield said


def _by_key_and_label(submission: Submission) -> Iterator[Said]:
    labelled = dict(submission.labels)
    for key, value in flat(submission.answers).items():
        label = submission.label_of.get(key)
        if label and submission.labels.get(label) == value:
            labelled.pop(label, None)
        yield Said((label, key) if label else (key,), value)
    for label, value in labelled.items():
        yield Said((label,), value)


@dataclass(frozen=True, slots=True)
class _Taken:
    """What the fields took."""

    values: Collection[str]
    """What the fields took, the longest first."""
    fields: Collection[str]
    corrected: Collection[str]
    in_expressions: Collection[str]

    @classmethod
    def by(cls, source: Source, gathered: Mapping[str, Any], corrected: Collection[str]) -> Self:
        values: set[str] = set()
        for raw in gathered.values():
            values |= {_compared(raw), *map(_compared, raw if isinstance(raw, list) else ())}
        in_expressions = frozenset().union(*map(names_in, source.fields.values()))
        if "name" in corrected:
            corrected = {*corrected, "companyName"}
        longest_first = sorted(values - {""}, key=len, reverse=True)
        return cls(longest_first, gathered.keys(), corrected, in_expressions)

    def has(self, said: Said) -> bool:
        """True if a field took the answer, or another one that says the same."""
        compared = _compared(said.value)
        if compared in self.values and len(compared) >= _LONG:
            return True
        return any(self._has_by_name(name, said.value) for name in said.names)

    def _has_by_name(self, name: str, value: Any) -> bool:
        if own_name(name) or name in self.in_expressions or customer_type_in(name, value) is not None:
            return True
        field = field_of(name)
        if field in (None, "notes") and self._is_about_deductions(name, value):
            return True
        return field is not None and self._says_nothing_new(field, value)

    def _says_nothing_new(self, field: str, value: Any) -> bool:
        """True if the fields have all parts of an answer for one of them, or if it is only a yes or a no."""
        if field in self.corrected or (field in FREE_TEXT_FIELDS and is_yes_or_no(value)):
            return True
        rest = _compared(value)
        for taken in self.values:
            rest = rest.replace(taken, "")
        return not rest

    def _is_about_deductions(self, name: str, value: Any) -> bool:
        """True if ROT or RUT was read from the answer, or if another answer tells which one it means."""
        wanted = deductions_wanted(name, value).keys()
        if wanted == {ROT_OR_RUT}:
            return not {ROT, RUT}.isdisjoint(self.fields)
        return bool(wanted)


def _compared(value: Any) -> str:
    """Return what equal answers have in common, however they are written."""
    if isinstance(value, str) and len(value) <= _SHORT:
        return _compared_short(value)
    return fold(_text(value))


@lru_cache(maxsize=1000)
def _compared_short(text: str) -> str:
    return fold(_text(text))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        value = str(value)
    try:
        text = clean(text_of(value))
    except Invalid:
        return ""
    return _YES_OR_NO.get(text.lower(), text)
