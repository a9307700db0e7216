from datetime import datetime

import pytest

from bridge.imports.readers.cells import for_excel, has_lost_digits, repaired


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (" Bo Ek ", "Bo Ek"),
        ("26974.0", "26974"),
        ("26974,0", "26974"),
        ("9001012385.0", "9001012385"),
        ("5,565960753E+09", "5565960753"),
        ("7.01740605e8", "701740605"),
        ("1.9900101238500E+11", "199001012385"),
        ("9,00101E+09", "9,00101E+09"),
        ("5,5659607534E+09", "5,5659607534E+09"),
        ("3E0", "3E0"),
        ('["a", "b"]', ["a", "b"]),
        ('[{"userName": "Bo"}]', [{"userName": "Bo"}]),
        ("[sic]", "[sic]"),
        ('["sic', '["sic'),
        ("12,5", "12,5"),
        ("'0701740605", "0701740605"),
        ("'+46 70 174 06 05", "+46 70 174 06 05"),
        ("'t Hooft", "'t Hooft"),
        ('="0701"', "0701"),
        ("p:+46701740605", "+46701740605"),
        ("z:97232", "97232"),
        ("z:SW1A 1AA", "SW1A 1AA"),
        ("p:Bo", "p:Bo"),
        ("=A1", "=A1"),
        ("#N/A", ""),
        ("#SAKNAS!", ""),
        ("#VÄRDEFEL!", ""),
        ("", ""),
        (None, None),
        (17, 17),
        (True, True),
        (datetime(2026, 11, 24, 10), "2026-11-24"),  # noqa: DTZ001 (as a workbook has it)
    ],
)
def test_what_spreadsheets_did_is_undone_where_that_is_certain(cell, found):
    assert repaired(cell) == found


@pytest.mark.parametrize("cell", ["9,00101E+09", "7.02E+08", "1e9"])
def test_digits_that_are_lost_are_seen(cell):
    assert has_lost_digits(cell)


@pytest.mark.parametrize("cell", ["900101-2385", "E4", "1E", None, 9e9])
def test_other_things_are_not_shortened(cell):
    assert not has_lost_digits(cell)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+46701740605",
        "-1",
        "@sum",
        "\t=1",
        "＝1",
        "0701740605",
        "199001012385",
        "1-2",
        "12/5",
        "12.5",
        "2024-1",
        "2026-11-24",
        "10:30",
        "12E5",
        "a;b",
        'a"b',
        "-",
        "Bo",
    ],
)
def test_what_goes_to_excel_is_never_calculated_and_comes_back_as_it_was(text):
    written = for_excel(text)
    assert written[0] not in "=+@\t＝"
    assert not written[:2].isdigit()
    assert written[0] == "'" or not any(character.isdigit() for character in written)
    assert repaired(written) == text.strip()


def test_what_is_no_text_is_written_as_json_and_lists_come_back_as_they_were():
    assert (for_excel(None), for_excel(True), for_excel(["a", "b"])) == ("", "true", '["a", "b"]')
    for value in (["å", 1], [{"userName": "Bo", "distributionPercent": 100}]):
        assert repaired(for_excel(value)) == value
