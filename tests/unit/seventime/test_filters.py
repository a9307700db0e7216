import pytest

from bridge.seventime.filters import FILTERS, InvalidFilter, validate_filters

BOTH = {"name", "customerNumber", "organizationNumber", "city", "sortBy", "sortDirection"}


def test_each_version_has_the_documented_filters() -> None:
    assert set(FILTERS["1"]) == BOTH
    assert set(FILTERS["2"]) == BOTH | {"email", "lastModified", "limit", "page"}


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", "Åsa Öberg & Co"),
        ("customerNumber", "W1000"),
        ("organizationNumber", "556596-0753"),
        ("city", "Västra Karup"),
        ("sortBy", "name"),
        ("sortBy", "createdDate"),
        ("sortDirection", "ascending"),
        ("sortDirection", "descending"),
    ],
)
def test_both_versions_take(version: str, name: str, value: str) -> None:
    assert validate_filters(version, {name: value}) == {name: value}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("email", "anna@example.com"),
        ("limit", 1),
        ("limit", "99"),
        ("limit", 500),
        ("page", 1),
        ("page", "12345"),
        ("lastModified", "2026-11-23T10:00"),
        ("lastModified", "2026-11-23T10:00:59"),
        ("lastModified", "2026-11-23 10:00"),
        ("sortBy", "typeOfCustomer"),
    ],
)
def test_only_version_2_takes(name: str, value: object) -> None:
    assert validate_filters("2", {name: value}) == {name: str(value)}
    with pytest.raises(InvalidFilter) as refused:
        validate_filters("1", {name: value})
    assert refused.value.name == name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", 0),
        ("limit", 501),
        ("limit", "1000"),
        ("limit", "-1"),
        ("limit", "10\n"),
        ("limit", "٣"),
        ("page", 0),
        ("page", "x"),
        ("sortBy", "billingSettings.personalNumber"),
        ("sortBy", "$where"),
        ("sortDirection", "desc"),
        ("lastModified", "yesterday"),
        ("lastModified", "2026-11-23"),
        ("name", ""),
        ("email", " "),
        ("phone", "070-174 06 05"),
        ("Name", "x"),
    ],
)
def test_refuses_by_name_and_never_quotes_the_value(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=f"^{name}: ") as refused:
        validate_filters("2", {name: value})
    assert len(str(value)) < 6 or str(value) not in str(refused.value)


def test_says_what_is_allowed() -> None:
    with pytest.raises(InvalidFilter) as refused:
        validate_filters("1", {"email": "anna@example.com"})
    assert str(refused.value) == (
        "email: API version 1 lists by name, customerNumber, organizationNumber, city, sortBy, sortDirection"
    )
    assert FILTERS["2"]["limit"].takes == "1 to 500"


def test_leaves_out_what_is_none() -> None:
    assert validate_filters("2", {"email": None, "city": "Lund"}) == {"city": "Lund"}
