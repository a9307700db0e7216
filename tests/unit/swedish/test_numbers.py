from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.swedish.numbers import number_key, read, with_lost_zeros
from bridge.swedish.text import Invalid

TODAY = date(2026, 11, 23)

# Skatteverket's test numbers; organisations are authorities and others that publish theirs.
ORGANISATION = ("organisation", "5565960753", "556596-0753")
PERSON = ("person", "199001012385", "900101-2385")
CENTENARIAN = ("person", "191001019809", "100101+9809")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("556596-0753", ORGANISATION),
        ("5565960753", ORGANISATION),
        ("165565960753", ORGANISATION),
        ("16556596-0753", ORGANISATION),
        ("556596 0753", ORGANISATION),
        ("Org.nr: 556596 – 07 53", ORGANISATION),
        ("556596.0753", ORGANISATION),
        ("55-6596-0753", ORGANISATION),
        ("55 65 96-0753", ORGANISATION),
        ("1990-01-01-2385", PERSON),
        ("1990-01-01 2385", PERSON),
        ("90-01-01-2385", PERSON),
        ("1990/01/01-2385", PERSON),
        ("Pnr: 1990.01.01 – 2385", PERSON),
        ("SE199001012385", PERSON),
        ("5565960753.0", ORGANISATION),
        ("'5565960753", ORGANISATION),
        ("SE556596075301", ORGANISATION),
        ("SE 556596-0753 01", ORGANISATION),
        ("556596075301", ORGANISATION),
        ("802005-1952", ("organisation", "8020051952", "802005-1952")),
        ("202100-5448", ("organisation", "2021005448", "202100-5448")),
        ("900101-2385", PERSON),
        ("900101‑2385", PERSON),
        ("900101−2385", PERSON),
        (" 900101-2385\u00a0\n", PERSON),
        ("900101 2385", PERSON),
        ("19900101-2385", PERSON),
        ("19 900101-2385", PERSON),
        ("199001012385", PERSON),
        ("100101+9809", CENTENARIAN),
        ("191001019809", CENTENARIAN),
        ("19100101-9809", CENTENARIAN),
        ("201212121212", ("person", "201212121212", "121212-1212")),
        ("000229-2399", ("person", "200002292399", "000229-2399")),
        ("191500722390", ("coordination", "191500722390", "150072+2390")),
        ("191711602399", ("coordination", "191711602399", "171160+2399")),
        ("193002902397", ("coordination", "193002902397", "300290-2397")),
        ("730288-9931", ("coordination", "197302889931", "730288-9931")),
    ],
)
def test_reads_a_number_as_what_it_is(text: str, expected: tuple[str, str, str]) -> None:
    number = read(text, TODAY)
    assert (number.kind, number.canonical, number.seventime) == expected
    assert number.warning is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "number_length"),
        ("saknas", "number_length"),
        ("19900101", "number_length"),
        ("900101-238", "number_length"),
        ("000101-T220", "number_length"),
        ("19556596-0753", "number_length"),
        ("1" * 10_000, "number_length"),
        ("556596-0754", "number_check_digit"),
        ("900101-2386", "number_check_digit"),
        ("150916-0006", "number_date"),
        ("169001012385", "number_date"),
        ("209901010018", "number_date"),
        ("900230-1019", "number_date"),
        ("555555-5555", "number_placeholder"),
        ("000000-0000", "number_placeholder"),
        ("9999999999", "number_placeholder"),
        ("٩٠٠١٠١-٢٣٨٥", "number_other_digits"),
        ("９００１０１-２３８５", "number_other_digits"),
        ("9,00101E+09", "number_damaged"),
        ("9.00101e+9", "number_damaged"),
    ],
)
def test_refuses_what_is_no_number_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(Invalid) as raised:
        read(text, TODAY)
    assert raised.value.reason == reason
    assert number_key(text, TODAY) is None


@pytest.mark.parametrize(
    "text", ["556596-0753 / 900101-2385", "5565960753, 9001012385", "556596-0753 900101-2385"]
)
def test_takes_the_first_of_two_numbers_and_warns(text: str) -> None:
    number = read(text, TODAY)
    assert number.canonical == "5565960753"
    assert number.warning == "number_second_left_out"


def test_gives_no_warning_about_the_same_number_twice() -> None:
    assert read("5565960753 (556596-0753)", TODAY).warning is None


