"""Read the texts, numbers, yes and no that senders send into the values that fields take."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from typing import Any, NamedTuple

from bridge.mapping.option_words import CUSTOMER_TYPES, PRIVATE, Codes, codes_in, deductions_answered
from bridge.model.failures import rejected
from bridge.model.reasons import Reason
from bridge.model.warnings import FieldWarning
from bridge.swedish.text import Invalid, clean, clean_lines, fold, is_nothing

LONGEST_LINE = 200
"""Characters of a one-line text. Seven Time's own limits are not documented."""
LONGEST_NOTES = 4000
_MOST_READ = 10_000
"""Characters of a text that are looked at."""

_DAYS = re.compile(
    r"(?:[^\W\d_][^\d]*[ :,])??(?P<count>[0-9]{1,4}|en|ett|one|två|two)(?:[.,]0+)? ?"
    r"(?P<unit>dag(?:ar)?|dgr|days?|d|veck(?:a|or)|weeks?|mån(?:ad(?:er)?)?|months?)\b.*",
    re.IGNORECASE,
)
_ONLY_DAYS = re.compile(r"(?:netto|net)? ?([0-9]{1,4})(?:[.,]0+)?(?: (?:netto|net))?", re.IGNORECASE)
_IN_WORDS = {"en": 1, "ett": 1, "one": 1, "två": 2, "two": 2}
_DAYS_IN = {"v": 7, "w": 7, "m": 30}
"""First letter of a unit → its days."""
_PERCENT = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,4}))? ?(?:%|procent|per ?cent)?", re.IGNORECASE)
_YES = frozenset(("ja", "j", "yes", "y", "true", "sant", "1", "on", "x"))
_NO = frozenset(("nej", "n", "no", "false", "falskt", "0", "off"))
_SAME = re.compile(r"(?:(?:ja|nej|yes|no)\b[ ,.:-]*)?(?:samma|same)\b.*", re.I)


class Reading(NamedTuple):
    """A value in normal form, None for no answer, and the reason for a warning."""

    value: Any
    warning: Reason | None = None


Reader = Callable[..., Reading]
"""Takes a raw value and, for some fields, more arguments. Raises Invalid."""


@dataclass(slots=True)
class Draft:
    """A customer in the making: field → value, and the warnings so far.

    `strict`: True if a field that cannot be used rejects the customer.
    """

    strict: bool
    today: date
    values: dict[str, Any] = field(default_factory=dict)
    warnings: list[FieldWarning] = field(default_factory=list)

    def read(self, name: str, reader: Reader, *raw: Any) -> Any:
        """Return the value that the reader finds, None if there is none or it cannot be used."""
        try:
            reading = reader(*raw)
        except Invalid as invalid:
            self.refuse(invalid.reason, name)
            return None
        if reading.warning:
            self.warn(reading.warning, name)
        return reading.value

    def put(self, name: str, value: Any) -> None:
        """Set the field, unless the value is None."""
        if value is not None:
            self.values[name] = value

    def refuse(self, reason: Reason, name: str) -> None:
        """Warn that a field cannot be used and is left out. Raises Rejected in a strict draft."""
        if self.strict:
            raise rejected(reason, name)
        self.warn(reason, name)

    def warn(self, reason: Reason, name: str) -> None:
        """Add a warning about a field, once."""
        warning = FieldWarning(reason, name)
        if warning not in self.warnings:
            self.warnings.append(warning)


def is_answer(value: Any) -> bool:
    """True unless the value is missing, empty, or a text such as "-" that says there is none."""
    if isinstance(value, str):
        text = value.strip()
        return bool(text) and not is_nothing(text)
    return value is not None and value != [] and value != {}


def text_of(raw: Any, between: str = ", ") -> str:
    """Return a number or several texts as one text, "" for yes and no. Raises Invalid for an object."""
    if isinstance(raw, str):
        return raw[:_MOST_READ]
    if raw is None or isinstance(raw, bool):
        return ""
    if isinstance(raw, int | float):
        return _digits(raw)
    if isinstance(raw, list | tuple):
        texts = [text_of(each, between) for each in raw]
        return between.join(filter(None, texts))
    raise Invalid(Reason.NOT_A_TEXT)


