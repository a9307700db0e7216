import json

import pytest

from bridge.model.failures import Rejected, Unauthentic
from bridge.model.source import Source
from bridge.sources.providers import quickbutik
from tests.support.orders import QUICKBUTIK as ORDER
from tests.support.requests import accepted, delivery, request

SOURCE = Source("garden-tools", "shop", "quickbutik")
NEW = {"event_type": "order.new", "order_id": "12345"}
QUERY = {"token": "a-token"} | NEW
APPENDED = {"token": "a-token?event_type=order.new", "order_id": "12345"}
"""The query of a URL with ?token=…, to which ?event_type=… was added instead of &event_type=…."""


def get(query, method="GET"):
    return request(query=query, method=method)


def verify(query, headers=None):
    quickbutik.SIGNATURE.verify(request(query=query, headers=headers), ("new", "a-token"), {})


@pytest.mark.parametrize("query", [QUERY, APPENDED])
def test_a_token_in_the_address_lets_an_id_in_and_goes_no_further(query):
    verify(query)
    assert quickbutik.is_delivery(get(query))
    assert quickbutik.topic(get(query)) == "order.new"
    assert json.loads(quickbutik.body(get(query))) == NEW
    assert b"a-token" not in quickbutik.body(get(query)) + quickbutik.key(get(query))


def test_the_token_may_be_a_password_in_the_address():
    assert accepted(verify, NEW, {"Authorization": "Basic YnV0aWs6YS10b2tlbg=="})


@pytest.mark.parametrize(
    "query", [NEW, NEW | {"token": ""}, NEW | {"token": "a-toke"}, {"token": "?event_type=order.new"}, {}]
)
def test_refuses_any_other_token(query):
    with pytest.raises(Unauthentic):
        verify(query)


def test_a_look_at_the_address_is_no_delivery():
    assert not quickbutik.is_delivery(get({"token": "a-token"}))
    assert not quickbutik.is_delivery(get({}))
    assert not quickbutik.is_delivery(get(QUERY, "HEAD"))


def test_a_repeated_event_is_the_same_delivery_and_another_order_another():
    other = QUERY | {"order_id": "12346"}
    assert quickbutik.key(get(QUERY)) == quickbutik.key(get(APPENDED, "POST")) != quickbutik.key(get(other))


def fetch(response, id="12345", requests=None):
    def api(*path, **query):
        if requests is not None:
            requests.append((path, query))
        return response

    return quickbutik.fetch(delivery({"event_type": "order.new", "order_id": id}), SOURCE, api)


def test_asks_for_the_order():
    requests = []
    assert fetch([ORDER], requests=requests) == ORDER
    assert requests == [(("orders",), {"order_id": "12345", "include_details": "true"})]


@pytest.mark.parametrize("response", [[], None, {}, [ORDER | {"order_id": "1"}], [5], "x"])
def test_takes_no_other_order_for_it(response):
    with pytest.raises(Rejected) as caught:
        fetch(response)
    assert caught.value.reason == "not_at_sender"


@pytest.mark.parametrize("id", ["", None, ".", [], "x" * 101])
def test_without_an_id_there_is_nothing_to_ask_for(id):
    with pytest.raises(Rejected) as caught:
        fetch([ORDER], id)
    assert caught.value.reason == "id_missing"


PERSON = {
    "name": "Gunnar Falk",
    "email": "gunnar.falk@example.se",
    "phone": "070-174 06 55",
    "address": "Falkvägen 10",
    "zipCode": "54130",
    "city": "Skövde",
    "country": "SE",
}


def read(**changes):
    return quickbutik.read(delivery(ORDER | {"customer": ORDER["customer"] | changes})).answers


def test_reads_who_ordered():
    assert quickbutik.read(delivery(ORDER)).answers == PERSON
    assert read(company_name="Falks Snickeri AB") == PERSON | {"companyName": "Falks Snickeri AB"}
    company = {"companyName": "Falks Snickeri AB", "organizationNumber": "5566778899"}
    assert read(company_name="Falks Snickeri AB", notes="Org nr: 5566778899") == PERSON | company


def test_reads_an_address_of_the_bill_that_stands_apart():
    billing = {
        "firstname": "Eva",
        "lastname": "Falk",
        "address": "Torget 1",
        "zipcode": "54131",
        "city": "Skövde",
    }
    answers = read(billing_details=billing)
    assert (answers["name"], answers["address"]) == ("Eva Falk", "Torget 1")
    assert answers["deliveryAddress.address"] == "Falkvägen 10"


@pytest.mark.parametrize("value", [[], {}, [[]], 5, True, "x", None])
def test_fields_of_other_types_say_nothing(value):
    assert isinstance(quickbutik.read(delivery({"customer": value, "notes": value})).answers, dict)
    names = ("billing_details", "shipping_details", "full_name", "company_name", "notes")
    assert isinstance(read(**dict.fromkeys(names, value)), dict)