@pytest.mark.parametrize(
    ("today", "text", "canonical"),
    [
        (date(2026, 12, 3), "261204-9029", "192612049029"),
        (date(2026, 12, 4), "261204-9029", "202612049029"),
        (date(2026, 1, 1), "261204+9029", "192612049029"),
        (date(2027, 1, 1), "261204+9029", "192612049029"),
        (date(2100, 1, 1), "900101-2385", "209001012385"),
        (date(2100, 1, 1), "900101+2385", "199001012385"),
    ],
)
def test_ten_digits_are_the_latest_birth_date_and_a_plus_a_hundred_years(
    today: date, text: str, canonical: str
) -> None:
    assert read(text, today).canonical == canonical


def with_check_digit(digits: str) -> str:
    return next(digits + last for last in "0123456789" if _passes(digits + last))


def _passes(digits: str) -> bool:
    return sum(int(c) for i, d in enumerate(digits) for c in str(int(d) * (2 - i % 2))) % 10 == 0


organisations = st.from_regex(r"[1-9][0-9][2-9][0-9]{6}", fullmatch=True).map(with_check_digit)
birth_dates = st.dates(date(1840, 1, 1), TODAY).map(lambda born: born.strftime("%Y%m%d"))
serials = st.integers(1, 999).map("{:03}".format)
persons = st.builds(lambda born, serial: born[:2] + with_check_digit(born[2:] + serial), birth_dates, serials)
coordinations = st.builds(
    lambda year, month, day, serial: (
        f"{year // 100}" + with_check_digit(f"{year % 100:02}{month:02}{day}{serial}")
    ),
    st.integers(1840, 2025),
    st.integers(0, 12),
    st.integers(60, 91),
    serials,
)


@given(organisations.filter(lambda number: len(set(number)) > 1) | persons | coordinations)
def test_the_form_to_send_is_read_as_the_same_number(digits: str) -> None:
    number = read(digits, TODAY)
    assert number.canonical == digits
    assert read(number.seventime, TODAY) == number
    assert number_key(number.seventime, TODAY) == number_key(number.canonical, TODAY) == digits


@given(persons | coordinations)
def test_persons_and_coordination_numbers_are_never_organisations(digits: str) -> None:
    assert read(digits, TODAY).personal


@given(organisations | persons.map(lambda digits: digits[2:]), st.integers(0, 9), st.integers(1, 9))
def test_a_changed_digit_is_caught(digits: str, place: int, more: int) -> None:
    changed = digits[:place] + str((int(digits[place]) + more) % 10) + digits[place + 1 :]
    assert number_key(changed, TODAY) is None


@given(st.none() | st.text() | st.from_regex(r"[0-9 +–-]{8,16}"))
def test_the_key_of_anything_is_digits_or_nothing(text: str | None) -> None:
    key = number_key(text)
    assert key is None or (key.isascii() and key.isdigit() and len(key) in (10, 12))


@pytest.mark.parametrize("text", ["1990-01-01", "19900101", "070-174 06 05", "2026-11-23 12:00"])
def test_a_date_or_a_phone_number_is_none(text: str) -> None:
    with pytest.raises(Invalid, match="number_length"):
        read(text, TODAY)


@pytest.mark.parametrize(
    ("digits", "whole"),
    [
        ("101012391", "0101012391"),
        ("2292399", "0002292399"),
        # Nothing is restored that is not certain
        ("101012392", ""),  # check digit
        ("229239", ""),
        ("0101012391", ""),  # has its zeros
        ("02292399", ""),
        ("9001012385", ""),
        ("200101012391", ""),
        ("701740605", ""),  # a phone number, which has the day of a coordination number
        ("301620001", ""),  # 0301620001 has the day of a coordination number, too
        ("20050612", ""),  # a date
        ("10101-2391", ""),
        ("", ""),
    ],
)
def test_zeros_are_restored_only_where_that_is_certain(digits, whole):
    assert with_lost_zeros(digits, TODAY) == whole


def test_no_number_of_digits_becomes_another_persons():
    """Zeros are added in one way only, and twelve digits are never read as fewer."""
    for number in ("0101012391", "0002292399"):
        assert with_lost_zeros(number.lstrip("0"), TODAY) == number
        assert with_lost_zeros(f"20{number}", TODAY) == ""
