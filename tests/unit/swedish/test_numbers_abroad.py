import pytest

from bridge.swedish.numbers_abroad import company_number, read_vat
from bridge.swedish.text import Invalid


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SE556596075301", "SE556596075301"),
        ("se 556596-0753 01", "SE556596075301"),
        ("556596075301", "SE556596075301"),
        ("SE900101238501", "SE900101238501"),
        ("DE 123 456 789", "DE123456789"),
        ("dk-12345678", "DK12345678"),
        ("NO 123 456 789 MVA", "NO123456789MVA"),
        ("SE556596075302", "SE556596075302"),
        ("Momsnr: SE556596075301", "SE556596075301"),
        ("VAT no. DE 123 456 789", "DE123456789"),
        ("556596075302", None),
        ("FI9001012385", None),
        ("DK199001012385", None),
        ("SE556596075401", None),
        ("SE555708197354", None),
        ("SE555555555501", None),
        ("SE5565960753", None),
        ("556596-0753", None),
        ("saknas", None),
    ],
)
def test_vat_numbers(text: str, expected: str | None) -> None:
    if expected:
        assert read_vat(text) == expected
        assert read_vat(expected) == expected
    else:
        with pytest.raises(Invalid, match="vat_number_invalid"):
            read_vat(text)


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("123 456 789 MVA", "NO", "NO123456789MVA"),
        ("VAT number: 123456789MVA", "NO", "NO123456789MVA"),
        ("12 34 56 78", "DK", "DK12345678"),
        ("CVR: 12345678", "DK", "DK12345678"),
        ("1234567-8", "FI", "FI12345678"),
        ("123-456-78-90", "PL", "PL1234567890"),
        ("123456789", "GR", "EL123456789"),
        ("SE556596075301", "NO", "SE556596075301"),
        ("DE123456789", "NO", "DE123456789"),
    ],
)
def test_a_vat_number_is_read_by_the_rules_of_the_address_country(
    text: str, country: str, expected: str
) -> None:
    assert read_vat(text, country) == expected


@pytest.mark.parametrize("text", ["hej", "1234", "9001012385"])
def test_a_vat_number_abroad_is_refused_with_a_reason_of_its_own(text: str) -> None:
    with pytest.raises(Invalid, match="vat_number_abroad_invalid"):
        read_vat(text, "PL")


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("123 456 789", "NO", "123 456 789"),
        ("Org.nr: 123456789", "NO", "123456789"),
        ("SC123456", "GB", "SC123456"),
        ("12-3456789", "US", "12-3456789"),
        ("1234567890", "PL", "1234567890"),
    ],
)
def test_a_companys_number_of_another_country_stays_as_it_is(text: str, country: str, expected: str) -> None:
    assert company_number(text, country) == expected


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("hej", "NO"),
        ("01019012345", "NO"),
        ("010190-1234", "DK"),
        ("010190-123A", "FI"),
        ("010190A123B", "FI"),
        ("１２３４５６７８９", "NO"),
    ],
)
def test_what_may_be_a_persons_number_is_no_companys(text: str, country: str) -> None:
    with pytest.raises(Invalid, match="number_abroad_invalid"):
        company_number(text, country)
