import pytest

from bridge.swedish.housing import apartment, designation
from bridge.swedish.text import Invalid


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("Skoby Berga 1:2", None),
        ("Landskrona Kvarnen 3", None),
        (" Båstad\u00a0Karup  1:23 ", None),
        ("Berga S:4", None),
        ("Åkervägen 1:12", None),
        ("Storgatan 12", "property_description_address"),
        ("Norra Åkervägen 3 B", "property_description_address"),
    ],
)
def test_a_designation_has_no_fixed_form_but_a_street_looks_odd(text: str, warning: str | None) -> None:
    found = designation(text)
    assert (found.seventime, found.warning) == (" ".join(text.split()), warning)


@pytest.mark.parametrize("text", ["", "villa", "12", "1:2", "x1" * 21])
def test_a_designation_has_letters_and_digits_and_at_most_40_characters(text: str) -> None:
    with pytest.raises(Invalid, match="property_description_invalid"):
        designation(text)


@pytest.mark.parametrize(
    ("text", "number", "warning"),
    [
        ("1102", "1102", None),
        ("0902", "0902", None),
        ("lgh 1102", "1102", None),
        ("Lägenhetsnummer: 1102", "1102", None),
        ("Lgh nr. 1102", "1102", None),
        ("Lägenhetsnummer: lgh 1102", "1102", None),
        ("12", "12", "apartment_number_unusual"),
        ("lgh B", "lgh B", "apartment_number_unusual"),
        ("A 1102", "A 1102", "apartment_number_unusual"),
    ],
)
def test_an_apartments_number_is_that_of_the_population_register(
    text: str, number: str, warning: str | None
) -> None:
    found = apartment(text)
    assert (found.seventime, found.warning) == (number, warning)
    assert apartment(found.seventime) == found


@pytest.mark.parametrize("text", ["", "x" * 26])
def test_an_apartments_number_has_at_most_25_characters(text: str) -> None:
    with pytest.raises(Invalid, match="apartment_number_invalid"):
        apartment(text)