def _digits(number: int | float) -> str:
    if isinstance(number, float) and number.is_integer():
        return str(int(number))
    return str(number) if isfinite(number) else ""


def given(raw: Any) -> str:
    """Return the cleaned text, "" if it only says that there is no value."""
    text = clean(text_of(raw))
    return "" if is_nothing(text) or text == "0" else text


def line(raw: Any) -> Reading:
    """Read one line of text."""
    return _bounded(clean(text_of(raw)), LONGEST_LINE)


def lines(raw: Any) -> Reading:
    """Read a text with its line breaks. Several texts are put below each other."""
    return _bounded(clean_lines(text_of(raw, "\n")), LONGEST_NOTES)


def _bounded(text: str, longest: int) -> Reading:
    if not text or is_nothing(text) or text == "0":
        return Reading(None)
    if len(text) > longest:
        return Reading(text[:longest].rstrip(), Reason.TEXT_SHORTENED)
    return Reading(text, Reason.TEXT_DAMAGED if "\ufffd" in text else None)


def street(raw: Any) -> Reading:
    """Read an address and join its lines. A yes, a no or "samma" is no address."""
    read = line([each for each in clean_lines(text_of(raw)).split("\n") if each])
    text = read.value or ""
    is_no_address = fold(text) in _YES | _NO or _SAME.fullmatch(text)
    if is_no_address:
        return Reading(None)
    return read


def company(raw: Any) -> Reading:
    """Read a company's name. A yes, a no or "privat" is no name."""
    read = line(raw)
    name = read.value or ""
    is_no_name = fold(name) in _YES | _NO or codes_in(name, CUSTOMER_TYPES) == {PRIVATE}
    if is_no_name:
        return Reading(None)
    return read


def payment_days(raw: Any) -> Reading:
    """Read 30 from 30, "30", "30.0", "30 dagar netto" and "1 månad"."""
    text = clean(text_of(raw))
    if only := _ONLY_DAYS.fullmatch(text):
        return Reading(int(only[1]))
    match = _DAYS.fullmatch(text)
    if not match:
        raise Invalid(Reason.NOT_A_NUMBER)
    count = match["count"].lower()
    days_in_unit = _DAYS_IN.get(match["unit"][0].lower(), 1)
    return Reading((_IN_WORDS.get(count) or int(count)) * days_in_unit)


def percent(raw: Any) -> Reading:
    """Read 50 from 50, "50", "50.0" and "50 %", and 33.3 from "33,3"."""
    match = _PERCENT.fullmatch(clean(text_of(raw)))
    if not match:
        raise Invalid(Reason.NOT_A_NUMBER)
    number = float(f"{match[1]}.{match[2] or 0}")
    return Reading(int(number) if number.is_integer() else number)


def yes_no(raw: Any) -> Reading:
    """Read True or False from a word for it."""
    if isinstance(raw, bool):
        return Reading(raw)
    word = fold(clean(text_of(raw)).partition(" ")[0])
    if word not in _YES and word not in _NO:
        raise Invalid(Reason.NOT_YES_OR_NO)
    return Reading(word in _YES)


def deduction(flag: str, raw: Any) -> Reading:
    """Read whether ROT or RUT is wanted: from yes or no, or from an answer that names the deduction."""
    if answered := deductions_answered(text_of(raw)):
        return Reading(answered.get(flag, False))
    return yes_no(raw)


def choice(codes: Codes, raw: Any) -> Reading:
    """Read one of Seven Time's codes, from the code itself or from words for it."""
    text = clean(text_of(raw)).removesuffix(".0")
    for code in codes:
        if text == str(code):
            return Reading(code)
    named = codes_in(text, codes)
    if len(named) != 1:
        raise Invalid(Reason.NOT_A_CHOICE)
    return Reading(next(iter(named)))


def normal_form(read: Callable[..., Any]) -> Reader:
    """Return a reader that uses a function of `swedish`, and reads nothing from a text that says nothing."""

    def reader(raw: Any, *more: Any) -> Reading:
        if not given(raw):
            return Reading(None)
        found = read(text_of(raw), *more)
        if isinstance(found, str):
            return Reading(found)
        return Reading(found.seventime, found.warning)

    return reader
