"""Every reason has its sentences and is used. mypy proves that only reasons are given as reasons."""

from pathlib import Path

import pytest

from bridge.imports.plan.plan import RowStatus
from bridge.model import reasons
from bridge.model.failures import Unavailable, rejected
from bridge.model.reasons import FREE, UNCERTAIN, Reason, groups, sentences
from bridge.model.warnings import FieldWarning
from building import write_reasons

BRIDGE = Path(reasons.__file__).parents[1]
LONGEST = 160

USED_BY_VALUE = {RowStatus.DUPLICATE}
"""Named as the status of a row."""


def texts() -> dict[str, tuple[str, str]]:
    """Return reason → the English and the Swedish sentence."""
    listed = [each for group in groups().values() for each in group["reasons"].items()]
    assert len(listed) == len(dict(listed)), "a reason stands in two groups"
    return {reason: (both["en"], both["sv"]) for reason, both in listed}


def is_sentence(text: str) -> bool:
    return text[0].isupper() and text.endswith(".") and len(text) <= LONGEST


def test_every_reason_has_its_sentences_and_no_sentence_is_without_its_reason() -> None:
    assert sorted(texts()) == sorted(Reason)


def test_sentences_are_two_different_ones_of_one_line_each() -> None:
    wrong = {
        reason: both
        for reason, both in texts().items()
        if both[0] == both[1] or not all(is_sentence(text) for text in both)
    }
    assert wrong == {}


def test_every_reason_is_used() -> None:
    modules = [path for path in BRIDGE.rglob("*.py") if path != Path(reasons.__file__)]
    code = " ".join(path.read_text(encoding="utf-8") for path in modules)
    unused = {reason for reason in Reason if f"Reason.{reason.name}" not in code}
    assert unused == USED_BY_VALUE


def test_the_page_of_reasons_is_that_of_the_list() -> None:
    assert write_reasons.PAGE.read_text(encoding="utf-8") == write_reasons.page(), "make fix generates it"


def test_a_warning_and_a_rejection_say_the_same() -> None:
    failure = rejected(Reason.PHONE_INVALID, "phone")
    warning = FieldWarning(Reason.PHONE_INVALID, "phone")
    assert str(failure) == sentences(Reason.PHONE_INVALID)["message"]
    assert str(warning) == f"{failure.reason} {failure.field}"
    assert warning.shown() == {"reason": "phone_invalid", "field": "phone", **sentences("phone_invalid")}


def test_says_nothing_about_a_reason_of_an_older_version() -> None:
    assert sentences("no_longer_there") == {}


@pytest.mark.parametrize(
    "reason",
    [
        *(Reason.NO_SLOT, Reason.RATE_LIMITED, Reason.CLIENT_SECRET_REFUSED, Reason.CLAIM_HELD),
        *(Reason.LEDGER_UNAVAILABLE, Reason.QUEUE_UNAVAILABLE, Reason.BUCKET_UNAVAILABLE),
        *(Reason.CLIENT_SECRET_UNAVAILABLE, Reason.SECRETS_UNAVAILABLE, Reason.SEVENTIME_FORBIDDEN),
    ],
)
def test_no_slot_429_401_403_a_held_claim_and_aws_are_not_counted(reason: Reason) -> None:
    assert Unavailable(reason).free


def test_only_a_delivery_that_waits_has_an_uncertain_reason_or_one_that_is_not_counted() -> None:
    waiting = {*groups()["A delivery that waits"]["reasons"], Reason.SECRETS_UNAVAILABLE}
    assert waiting >= FREE
    assert waiting >= UNCERTAIN
    assert UNCERTAIN.isdisjoint(FREE)
