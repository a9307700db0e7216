"""Requests as API Gateway hands them over, and errors in one shape."""

import base64
import json

import pytest

from bridge.http import FieldError, FieldReason, Request, Response, as_json, error, invalid_parameters
from bridge.model.failures import Unauthentic
from tests.support.webhooks import load

EVENT = load("look_up_customers.by_name")


def read(**changes):
    return Request.from_event(EVENT | changes, 1_795_512_600.0)


def test_a_request_says_what_was_called():
    request = read()
    assert (request.method, request.resource, request.path) == ("GET", "/customers", "/v1/customers")
    assert request.id == EVENT["requestContext"]["requestId"]
    assert request.received_at == 1_795_512_600.0
    assert request.path_parameters == {}
    assert read(pathParameters={"id": "x"}).path_parameters == {"id": "x"}


def test_a_request_says_from_which_address_it_came():
    context = EVENT["requestContext"] | {"identity": {"sourceIp": "192.0.2.10"}}
    assert read(requestContext=context).client_address == "192.0.2.10"
    assert read(requestContext={"identity": None}).client_address == ""


def test_a_header_that_came_twice_holds_its_different_values():
    headers = {"X-Signature": ["true", "forged"], "x-signature": ["late"], "Accept": ["a", "a"]}
    request = read(headers={"X-Signature": "forged", "Accept": "a"}, multiValueHeaders=headers)
    assert request.headers == {"x-signature": "true, forged, late", "accept": "a"}


def test_a_parameter_that_came_twice_is_named():
    values = {"name": ["a", "b"], "city": ["Lund"], "limit": ["1", "1"]}
    single = {name: given[-1] for name, given in values.items()}
    request = read(queryStringParameters=single, multiValueQueryStringParameters=values)
    assert request.query == {"name": "b", "city": "Lund", "limit": "1"}
    assert request.repeated == ("name", "limit")


def test_a_request_without_parameters_has_none():
    request = read(queryStringParameters=None, multiValueQueryStringParameters=None)
    assert (request.query, request.repeated) == ({}, ())


def test_a_request_may_carry_another_body():
    request = read(body="{}").carrying({"name": "Åsa"})
    assert request.json == {"name": "Åsa"}
    assert request.path == "/v1/customers"


def test_a_response_takes_further_headers():
    response = Response(200, "[]", headers={"Age": "0"}).with_headers(Retry_After="5")
    assert response == Response(200, "[]", headers={"Age": "0", "Retry-After": "5"})


def test_json_is_written_without_escapes_and_blanks():
    assert as_json(200, {"name": "Åsa", "list": [1, None]}).body == '{"name":"Åsa","list":[1,null]}'


def test_an_error_has_one_shape():
    response = error(404, "customer_unknown", "No customer", [FieldError("id", FieldReason.REFUSED, "m")])
    assert response.status == 404
    assert json.loads(response.body) == {
        "error": {
            "code": "customer_unknown",
            "message": "No customer",
            "fields": [{"field": "id", "reason": "parameters_refused", "message": "m"}],
        }
    }


def test_wrong_parameters_are_named_with_what_they_take():
    raised = invalid_parameters({"limit": "a whole number", "after": "once only"})
    assert raised.response.status == 400
    assert json.loads(raised.response.body)["error"]["fields"] == [
        {"field": "limit", "reason": "parameter_invalid", "message": "a whole number"},
        {"field": "after", "reason": "parameter_invalid", "message": "once only"},
    ]


@pytest.mark.parametrize("event", [{}, {"requestContext": None, "pathParameters": None, "headers": None}])
def test_an_event_without_anything_is_an_empty_request(event):
    assert Request.from_event(event, 0.0) == Request("", url="https://")


def from_event(**event):
    return Request.from_event(event, 1.0)


@pytest.mark.parametrize(
    ("headers", "multi", "expected"),
    [
        ({"X-A": "1"}, None, {"x-a": "1"}),
        ({"X-A": "2"}, {"X-A": ["1", "2"]}, {"x-a": "1, 2"}),
        ({"X-A": "1"}, {"X-A": ["1", "1"]}, {"x-a": "1"}),
        ({}, {"X-A": ["1"], "x-a": ["2"]}, {"x-a": "1, 2"}),
        (None, None, {}),
        (None, {"X-A": []}, {"x-a": ""}),
    ],
)
def test_every_value_of_a_header_is_seen(headers, multi, expected):
    assert from_event(headers=headers, multiValueHeaders=multi).headers == expected


def test_the_body_is_the_bytes_that_were_sent():
    assert from_event(body="åäö", isBase64Encoded=False).body == "åäö".encode()
    encoded = base64.b64encode(b"\x00\xff").decode()
    assert from_event(body=encoded, isBase64Encoded=True).body == b"\x00\xff"
    assert from_event(body=None).body == b""


@pytest.mark.parametrize("body", ["%", "abc", "åäö=", "YQ=\n="])
def test_refuses_base64_that_is_none(body):
    with pytest.raises(Unauthentic):
        from_event(body=body, isBase64Encoded=True)


def test_refuses_text_that_no_bytes_can_have_been():
    with pytest.raises(Unauthentic):
        from_event(body="\ud800", isBase64Encoded=False)


def test_knows_the_address_that_was_called():
    headers, context = {"Host": "api.example.se"}, {"path": "/v1/webhooks/forms/a"}
    assert (
        from_event(headers=headers, requestContext=context).url
        == "https://api.example.se/v1/webhooks/forms/a"
    )
    assert from_event(requestContext=None).url == "https://"


@pytest.mark.parametrize("body", ["", "x", "[", "[" * 51 + "]" * 51, "[" * 100_000, "\x00"])
def test_a_body_that_no_reader_would_take_has_no_value(body):
    assert from_event(body=body).value is None
    assert from_event(body=body).json == {}


def test_a_body_may_be_a_list():
    assert from_event(body='[{"a": 1}]').value == [{"a": 1}]
    assert from_event(body='[{"a": 1}]').json == {}
