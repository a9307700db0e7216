"""The shares of a ROT or RUT deduction: the items of Seven Time's deductionDistribution."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from bridge.mapping.field_names import OTHER_NAME, OTHER_NUMBER, OTHER_PERCENT, OWN_PERCENT, SHARES
from bridge.mapping.field_readers import Reading, given, line, percent
from bridge.model.reasons import Reason
from bridge.swedish import numbers
from bridge.swedish.numbers import Number
from bridge.swedish.text import Invalid, clean

_OF_AGE, _VERY_OLD = 18, 100
_DECIMALS = 4
"""Decimals of a percentage that count."""
_NUMBER = re.compile(r"[^\w]*(?<!\w)[0-9][0-9 .+–-]{8,}[0-9][^\w]*")
_NO = re.compile(r"(?:nej|no)\b.*", re.IGNORECASE)
_YES = re.compile(r"(?:ja|yes|true)\b[\W\d_]*", re.IGNORECASE)


class Applicant(NamedTuple):
    """The customer as the one who applies for the deduction."""

    name: str
    person: Number | None
    organisation: Number | None
    has_company_name: bool


class _Share(NamedTuple):
    name: str
    number: Number
    percent: float

    def item(self) -> dict[str, Any]:
        """Return Seven Time's DeductionItem."""
        return {
            "userName": self.name,
            "personalNumber": self.number.seventime,
            "distributionPercent": int(self.percent) if self.percent == int(self.percent) else self.percent,
        }


def read_other_person(answers: dict[str, Any], today: date) -> None:
    """Give "Eva Ek, 590714-2599" under "Medsökande" to both fields. "Nej" is no name, "Ja" an open one."""
    text = _text(answers.get(OTHER_NAME))
    if _NO.fullmatch(text) or answers.get(OTHER_NAME) is False:
        del answers[OTHER_NAME]
    elif _YES.fullmatch(text):
        answers[OTHER_NAME] = True
    elif (number := _personal_number(text, today)) and OTHER_NUMBER not in answers:
        answers[OTHER_NUMBER], answers[OTHER_NAME] = number, _NUMBER.sub(" ", text).strip()


def _personal_number(text: str, today: date) -> str:
    try:
        number = numbers.read(text, today)
    except Invalid:
        return ""
    return number.seventime if number.personal else ""


def _text(raw: Any) -> str:
    return clean(raw) if isinstance(raw, str) else ""


def read_shares(answers: Mapping[str, Any], applicant: Applicant, today: date) -> Reading:
    """Read the distribution. Without one the customer has all of it, less a co-applicant's share."""
    if SHARES in answers:
        return read_distribution(answers[SHARES], today)
    if applicant.person is None:
        raise Invalid(Reason.DEDUCTION_PERSON_MISSING)
    own, others = _percents(answers)
    shares = [_Share(applicant.name, applicant.person, own)]
    if others:
        shares.append(_share(answers.get(OTHER_NAME), answers.get(OTHER_NUMBER), others, today))
    return _distribution(shares, today)


def read_distribution(raw: Any, today: date) -> Reading:
    """Read a list of items, or its JSON. Raises Invalid for what Skatteverket would refuse."""
    if isinstance(raw, str):
        raw = _parsed(raw)
    if isinstance(raw, Mapping):
        raw = [raw]
    if not isinstance(raw, list):
        raise Invalid(Reason.DEDUCTION_INCOMPLETE)
    return _distribution([_share_of_item(item, today) for item in raw], today)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid(Reason.DEDUCTION_INCOMPLETE) from None


def _percents(answers: Mapping[str, Any]) -> tuple[float, float]:
    """Return the customer's and the co-applicant's per cent.

    A share that was not given is the rest, or half. Without a co-applicant the second is 0.
    """
    own, others = _percent(answers, OWN_PERCENT), _percent(answers, OTHER_PERCENT)
    if others is None:
        others = 0.0
        if OTHER_NUMBER in answers:
            others = 50 if own is None else _rest(own)
    if own is None:
        own = _rest(others)
    return own, others


def _rest(share: float) -> float:
    return round(100 - share, _DECIMALS)


def _percent(answers: Mapping[str, Any], field: str) -> float | None:
    if field not in answers:
        return None
    share: float = percent(answers[field]).value
    return share


def _share_of_item(item: Any, today: date) -> _Share:
    if not isinstance(item, Mapping):
        raise Invalid(Reason.DEDUCTION_INCOMPLETE)
    name, number = item.get("userName"), item.get("personalNumber")
    return _share(name, number, item.get("distributionPercent"), today)


def _share(name: Any, number: Any, of_hundred: Any, today: date) -> _Share:
    name, number, of_hundred = line(name).value, given(number), given(of_hundred)
    if not (name and number and of_hundred):
        raise Invalid(Reason.DEDUCTION_INCOMPLETE)
    share = _Share(name, numbers.read(number, today), percent(of_hundred).value)
    if not share.number.personal:
        raise Invalid(Reason.NUMBER_NOT_A_PERSON)
    return share


def _distribution(shares: Sequence[_Share], today: date) -> Reading:
    people = [share.number.canonical for share in shares]
    ages = [today.year - int(person[:4]) for person in people]
    if len(set(people)) < len(people):
        raise Invalid(Reason.DEDUCTION_PERSON_TWICE)
    if not all(1 <= share.percent <= 100 for share in shares):
        raise Invalid(Reason.DEDUCTION_INCOMPLETE)
    if round(sum(share.percent for share in shares), _DECIMALS) != 100:
        raise Invalid(Reason.DEDUCTION_SUM)
    if min(ages) < _OF_AGE:
        raise Invalid(Reason.DEDUCTION_UNDER_AGE)
    items = [share.item() for share in shares]
    return Reading(items, Reason.DEDUCTION_AGE if max(ages) >= _VERY_OLD else None)
