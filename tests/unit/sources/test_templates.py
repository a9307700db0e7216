"""The pages of shops without a module: the templates in them become customers."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from bridge.mapping.customer import to_customer
from bridge.mapping.fields import KNOWN_FIELDS
from bridge.sources import providers, registry
from building import compile_sources as definition
from tests.support.requests import delivery

SENDERS = Path(__file__).parents[3] / "docs" / "senders"
TODAY = date(2026, 11, 24)
WITH_TEMPLATE = ("prestashop", "magento", "centra", "abicart")


def blocks(page, language):
    text = (SENDERS / f"{page}.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S)


def source(tmp_path, page, name):
    yaml = next(block for block in blocks(page, "yaml") if block.startswith(f"{name}:"))
    definition.write(tmp_path / "sources.json", definition.parse(yaml))
    return registry.load(tmp_path / "sources.json")[name]


def customer(payload, source):
    return to_customer(providers.read(delivery(payload), source), source, TODAY).customer


@pytest.mark.parametrize("page", WITH_TEMPLATE)
def test_a_template_has_seven_times_names(page):
    [template] = blocks(page, "json")
    assert json.loads(template).keys() <= KNOWN_FIELDS


@pytest.mark.parametrize(("page", "name"), [("centra", "flagship"), ("abicart", "small-shop")])
def test_a_template_that_is_filled_in_becomes_a_customer(tmp_path, page, name):
    [template] = blocks(page, "json")
    made = customer(json.loads(template), source(tmp_path, page, name))
    assert made.name in ("Eva Lund", "Lunds Bygg AB")
    assert (made.city, made.zipCode) == ("Växjö", "352 46")


def test_prestashops_own_names_map_as_its_page_says(tmp_path):
    order = {
        "customer": {"firstname": "Eva", "lastname": "Lund", "email": "eva@example.se"},
        "address_invoice": {
            "company": "Lunds Bygg AB",
            "vat_number": "SE556677889901",
            "dni": "",
            "address1": "Storgatan 1",
            "postcode": "352 46",
            "city": "Växjö",
            "phone": "070-174 06 05",
            "phone_mobile": "",
        },
    }
    made = customer(order, source(tmp_path, "prestashop", "antiques-signed"))
    assert (made.name, made.organizationNumber, made.city) == ("Lunds Bygg AB", "556677-8899", "Växjö")
    assert (made.email, made.address) == ("eva@example.se", "Storgatan 1")


def test_magentos_own_names_map_as_its_page_says(tmp_path):
    shipping = {
        "address_type": "shipping",
        "city": "Alvesta",
        "street": ["Lagervägen 2"],
        "company": "Annat AB",
    }
    billing = {
        "address_type": "billing",
        "company": "Lunds Bygg AB",
        "street": ["Storgatan 1", "Uppgång C"],
        "postcode": "352 46",
        "city": "Växjö",
        "telephone": "070-174 06 05",
    }
    order = {
        "customer_firstname": "Eva",
        "customer_lastname": "Lund",
        "customer_email": "eva@example.se",
        "customer_taxvat": "556677-8899",
        "addresses": [shipping, billing],
    }
    made = customer({"order": order}, source(tmp_path, "magento", "paint-and-brushes-raw"))
    assert (made.name, made.organizationNumber, made.city) == ("Lunds Bygg AB", "556677-8899", "Växjö")
    assert made.address == "Storgatan 1, Uppgång C"
