from datetime import date

import pytest

from bridge.imports.readers.number_formats import as_shown


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (0.5, "0%", "50 %"),
        (1, "0%", "100 %"),
        (0.333, "0.0%", "33.3 %"),
        (0.333333, "0.00 %", "33.3333 %"),
        (42, "00000", "00042"),
        (1234567, "00000", "1234567"),
        (101012385, "000000\\-0000", "010101-2385"),
        (5560160680, '000000"-"0000', "556016-0680"),
        (21120, "000 00", "211 20"),
        (701740605, "0##-### ## ##", "070-174 06 05"),
        (7, "[$-41D]0000;-0000;;@", "0007"),
        (date(1990, 1, 2), "yyyymmdd", "19900102"),
        (date(2026, 1, 2), "d/m/yyyy", "2/1/2026"),
    ],
)
def test_what_a_format_adds_is_part_of_the_value(value, number_format, shown):
    assert as_shown(value, number_format) == shown


@pytest.mark.parametrize(
    ("value", "number_format"),
    [
        (42, "General"),
        (42, "0"),
        (1240, "# ##0"),
        (1240, "#,##0.00"),
        (42.5, "00000"),
        (-42, "00000"),
        (True, "0%"),
        ("42", "00000"),
        (date(2026, 1, 2), "mm-dd-yy"),
        (date(2026, 1, 2), "d mmm yyyy"),
    ],
)
def test_other_values_stay_as_they_are(value, number_format):
    assert as_shown(value, number_format) == value
