import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.swedish.contact import phone_key, read_phone
from bridge.swedish.text import Invalid

MOBILE = ("+46701740605", "070-174 06 05")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0701740605", MOBILE),
        ("070-174 06 05", MOBILE),
        ("070 – 174 06 05", MOBILE),
        ("070\u00a0174\u00a006\u00a005", MOBILE),
        ("+46 (0)70-174 06 05", MOBILE),
        ("(+46) 70 174 06 05", MOBILE),
        ("0046701740605", MOBILE),
        ("46701740605", MOBILE),
        ("tel: 070 174 06 05", MOBILE),
        ("070-174 06 05 (hem)", MOBILE),
        ("701740605", MOBILE),
        ("0701740605.0", MOBILE),
        ("'0701740605", MOBILE),
        ("08-465 004 00", ("+46846500400", "08-465 004 00")),
        ("08/465 004 00", ("+46846500400", "08-465 004 00")),
        ("0431-360050", ("+46431360050", "0431-36 00 50")),
        ("0431-36 00 50 ankn 12", ("+46431360050", "0431-36 00 50 ankn 12")),
        ("0431-360050, anknytning: 12", ("+46431360050", "0431-36 00 50 ankn 12")),
        ("+46 431 36 00 50 ext. 12", ("+46431360050", "0431-36 00 50 ankn 12")),
        ("+47 22 12 34 56", ("+4722123456", "+47 22 12 34 56")),
        ("0 7 0 1 7 4 0 6 0 5", MOBILE),
        ("070/174 06 05", MOBILE),
        ("070-174\n06 05", MOBILE),
        ("070-174 06 05/06", MOBILE),
        ("12 / 070-174 06 05", MOBILE),
        ("08 / 465 004 00", ("+46846500400", "08-465 004 00")),
        ("070-174 06 / 08-465 004 00", ("+46846500400", "08-465 004 00")),
    ],
)
def test_reads_a_number_as_it_is_written_in_sweden(text: str, expected: tuple[str, str]) -> None:
    phone = read_phone(text)
    assert (phone.e164, phone.seventime, phone.warning) == (*expected, None)
    assert read_phone(phone.seventime) == phone


@pytest.mark.parametrize(
    "text",
    [
        "070-1740605 / 08-46500400",
        "070-1740605 eller 08-46500400",
        "070-1740605, 08-46500400",
        "070-1740605 08-46500400",
        "0701740605+46846500400",
        "Mobil 0701740605, jobb 08-46500400",
        "070-174 06 05 / 070-174 06 06",
        "070 174 06 05/08-465 004 00",
        "070-174 06 05\n08-465 004 00",
        "070-174 06 05 - 08-465 004 00",
        "0701740605-0846500400",
        "070 174 06 05 08 465 004 00",
        "070/174 06 05 / 08/465 004 00",
        "(070) 174 06 05 (08) 465 004 00",
        "+46 70 174 06 05 / +46 8 465 004 00",
        "Mobil 1 070-174 06 05, mobil 2 070-174 06 06",
        "070-174 06 05 / 08-465 004 00 ankn 12",
    ],
)
def test_takes_the_first_of_two_numbers_and_warns(text: str) -> None:
    phone = read_phone(text)
    assert (phone.e164, phone.seventime) == MOBILE
    assert phone.warning == "phone_second_left_out"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "phone_invalid"),
        ("saknas", "phone_invalid"),
        ("112", "phone_invalid"),
        ("1234-123456", "phone_invalid"),
        ("556596-0753", "phone_invalid"),
        ("900101-2385", "phone_invalid"),
        ("٠٧٠١٧٤٠٦٠٥", "phone_invalid"),
        ("7,02E+08", "phone_damaged"),
    ],
)
def test_refuses_what_is_no_phone_number(text: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        read_phone(text)
    assert phone_key(text) is None


def test_a_number_without_country_code_is_one_of_the_customers_country_else_swedish() -> None:
    assert read_phone("22 12 34 56", "NO").e164 == "+4722123456"
    assert read_phone("070-174 06 05", "NO").e164 == "+46701740605"
    assert read_phone("070-174 06 05", "??").e164 == "+46701740605"


@pytest.mark.parametrize(
    "text", ["900101-2385", "9001012385", "90.01.01 2385", "010101-2391", "20091231-2394"]
)
@pytest.mark.parametrize("region", ["SE", "DE", "FI"])
def test_a_personal_number_is_no_phone_number(text: str, region: str) -> None:
    with pytest.raises(Invalid, match="phone_invalid"):
        read_phone(text, region)


AREA_CODES = ("08-465 004 0{}", "031-390 06 0{}", "040-628 04 0{}", "0980-319 20{}", "070-174 06 0{}")


@given(
    *[st.tuples(st.sampled_from(AREA_CODES), st.integers(5, 9))] * 2,
    st.sampled_from(["/", ", ", "\n", " - ", " / ", " ", " och "]),
)
def test_the_first_of_two_is_a_number_that_was_given(first, second, between: str) -> None:
    one, other = first[0].format(first[1]), second[0].format(second[1])
    phone = read_phone(one + between + other)
    assert phone == read_phone(one)
    assert phone.warning == (None if one == other else "phone_second_left_out")


def test_ten_digits_that_begin_with_0_are_a_phone_number() -> None:
    # Of those that PTS keeps for fiction, one in ten is a coordination number too.
    assert read_phone("0701740607").e164 == read_phone("070-174 06 07").e164 == "+46701740607"


@given(st.none() | st.text() | st.from_regex(r"[0-9 ()+/x.–-]{5,20}"))
def test_the_key_of_anything_is_e164_or_nothing(text: str | None) -> None:
    key = phone_key(text)
    assert key is None or (key.startswith("+") and phone_key(key) == key)


@given(st.from_regex(r"(0|\+)[1-9][0-9 -]{6,12}", fullmatch=True))
def test_the_form_to_send_has_the_same_key(text: str) -> None:
    if key := phone_key(text):
        assert phone_key(read_phone(text).seventime) == key
