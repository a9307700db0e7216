"""The shares of a ROT or RUT deduction: the items of Seven Time's deductionDistribution."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from bridge.mapping.field_names import OTHER_NAME, OTHER_NUMBER, OTHER_PERCENT, OWN_PERCENT, SHARES
from bridge.mapping.field_readers import Reading, given, line, whole_number
from bridge.model.reasons import Reason
from bridge.swedish import numbers
from bridge.swedish.numbers import Number
from bridge.swedish.text import Invalid

_OF_AGE, _VERY_OLD = 18, 100


class Applicant(NamedTuple):
    """The customer as the one who applies for the deduction."""

    name: str
    person: Number | None
    organisation: Number | None
    has_company_name: bool


class _Share(NamedTuple):
    name: str
    number: Number
    percent: int

    def item(self) -> dict[str, Any]:
        """Return Seven Time's DeductionItem."""
        return {
            "userName": self.name,
            "personalNumber": self.number.seventime,
            "distributionPercent": self.percent,
        }


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


def _percents(answers: Mapping[str, Any]) -> tuple[int, int]:
    """Return the customer's and the co-applicant's per cent.

    A share that was not given is the rest, or half. Without a co-applicant the second is 0.
    """
    own, others = _percent(answers, OWN_PERCENT), _percent(answers, OTHER_PERCENT)
    if others is None:
        others = 0
        if OTHER_NUMBER in answers:
            others = 50 if own is None else 100 - own
    if own is None:
        own = 100 - others
    return own, others


def _percent(answers: Mapping[str, Any], field: str) -> int | None:
    if field not in answers:
        return None
    percent: int = whole_number(answers[field]).value
    return percent


def _share_of_item(item: Any, today: date) -> _Share:
    if not isinstance(item, Mapping):
        raise Invalid(Reason.DEDUCTION_INCOMPLETE)
    name, number = item.get("userName"), item.get("personalNumber")
    return _share(name, number, item.get("distributionPercent"), today)


def _share(name: Any, number: Any, percent: Any, today: date) -> _Share:
    name, number, percent = line(name).value, given(number), given(percent)
    if not (name and number and percent):
        raise Invalid(Reason.DEDUCTION_INCOMPLETE)
    share = _Share(name, numbers.read(number, today), whole_number(percent).value)
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
    if sum(share.percent for share in shares) != 100:
        raise Invalid(Reason.DEDUCTION_SUM)
    if min(ages) < _OF_AGE:
        raise Invalid(Reason.DEDUCTION_UNDER_AGE)
    items = [share.item() for share in shares]
    return Reading(items, Reason.DEDUCTION_AGE if max(ages) >= _VERY_OLD else None)
