import base64

import pytest

from bridge.http import Request
from bridge.model.failures import Unauthentic


def read(**event):
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
    assert read(headers=headers, multiValueHeaders=multi).headers == expected


def test_the_body_is_the_bytes_that_were_sent():
    assert read(body="åäö", isBase64Encoded=False).body == "åäö".encode()
    encoded = base64.b64encode(b"\x00\xff").decode()
    assert read(body=encoded, isBase64Encoded=True).body == b"\x00\xff"
    assert read(body=None).body == b""


@pytest.mark.parametrize("body", ["%", "abc", "åäö=", "YQ=\n="])
def test_refuses_base64_that_is_none(body):
    with pytest.raises(Unauthentic):
        read(body=body, isBase64Encoded=True)


def test_refuses_text_that_no_bytes_can_have_been():
    with pytest.raises(Unauthentic):
        read(body="\ud800", isBase64Encoded=False)


def test_knows_the_address_that_was_called():
    headers, context = {"Host": "api.example.se"}, {"path": "/v1/webhooks/forms/a"}
    assert read(headers=headers, requestContext=context).url == "https://api.example.se/v1/webhooks/forms/a"
    assert read(requestContext=None).url == "https://"


@pytest.mark.parametrize("body", ["", "x", "[", "[" * 51 + "]" * 51, "[" * 100_000, "\x00"])
def test_a_body_that_no_reader_would_take_has_no_value(body):
    assert read(body=body).value is None
    assert read(body=body).json == {}


def test_a_body_may_be_a_list():
    assert read(body='[{"a": 1}]').value == [{"a": 1}]
    assert read(body='[{"a": 1}]').json == {}
