"""Who shares a deduction, and how: the items of Seven Time's deductionDistribution."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from bridge.mapping.draft import Reading
from bridge.mapping.field_readers import given, line, whole_number
from bridge.model.reasons import Reason
from bridge.swedish import Invalid, numbers
from bridge.swedish.numbers import Number

SHARES = "billingSettings.deductionDistribution"

OWN_PERCENT, OTHER_PERCENT = "applicantPercent", "coApplicantPercent"
OTHER_NAME, OTHER_NUMBER = "coApplicantName", "coApplicantNumber"
APPLICANTS = frozenset((OWN_PERCENT, OTHER_PERCENT, OTHER_NAME, OTHER_NUMBER))
"""What a form or a row says of two people who share a deduction; the first one is the customer."""

OF_AGE, VERY_OLD = 18, 100


class Buyer(NamedTuple):
    """Who wants the deduction, as far as the rest of the answers tells."""

    name: str
    person: Number | None
    organisation: Number | None
    company_name: bool


class _Share(NamedTuple):
    name: str
    number: Number
    percent: int

    def item(self) -> dict[str, Any]:
        """A DeductionItem."""
        return {
            "userName": self.name,
            "personalNumber": self.number.seventime,
            "distributionPercent": self.percent,
        }


def claimed(said: Mapping[str, Any], buyer: Buyer, today: date) -> Reading:
    """The distribution that was given; else the customer has all of it, but for a co-applicant's share."""
    if SHARES in said:
        return distribution(said[SHARES], today)
    if buyer.person is None:
        raise Invalid(Reason.DEDUCTION_PERSON_MISSING)
    own, others = _percents(said)
    shares = [_Share(buyer.name, buyer.person, own)]
    if others:
        shares.append(_share_of(said.get(OTHER_NAME), said.get(OTHER_NUMBER), others, today))
    return _distribution(shares, today)


def _percents(said: Mapping[str, Any]) -> tuple[int, int]:
    """The customer's and the co-applicant's, 0 for nobody; what was not said is the rest, or half."""
    own, others = (
        whole_number(said[field]).value if field in said else None for field in (OWN_PERCENT, OTHER_PERCENT)
    )
    if others is None and OTHER_NUMBER in said:
        others = 50 if own is None else 100 - own
    return 100 - (others or 0) if own is None else own, others or 0


def distribution(raw: Any, today: date) -> Reading:
    """The items as given, in normal form. Raises Invalid for what Skatteverket would refuse."""
    if not isinstance(raw, list):
        raise Invalid(Reason.DEDUCTION_INCOMPLETE)
    return _distribution([_share(item, today) for item in raw], today)


def _share(item: Any, today: date) -> _Share:
    if not isinstance(item, Mapping):
        raise Invalid(Reason.DEDUCTION_INCOMPLETE)
    name, number = item.get("userName"), item.get("personalNumber")
    return _share_of(name, number, item.get("distributionPercent"), today)


def _share_of(name: Any, number: Any, percent: Any, today: date) -> _Share:
    name, number, percent = line(name).value, given(number), given(percent)
    if not (name and number and percent):
        raise Invalid(Reason.DEDUCTION_INCOMPLETE)
    share = _Share(name, numbers.read(number, today), whole_number(percent).value)
    if not share.number.personal:
        raise Invalid(Reason.NUMBER_NOT_A_PERSON)
    return share


def _distribution(shares: list[_Share], today: date) -> Reading:
    people = [share.number.canonical for share in shares]
    ages = [today.year - int(person[:4]) for person in people]
    if len(set(people)) < len(people):
        raise Invalid(Reason.DEDUCTION_PERSON_TWICE)
    if not all(1 <= share.percent <= 100 for share in shares):
        raise Invalid(Reason.DEDUCTION_INCOMPLETE)
    if sum(share.percent for share in shares) != 100:
        raise Invalid(Reason.DEDUCTION_SUM)
    if min(ages) < OF_AGE:
        raise Invalid(Reason.DEDUCTION_UNDER_AGE)
    return Reading(
        [share.item() for share in shares], Reason.DEDUCTION_AGE if max(ages) >= VERY_OLD else None
    )
