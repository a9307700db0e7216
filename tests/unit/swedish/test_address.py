import pytest

from bridge.swedish.address import postal_code, split_address
from bridge.swedish.countries import country_code
from bridge.swedish.country_names import COUNTRY_NAMES
from bridge.swedish.text import Invalid


@pytest.mark.parametrize(
    "text",
    [
        "269 74",
        "26974",
        "269\u00a074",
        "269  74",
        "SE-269 74",
        "S-269 74",
        "s26974",
        "26974.0",
        "26974,0",
        "'26974",
        "26 974",
        "269-74",
        "(269 74)",
        "269.74",
        "Postnr: 269 74",
        "Ängelholm, 26974",
        "Ed 269 74",
    ],
)
def test_a_swedish_postal_code_has_a_space(text: str) -> None:
    assert postal_code(text) == "269 74"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2697",
        "269740",
        "01234",
        "99999",
        "２６９７４",
        "D-10115",
        "DE 10115",
        "Box 269 74",
        "26974 eller 21120",
        "Lund",
    ],
)
def test_refuses_what_is_no_swedish_postal_code(text: str) -> None:
    with pytest.raises(Invalid, match="zip_code_invalid"):
        postal_code(text)


def test_a_foreign_postal_code_stays_as_it_is() -> None:
    assert postal_code("sw1a 1aa", "GB") == "SW1A 1AA"
    assert postal_code("0150", "NO") == "0150"
    with pytest.raises(Invalid):
        postal_code("***", "NO")


@pytest.mark.parametrize(
    ("text", "country", "code"),
    [
        ("N-0154", "NO", "0154"),
        ("DK 1050", "DK", "1050"),
        ("FIN-100", "FI", "00100"),
        ("LV-1050", "LV", "LV-1050"),
        ("154", "NO", "0154"),
        ("100", "FI", "00100"),
        ("1067", "DE", "01067"),
        ("1067", "AT", "1067"),
    ],
)
def test_zeros_that_a_spreadsheet_lost_come_back_where_a_country_has_them(text, country, code) -> None:
    assert postal_code(text, country) == code


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("Storgatan 1, 211 20 Malmö", ("Storgatan 1", "211 20", "Malmö")),
        ("Storgatan 1, lgh 1102, SE-21120 Västra Karup", ("Storgatan 1, lgh 1102", "211 20", "Västra Karup")),
        ("211 20 Malmö", ("", "211 20", "Malmö")),
        ("Storgatan 1 211 20 Malmö", ("Storgatan 1", "211 20", "Malmö")),
        ("Storgatan 12 B 21120 Malmö", ("Storgatan 12 B", "211 20", "Malmö")),
        ("Storgatan 1 lgh 1102 211 20 Malmö", ("Storgatan 1 lgh 1102", "211 20", "Malmö")),
        ("Box 123 211 20 Malmö", ("Box 123", "211 20", "Malmö")),
        ("Storgatan 1, 211 20, Malmö", ("Storgatan 1", "211 20", "Malmö")),
        ("Storgatan 1, 211 20 Malmö, Sverige", ("Storgatan 1", "211 20", "Malmö")),
        ("Storgatan 1, 211 20 Malmö, SE", ("Storgatan 1", "211 20", "Malmö")),
        ("Storgatan 1 211 20 Malmö Sweden", ("Storgatan 1", "211 20", "Malmö")),
        ("Storgatan 1, Malmö, 211 20", ("Storgatan 1", "211 20", "Malmö")),
        ("Storgatan 1, Malmö, Skåne, 21120, Sweden", ("Storgatan 1", "211 20", "Malmö")),
        ("Storgatan 1, Malmö 211 20", ("Storgatan 1", "211 20", "Malmö")),
        ("Storgatan 4 – 6 - 211 20 Malmö – Sverige", ("Storgatan 4 – 6", "211 20", "Malmö")),
        ("Storgatan 1, lgh 1102, Malmö, 21120, SE", ("Storgatan 1, lgh 1102", "211 20", "Malmö")),
        ("c/o Ek; Box 1; 211 20; Malmö", ("c/o Ek; Box 1", "211 20", "Malmö")),
        ("Malmö 211 20", None),
        ("Storgatan 1, 10115 Berlin, Tyskland", None),
        ("Storgatan 1, Malmö, Sverige", None),
        ("Storgatan 1, c/o Ek, 21120", None),
        ("Storgatan 1, Box 21120", None),
        ("1 Road, Town, Washington, 98290, United States", None),
        ("Storgatan 211 20 Malmö", None),
        ("Storgatan 21120 Malmö", None),
        ("Storgatan 1 211 20", None),
        ("Storgatan 1 011 20 Malmö", None),
        ("Storgatan 1, 011 20 Malmö", None),
        ("Storgatan 1", None),
        ("", None),
    ],
)
def test_takes_a_one_line_address_apart_where_that_is_certain(
    line: str, parts: tuple[str, ...] | None
) -> None:
    assert split_address(line) == parts


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SE", "SE"),
        ("se", "SE"),
        (" Sverige ", "SE"),
        ("SWEDEN", "SE"),
        ("SWE", "SE"),
        ("Norge", "NO"),
        ("Åland", "AX"),
        ("Storbritannien", "GB"),
        ("United States", "US"),
        ("uk", "GB"),
        ("el", "GR"),
        ("br", "BR"),
        ("Brasilien", "BR"),
        ("Hong Kong", "HK"),
        ("Bosnien och Hercegovina", "BA"),
        ("Bosnia & Herzegovina", "BA"),
        ("Ghana", "GH"),
        ("U.S.A.", "US"),
        ("The Netherlands", "NL"),
        ("Saint Lucia", "LC"),
        ("Korea, Republic of", "KR"),
        ("Cote d'Ivoire", "CI"),
        ("SE - Sverige", "SE"),
        ("Norge (NO)", "NO"),
        ("🇸🇪 Sverige", "SE"),
    ],
)
def test_a_country_is_its_alpha_2_code(text: str, code: str) -> None:
    assert country_code(text) == code
    assert country_code(code) == code


def test_no_name_is_that_of_two_countries() -> None:
    for code, names in COUNTRY_NAMES.items():
        assert {country_code(name) for name in [code, *names.split(", ")]} == {code}


@pytest.mark.parametrize("text", ["", "Skåne", "ZZ", "1", "Sverige och Norge"])
def test_refuses_what_is_no_country(text: str) -> None:
    with pytest.raises(Invalid, match="country_unknown"):
        country_code(text)
