from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.swedish.in_texts import mask_personal

TODAY = date(2026, 11, 23)

# Skatteverket's test numbers.


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Jag är 19900101-2385, ring", "Jag är 19900101-****, ring"),
        ("Storgatan 12 19900101-2385", "Storgatan 12 19900101-****"),
        ("900101–2385", "900101–****"),
        ("9001012385", "900101****"),
        ("19 900101-2385", "19 900101-****"),
        ("100101+9809", "100101+****"),
        ("1990-01-01 2385", "1990-01-01 ****"),
        ("90.01.01-2385", "90.01.01-****"),
        ("900101 - 2385", "900101 - ****"),
        ("900101-23 85", "900101-****"),
        ("900101/2385", "900101/****"),
        ("900101, 2385", "900101, ****"),
        ("900101_2385_avtal.pdf", "900101_****_avtal.pdf"),
        ("19900101\n2385", "19900101\n****"),
        ("Moms: SE900101238501", "Moms: SE900101****01"),
        ("９００１０１－２３８５ 5 m²", "900101－**** 5 m²"),
        ("730288-9931 och 900101-2385", "730288-**** och 900101-****"),
        ("Alfa 556596-0753", "Alfa 556596-0753"),
        ("Ring 070-174 06 05", "Ring 070-174 06 05"),
        ("Ring 08-05 12 34 56", "Ring 08-05 12 34 56"),
        ("900101-2386", "900101-2386"),
        ("order 20231104-1234", "order 20231104-1234"),
        ("Kom 2026-12-01 1400", "Kom 2026-12-01 1400"),
    ],
)
def test_masks_personal_numbers_in_a_text_and_nothing_else(text: str, masked: str) -> None:
    assert mask_personal(text, TODAY) == masked


@given(st.text(), st.sampled_from(["19900101-2385", "590714 2599", "191500722390"]))
def test_a_masked_text_has_nothing_more_to_mask(text: str, number: str) -> None:
    masked = mask_personal(f"{text} {number} {text}", TODAY)
    assert mask_personal(masked, TODAY) == masked
    assert number not in masked
