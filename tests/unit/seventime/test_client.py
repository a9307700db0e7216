"""Every call of both versions, as it looks on the wire; what comes back is faked there."""

import json

import pytest
from responses import matchers

from bridge.model.failures import Rejected, Unavailable
from bridge.seventime.client import SevenTime
from bridge.seventime.models import BillingSettings, Customer, DeliveryAddress

SITE = "https://seventime.example"
ID = "5bb26376c42fb99275000080"
ANNA = {"_id": ID, "name": "Anna Andersson", "customerNumber": "733352", "__v": 0}
USER = "5f48eb3e65d7ee8984354b"
BOTH = pytest.mark.parametrize("version", ["1", "2"])


def customers(version):
    return f"{SITE}/api/{version}/customers/"


def last(seventime):
    return seventime.calls[-1].request


def test_creates_with_a_form_in_version_1(seventime, connect):
    seventime.post(customers("1"), json=ANNA)
    created = connect("1").create_customer(
        Customer(name="Åsa", notes="x", billingSettings=BillingSettings(isROTCustomer=True))
    )
    assert (created.id, created.customerNumber) == (ID, "733352")
    assert last(seventime).body == b"name=%C3%85sa&billingSettings%5BisROTCustomer%5D=true"
    assert last(seventime).headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert last(seventime).headers["Client-Secret"] == "a-key"


def test_creates_with_json_in_a_users_name_in_version_2(seventime, connect):
    seventime.post(customers("2"), json=ANNA, status=201)
    assert connect("2").create_customer(Customer(name="Åsa", typeOfCustomer=20)).id == ID
    assert json.loads(last(seventime).body) == {"name": "Åsa", "typeOfCustomer": 20, "createdByUser": USER}
    headers = last(seventime).headers
    assert (headers["Content-Type"], headers["Accept"]) == ("application/json", "application/json")


def test_a_user_given_with_the_customer_comes_first(seventime, connect):
    seventime.post(customers("2"), json={"data": ANNA})
    connect("2").create_customer(Customer(name="Anna", createdByUser="another"))
    assert json.loads(last(seventime).body)["createdByUser"] == "another"


@BOTH
def test_creates_nobody_without_a_name(connect, version, pace):
    with pytest.raises(Rejected) as refused:
        connect(version).create_customer(Customer(name="", city="Lund"))
    assert (refused.value.reason, refused.value.field) == ("seventime_invalid", "name")
    assert pace.taken == 0


def test_version_2_waits_for_a_user_to_create_in_the_name_of(connect):
    for act in (SevenTime.create_customer, SevenTime.update_customer):
        with pytest.raises(Unavailable) as refused:
            act(connect("2", created_by_user=""), Customer(id="1", name="Anna"))
        assert (refused.value.reason, refused.value.free) == ("created_by_user_missing", True)


def test_updates_in_a_users_name(seventime, connect):
    seventime.put(customers("2"), json=ANNA)
    assert connect("2").update_customer(Customer(id=ID, phone="", notes="Ny")).name == "Anna Andersson"
    assert json.loads(last(seventime).body) == {
        "_id": ID,
        "modifiedByUser": USER,
        "phone": "",
        "notes": "Ny",
    }


def test_sends_nested_objects_back_whole_for_an_update_may_replace_them(seventime, connect):
    billing = {"isROTCustomer": True, "priceList": None, "deductionDistribution": [{"itemId": "0.1"}]}
    seventime.get(customers("2") + ID, json={"data": ANNA | {"billingSettings": billing}})
    seventime.put(customers("2"), json=ANNA)
    connect("2").update_customer(Customer(id=ID, billingSettings=BillingSettings(invoiceDeliveryType=10)))
    assert json.loads(last(seventime).body) == {
        "_id": ID,
        "modifiedByUser": USER,
        "billingSettings": billing | {"invoiceDeliveryType": 10},
    }


def test_reads_no_customer_again_that_was_just_read(seventime, connect):
    seventime.get(customers("2") + ID, json={"data": ANNA | {"deliveryAddress": {"door": "B"}}})
    seventime.put(customers("2"), json=ANNA)
    client = connect("2")
    stored = client.stored_customer(ID)
    client.update_customer(Customer(id=ID, deliveryAddress=DeliveryAddress(city="Luleå")), stored)
    assert json.loads(last(seventime).body)["deliveryAddress"] == {"door": "B", "city": "Luleå"}
    assert [call.request.method for call in seventime.calls] == ["GET", "PUT"]


def test_a_customer_without_its_id_is_none(seventime, connect):
    seventime.get(customers("2") + ID, json={"data": {}})
    with pytest.raises(Unavailable) as failure:
        connect("2").stored_customer(ID)
    assert failure.value.reason == "seventime_broken_answer"


def test_updates_only_whom_it_knows(connect):
    with pytest.raises(ValueError, match="no id"):
        connect("2").update_customer(Customer(name="Anna"))


@pytest.mark.parametrize(
    ("ask", "what"),
    [
        (lambda client: client.update_customer(Customer(id="1")), "PUT /customers/"),
        (lambda client: client.company_information(), "GET /companyInformation/"),
        (lambda client: client.users(), "GET /users/"),
    ],
)
def test_version_1_says_what_it_has_not(connect, ask, what):
    with pytest.raises(ValueError, match=f"API version 1 has no {what}"):
        ask(connect("1"))


def test_there_are_two_versions(connect):
    with pytest.raises(ValueError, match="version: one of 1, 2"):
        connect("3")


@pytest.mark.parametrize(("version", "answer"), [("1", ANNA), ("2", {"data": ANNA}), ("2", ANNA)])
def test_gets_a_customer(seventime, connect, version, answer):
    seventime.get(customers(version) + ID, json=answer)
    assert connect(version).get_customer(ID).name == "Anna Andersson"


def test_asks_for_no_impossible_id(connect, pace):
    with pytest.raises(Rejected):
        connect("2").get_customer("../users")
    assert pace.taken == 0


def test_tells_whose_account_it_is(seventime, connect):
    company = {"id": "1", "companyName": "Bygg AB"}
    seventime.get(f"{SITE}/api/2/companyInformation/", json={"data": company})
    assert connect("2").company_information() == company


def test_lists_users(seventime, connect):
    match = matchers.query_param_matcher({"limit": "100", "page": "1"})
    users = [{"_id": USER, "firstName": "Anna"}]
    seventime.get(f"{SITE}/api/2/users/", json={"meta": {}, "data": users}, match=[match])
    assert connect("2").users() == users


def test_a_request_brings_the_answer_untouched(seventime, connect):
    answer = {"meta": {"totalPages": 1}, "data": [{**ANNA, "new": {"å": [None, 1.5]}}], "more": True}
    seventime.get(customers("2"), json=answer)
    assert connect("2").request("GET", "/customers/", params={"city": "Lund", "name": None}) == answer
    assert last(seventime).url == customers("2") + "?city=Lund"
