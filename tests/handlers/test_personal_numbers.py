"""Personal numbers on their way to Seven Time, the ledger, the responses and the log."""

import json
import re

import pytest

from bridge.model.delivery import Delivery, delivery_id
from bridge.sources import registry
from tests.support.create_customers import deployed

# Skatteverket's test numbers.
NUMBER, OTHER = "19900101-2385", "590714-2599"
DIGITS = ("2385", "2599")

FORM = json.loads(registry.BUILT.read_text(encoding="utf-8"))["contact-form"]
SOURCES = {
    "contact-form": FORM,
    "strict-form": FORM | {"validation": "strict"},
    "credit-form": FORM | {"person_numbers": "keep"},
}
EVERYWHERE = {
    "Namn": f"Bo Ek {NUMBER}",
    "Personnummer": NUMBER,
    "Org.nr": NUMBER,
    "Momsreg.nr": "SE900101238501",
    "Adress": f"Storgatan 1, {NUMBER}",
    "Kundnummer": NUMBER,
    "customerNumber": "199001012385",
    "Meddelande": f"Jag är 900101 2385, min fru 1959-07-14 2599.\nRing {NUMBER}!",
    "billingSettings.personalNumber": NUMBER,
    "billingSettings.deductionDistribution": [
        {"userName": f"Bo {NUMBER}", "personalNumber": NUMBER, "distributionPercent": 100}
    ],
    "Fastighetsbeteckning": f"Berga 1 {NUMBER}",
    "Fakturaadress": f"c/o {NUMBER}",
    "deliveryAddress.name": f"Bo Ek {NUMBER}",
    "Leveransland": "Norge",
    "Leveranspostnr": NUMBER,
    "Leveranstelefon": "900101-2385",
    "Faktura-e-post": f"bo.{NUMBER}@example.se",
    "E-post": "bo.ek@example.se",
    "Telefon": NUMBER,
    "Medsökandes namn": f"Åsa Ek {OTHER}",
    "Medsökandes personnummer": OTHER,
    "Hunden heter": NUMBER,
}
RUT = {"Namn": "Bo Ek", "Personnummer": NUMBER, "RUT-avdrag": "Ja", "E-post": "bo.ek@example.se"}


@pytest.fixture(params=["1", "2"])
def function(request, tmp_path, monkeypatch):
    built = tmp_path / "sources.json"
    built.write_text(json.dumps(SOURCES), encoding="utf-8")
    monkeypatch.setattr(registry, "BUILT", built)
    with deployed(request.param) as function:
        function.start()
        yield function


def deliver(function, answers, source="contact-form"):
    """Hand a form's answers to the function. Returns the delivery's id."""
    body = json.dumps(answers).encode()
    delivery = Delivery(delivery_id(source, body), source, body, content_type="application/json")
    assert not function.deliver(delivery)
    return delivery.id


def traces(function, capsys, delivery):
    """Everything that was stored, shown or logged, and the attributes of dead letters."""
    stored = [function.dynamodb.scan(TableName=name)["Items"] for name in ("Ledger", "Pacer")]
    reasons = [attributes for attributes, _ in function.dead_letters()]
    return f"{stored} {reasons} {function.shown(delivery)} {capsys.readouterr()}"


BY_CHANCE = re.compile(r"\b(?=[0-9a-f]*[a-f])[0-9a-f]{8,}\b|\b[0-9]+\.[0-9]+\b|\b1[0-9]{9}\b")
"""Ids and hashes, and times of any clock: they may hold any four digits."""


def has_no_number(text, parts=(*DIGITS, "900101", "590714")):
    """True if no part of a number stands in a text: four digits by themselves, six anywhere."""
    read = BY_CHANCE.sub("", text)
    alone = (rf"(?<![0-9a-f]){part}(?![0-9a-f])" if len(part) == 4 else part for part in parts)
    return not re.search("|".join(alone), read)


def test_a_number_is_found_in_any_form_it_may_leak_in():
    for chance in ("d52783608f0e4f2385dc291f67a6", "1795567890.2385", "12385.618503632", "62385017"):
        assert has_no_number(f"id={chance}")
    for form in ("19900101-2385", "199001012385", "9001012385", "590714-2599", "****2385", "2385"):
        assert not has_no_number(f"id=6b0643e12385000000000001 name={form}")


def test_reach_nothing_whatever_field_they_stand_in(function, capsys):
    delivery = deliver(function, EVERYWHERE)
    [customer] = function.created
    assert customer["name"] == "Bo Ek 19900101-****"
    assert has_no_number(json.dumps(customer), DIGITS)
    assert has_no_number(traces(function, capsys, delivery))


def test_that_were_dropped_leave_warnings(function):
    warnings = json.loads(function.shown(deliver(function, EVERYWHERE)))["warnings"]
    dropped = {each["field"] for each in warnings if each["reason"] == "person_number_dropped"}
    assert {"organizationNumber", "name", "notes", "address"} <= dropped
    assert all(
        "person_numbers: keep" in e["message"] for e in warnings if e["reason"] == "person_number_dropped"
    )


def test_reach_seven_time_for_rut_and_nothing_else(function, capsys):
    delivery = deliver(function, RUT)
    [customer] = function.created
    assert customer["organizationNumber"] == "900101-2385"
    assert customer["billingSettings"]["deductionDistribution"][0]["personalNumber"] == "900101-2385"
    assert has_no_number(traces(function, capsys, delivery))


def test_of_both_who_share_a_deduction_reach_seven_time_and_nothing_else(function, capsys):
    delivery = deliver(function, RUT | {"Medsökandes namn": "Åsa Ek", "Medsökandes personnummer": OTHER})
    [customer] = function.created
    shares = customer["billingSettings"]["deductionDistribution"]
    assert [share["personalNumber"] for share in shares] == ["900101-2385", OTHER]
    assert has_no_number(traces(function, capsys, delivery))


def test_go_with_a_deduction_that_had_to_be_left_out(function, capsys):
    delivery = deliver(function, RUT | {"Kundtyp": "Företag"})
    [customer] = function.created
    assert "isRUTCustomer" not in customer["billingSettings"]
    assert has_no_number(json.dumps(customer), DIGITS)
    reasons = [warning["reason"] for warning in json.loads(function.shown(delivery))["warnings"]]
    assert reasons[:3] == ["deduction_company", "deduction_left_out", "person_number_dropped"]
    assert has_no_number(traces(function, capsys, delivery))


def test_reach_seven_time_where_the_source_keeps_them_and_nothing_else(function, capsys):
    delivery = deliver(function, {"Namn": "Bo Ek", "Personnummer": NUMBER}, "credit-form")
    [customer] = function.created
    assert customer["organizationNumber"] == "900101-2385"
    assert has_no_number(traces(function, capsys, delivery))


def test_reach_nothing_when_the_delivery_is_rejected(function, capsys):
    delivery = deliver(function, EVERYWHERE, "strict-form")
    assert function.created == []
    assert json.loads(function.shown(delivery))["status"] == "rejected"
    assert has_no_number(traces(function, capsys, delivery))
