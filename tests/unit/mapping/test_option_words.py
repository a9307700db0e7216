from collections.abc import Set as AbstractSet

import pytest

from bridge.mapping.option_words import (
    COMPANY,
    CUSTOMER_TYPES,
    PRIVATE,
    PROPERTY_TYPES,
    codes_in,
    customer_type,
)

BOTH = {COMPANY, PRIVATE}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Privat", {PRIVATE}),
        ("Jag är en privatperson", {PRIVATE}),
        ("Privatperson (med ROT-avdrag)", {PRIVATE}),
        ("Nej, privatperson", {PRIVATE}),
        ("Företag/organisation", {COMPANY}),
        ("Bostadsrättsförening (BRF)", {COMPANY}),
        ("Offentlig sektor", {COMPANY}),
        ("Privatperson eller företag?", BOTH),
        ("Är du privat- eller företagskund?", BOTH),
        ("Privatperson, BRF, förening", BOTH),
        ("Jag är företagare", set()),
        ("Inte privatperson", set()),
        ("Privat omsorg", set()),
        ("Ja", set()),
        ("", set()),
        ("privat " * 100, set()),
    ],
)
def test_a_text_names_a_type_of_customer_when_every_word_of_it_is_known(
    text: str, codes: AbstractSet[int]
) -> None:
    assert codes_in(text, CUSTOMER_TYPES) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Villa/radhus", {1}),
        ("Jag bor i en lägenhet", {2}),
        ("Lägenhet (bostadsrätt)", {2}),
        ("Radhus (bostadsrätt)", {1, 2}),
        ("Hyresrätt", set()),
    ],
)
def test_a_text_names_a_type_of_property(text: str, codes: AbstractSet[int]) -> None:
    assert codes_in(text, PROPERTY_TYPES) == codes


@pytest.mark.parametrize(
    ("question", "answer", "meant"),
    [
        ("Är du företagskund?", True, COMPANY),
        ("Är du företagskund?", False, PRIVATE),
        ("Privatperson", True, PRIVATE),
        ("Privatperson", False, COMPANY),
        ("Företag", True, COMPANY),
        ("Privat eller företag", True, None),
        ("BRF", True, None),
        ("Har du företag?", True, None),
        ("Nyhetsbrev", True, None),
    ],
)
def test_yes_and_no_mean_a_type_of_customer_where_one_is_asked_for(
    question: str, answer: bool, meant: int | None
) -> None:
    assert customer_type(question, yes=answer) == meant
