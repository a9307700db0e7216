import json
from urllib.parse import parse_qsl

import pytest

from bridge.model.failures import Rejected
from bridge.seventime import wire

FORMS = [
    ("name only", {"name": "Anna Andersson"}, "name=Anna%20Andersson"),
    (
        "Swedish letters",
        {"city": "Ängelholm", "name": "Åsa Öst"},
        "city=%C3%84ngelholm&name=%C3%85sa%20%C3%96st",
    ),
    (
        "reserved",
        {"name": 'A+B & C=D; 5 % "x" [y]'},
        "name=A%2BB%20%26%20C%3DD%3B%205%20%25%20%22x%22%20%5By%5D",
    ),
    ("plus", {"phone": "+46 70-174 06 05"}, "phone=%2B46%2070-174%2006%2005"),
    ("path signs", {"address": "a/b?c#d~e"}, "address=a%2Fb%3Fc%23d~e"),
    ("numbers", {"paymentDays": 30, "discount": 2.5}, "paymentDays=30&discount=2.5"),
    ("zero stays", {"invoiceDeliveryType": 0}, "invoiceDeliveryType=0"),
    ("booleans", {"a": True, "b": False}, "a=true&b=false"),
    ("nested", {"b": {"isROT": True, "deep": {"x": "y"}}}, "b%5BisROT%5D=true&b%5Bdeep%5D%5Bx%5D=y"),
    (
        "two persons",
        {"d": [{"userName": "Anna", "percent": 60}, {"userName": "Bo", "percent": 40}]},
        "d%5B0%5D%5BuserName%5D=Anna&d%5B0%5D%5Bpercent%5D=60"
        "&d%5B1%5D%5BuserName%5D=Bo&d%5B1%5D%5Bpercent%5D=40",
    ),
    ("empty", {"name": "X", "a": None, "b": "", "c": [], "d": {}, "e": {"f": None, "g": [{}]}}, "name=X"),
    ("nothing", {}, ""),
    ("half a surrogate pair", {"name": "Anna \ud83d"}, "name=Anna%20%3F"),
    ("emoji", {"name": "😀"}, "name=%F0%9F%98%80"),
    ("line break", {"notes": "a\r\nb"}, "notes=a%0D%0Ab"),
]


@pytest.mark.parametrize(
    ("fields", "expected"), [case[1:] for case in FORMS], ids=[case[0] for case in FORMS]
)
def test_encodes_forms(fields: dict[str, object], expected: str) -> None:
    assert wire.form(fields) == expected


def test_a_form_means_the_same_to_a_decoder() -> None:
    fields = {"name": 'Å+& "=;%[]', "billingSettings": {"invoiceEmail": "faktura+1@example.se"}}
    assert dict(parse_qsl(wire.form(fields), strict_parsing=True)) == {
        "name": 'Å+& "=;%[]',
        "billingSettings[invoiceEmail]": "faktura+1@example.se",
    }


def test_version_1_has_form_bodies() -> None:
    assert wire.body("1", {"name": "Åsa"}) == (b"name=%C3%85sa", "application/x-www-form-urlencoded")


def test_version_2_has_json_bodies_in_utf_8() -> None:
    content, content_type = wire.body("2", {"name": "Åsa", "isROTCustomer": False})
    assert content == '{"name":"Åsa","isROTCustomer":false}'.encode()
    assert content_type == "application/json"


def test_json_survives_half_a_surrogate_pair() -> None:
    assert json.loads(wire.body("2", {"name": "Anna \ud83d"})[0]) == {"name": "Anna ?"}


@pytest.mark.parametrize("id", ["5bb26376c42fb99275000080", "571f61330c7f498a2d5812", "W-1_x"])
def test_ids_become_paths(id: str) -> None:
    assert wire.customer_path(id) == f"/customers/{id}"


@pytest.mark.parametrize(
    "id",
    [
        "",
        ".",
        "..",
        "../users",
        "a/b",
        "a%2Fb",
        "%2e%2e",
        "a?b=c",
        "a#b",
        "a\\b",
        "a\nb",
        "a\n",
        "a b",
        "\x00",
        "å",
        "\ud83d",
        "anna@example.com",
        "x" * 65,
        ";",
        "a;b",
    ],
)
def test_what_is_no_id_reaches_no_path_and_is_not_quoted(id: str) -> None:
    with pytest.raises(Rejected) as refused:
        wire.customer_path(id)
    assert refused.value.reason == "seventime_not_found"
    assert str(refused.value) == "GET /customers/<_id>: that is not an _id"
