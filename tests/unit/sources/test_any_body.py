"""Bodies of any shape, from senders that choose it themselves."""

import json
from urllib.parse import urlencode

import pytest

from bridge.mapping.field_readers import Draft
from bridge.mapping.fields import KNOWN_FIELDS
from bridge.mapping.gather import gather
from bridge.model.source import Source
from bridge.sources.providers.plain import read
from tests.support.requests import delivery
from tests.support.submissions import TODAY, mapped

FORM = "application/x-www-form-urlencoded"
SHARES = "billingSettings.deductionDistribution"
ITEMS = [
    {"userName": "Åsa Öberg", "personalNumber": "19850709-9805", "distributionPercent": "70"},
    {"userName": "Bo Öberg", "personalNumber": "19890608-9811", "distributionPercent": "30"},
]


def nested(field, value):
    group, _, name = field.rpartition(".")
    return {group: {name: value}} if group else {name: value}


def brackets(path):
    first, *rest = path.split(".")
    return first + "".join(f"[{name}]" for name in rest)


def paths(items):
    return {
        f"{SHARES}.{number}.{name}": value
        for number, item in enumerate(items)
        for name, value in item.items()
    }


def gathered(body, content_type="application/json"):
    submission = read(delivery(body, content_type=content_type))
    source = Source(id="any", kind="form", provider="plain")
    return gather(submission, source, Draft(strict=False, today=TODAY), {})


def urlencoded(fields):
    return gathered(urlencode(fields).encode(), FORM)


@pytest.mark.parametrize("field", sorted(KNOWN_FIELDS - {SHARES}))
def test_every_field_is_read_by_its_own_name_in_every_shape(field):
    expected = {field: "ett värde"}
    assert gathered(nested(field, "ett värde")) == expected
    assert gathered({"customer": nested(field, "ett värde")}) == expected
    assert gathered(expected) == expected
    assert gathered({brackets(field): "ett värde"}) == expected
    assert gathered([expected]) == expected
    texts = {k: json.dumps(v) if isinstance(v, dict) else v for k, v in nested(field, "ett värde").items()}
    assert gathered(texts) == expected
    assert urlencoded(texts) == expected
    assert urlencoded(expected) == expected
    assert urlencoded({brackets(field): "ett värde"}) == expected


def test_shares_are_read_in_every_shape():
    expected = {SHARES: ITEMS}
    assert gathered(nested(SHARES, ITEMS)) == expected
    assert gathered({"data": nested(SHARES, ITEMS)}) == expected
    assert gathered(paths(ITEMS)) == expected
    assert urlencoded(paths(ITEMS)) == expected
    assert urlencoded({brackets(path): value for path, value in paths(ITEMS).items()}) == expected


@pytest.mark.parametrize("shares", ["nonsense", ["x"], [{"userName": "Åsa"}], "[{]"])
def test_nobody_gets_the_whole_deduction_if_the_shares_cannot_be_read(shares):
    answers = {
        "name": "Åsa Öberg",
        "organizationNumber": ITEMS[0]["personalNumber"],
        "billingSettings": {"isRUTCustomer": True, "deductionDistribution": shares},
    }
    result = mapped(read(delivery(answers)).answers)
    assert SHARES in {warning.field for warning in result.warnings}
    assert result.customer.billingSettings is None


def test_a_list_of_questions_and_answers_is_read_by_its_questions():
    submission = read(
        delivery(
            {
                "name": "Offert",
                "sections": [
                    {
                        "title": "Om dig",
                        "fields": [
                            {"key": "k1", "title": "Ditt namn", "answer": "Åsa Öberg"},
                            {"key": "k2", "title": "Tjänster", "answer": ["Tak", "Fasad"]},
                        ],
                    }
                ],
                "line_items": [{"name": "Skylt", "properties": [{"name": "Namn", "value": "Lilla My"}]}],
            }
        )
    )
    assert submission.labels == {"Ditt namn": "Åsa Öberg", "Tjänster": ["Tak", "Fasad"]}
    assert "name" not in submission.answers
    assert mapped(submission.answers, submission.labels).customer.name == "Åsa Öberg"


def test_a_name_beside_a_list_without_one_is_the_customers():
    submission = read(delivery({"name": "Åsa", "custom_fields": [{"label": "Ort", "value": "Umeå"}]}))
    assert submission.answers["name"] == "Åsa"
    assert submission.labels == {"Ort": "Umeå"}


def test_an_order_that_is_passed_on_is_its_buyers():
    order = {
        "name": "#1001",
        "billing_address": {"name": "Åsa Öberg", "address1": "Kungsgatan 4", "zip": "903 25", "city": "Umeå"},
        "shipping_address": {"name": "Bo Ek", "address1": "Nygatan 1", "zip": "972 32", "city": "Luleå"},
    }
    result = mapped(read(delivery(order)).answers).customer.model_dump(exclude_none=True)
    assert (result["name"], result["address"]) == ("Åsa Öberg", "Kungsgatan 4")
    assert result["deliveryAddress"]["city"] == "Luleå"
