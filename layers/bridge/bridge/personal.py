"""What becomes of the numbers that a customer is known by: which one is sent as what, and what is dropped.

Whatever field it was typed in, a number is treated as what it is. Personal numbers, sole traders' included,
go no further unless ROT/RUT needs them or the source keeps them (dataskyddslagen 2018:218, 3 kap. 10 §).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bridge.draft import Draft, Reading
from bridge.swedish import Invalid, numbers
from bridge.swedish.numbers import Number
from bridge.values import TEXTS, given, line, whole_number

HOUSING = "billingSettings.housingSocietyNumber"
SHARES = "billingSettings.deductionDistribution"
PERSONAL = "billingSettings.personalNumber"
_ASKED = ("organizationNumber", "personalNumber", PERSONAL)

NUMBER_FIELDS = frozenset((*_ASKED, "vatNumber", HOUSING, SHARES))
"""The fields that are read here and nowhere else."""

Found = list[tuple[str, Number]]


def settle_numbers(said: Mapping[str, Any], draft: Draft, keep: bool) -> bool:
    """Put every number where it belongs; whether one is an organisation's."""
    found = _numbers(said, draft, keep)
    organisation = _chosen([each for each in found if not each[1].personal], draft)
    person = _chosen([each for each in found if each[1].personal], draft)
    if person and not keep:
        draft.note("person_number_dropped", next(name for name, each in found if each.personal))
    elif person:
        draft.put("organizationNumber", person.seventime)
        draft.put(PERSONAL, person.seventime if organisation or needs_person(draft) else None)
    if organisation:
        draft.put("organizationNumber", organisation.seventime)
    draft.put(HOUSING, draft.read(HOUSING, _housing_society, said.get(HOUSING), draft.today))
    if SHARES in said:
        _put_shares(said[SHARES], draft, keep)
    return organisation is not None


def needs_person(draft: Draft) -> bool:
    """Whether a personal number is justified by the claim to Skatteverket."""
    flags = ("billingSettings.isROTCustomer", "billingSettings.isRUTCustomer")
    return any(draft.values.get(flag) for flag in flags)


def mask_texts(draft: Draft) -> None:
    """Take the last four digits of personal numbers out of free text."""
    texts = {field: text for field, text in draft.values.items() if field in TEXTS}
    for field, text in texts.items():
        masked = numbers.mask_personal(text, draft.today)
        if masked != text:
            draft.note("person_number_dropped", field)
            draft.values[field] = "" if field == "customerNumber" else masked


def _numbers(said: Mapping[str, Any], draft: Draft, keep: bool) -> Found:
    found = [(name, draft.read(name, _number, name, said.get(name), draft.today)) for name in _ASKED]
    found.append(("vatNumber", _put_vat(said.get("vatNumber"), draft, keep)))
    return [(name, number) for name, number in found if number]


def _chosen(found: Found, draft: Draft) -> Number | None:
    if len({number.canonical for _, number in found}) > 1:
        draft.note("number_second_left_out", found[1][0])
    return found[0][1] if found else None


def _number(name: str, raw: Any, today: date) -> Reading:
    if not (text := given(raw)):
        return Reading(None)
    number = numbers.read(text, today)
    moved = not number.personal and name != "organizationNumber"
    return Reading(number, number.remark or ("number_moved" if moved else None))


def _put_vat(raw: Any, draft: Draft, keep: bool) -> Number | None:
    """The number in a Swedish VAT number, or that stands in its place."""
    vat = draft.read("vatNumber", _vat, raw, draft.today)
    number = _quiet(raw, draft.today) if vat is None or vat.startswith("SE") else None
    if keep or not (number and number.personal):
        draft.put("vatNumber", vat)
    return number


def _vat(raw: Any, today: date) -> Reading:
    if not (text := given(raw)):
        return Reading(None)
    try:
        return Reading(numbers.read_vat(text))
    except Invalid:
        if _quiet(raw, today):
            return Reading(None, "number_moved")
        raise


def _quiet(raw: Any, today: date) -> Number | None:
    try:
        return numbers.read(given(raw), today)
    except Invalid:
        return None


def _housing_society(raw: Any, today: date) -> Reading:
    if not (text := given(raw)):
        return Reading(None)
    number = numbers.read(text, today)
    if number.personal:
        raise Invalid("number_not_an_organisation")
    return Reading(number.seventime, number.remark)


def _put_shares(raw: Any, draft: Draft, keep: bool) -> None:
    shares = draft.read(SHARES, _shares, raw, draft.today)
    if shares and not keep:
        draft.note("person_number_dropped", SHARES)
    else:
        draft.put(SHARES, shares)


def _shares(raw: Any, today: date) -> Reading:
    if not isinstance(raw, list):
        raise Invalid("deduction_incomplete")
    return Reading([_share(item, today) for item in raw])


def _share(item: Any, today: date) -> dict[str, Any]:
    """A DeductionItem."""
    if not isinstance(item, Mapping):
        raise Invalid("deduction_incomplete")
    number = numbers.read(given(item.get("personalNumber")), today)
    name, percent = line(item.get("userName")).value, whole_number(item.get("distributionPercent")).value
    if not (number.personal and name and 1 <= percent <= 100):
        raise Invalid("deduction_incomplete")
    return {"userName": name, "personalNumber": number.seventime, "distributionPercent": percent}
