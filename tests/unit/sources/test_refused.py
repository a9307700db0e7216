"""The stored form of a refused delivery."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.http import Request
from bridge.model.delivery import MAX_BYTES
from bridge.model.failures import Rejected
from bridge.model.reasons import Reason
from bridge.sources.refused import RefusedDelivery
from tests.support.webhooks import load

TEXT = st.text(st.characters(codec=None), max_size=20)
TEXTS = st.dictionaries(TEXT, TEXT, max_size=3)
REQUEST = Request.from_event(load("receive_form_webhook.hubspot_contacts"), 1_795_512_600.123456)


def kept(request):
    delivery = RefusedDelivery("shop", Reason.BAD_SIGNATURE, request)
    return RefusedDelivery.from_message(delivery.to_message()).request


@given(
    headers=TEXTS,
    query=TEXTS,
    url=TEXT,
    body=st.binary(max_size=200),
    received_at=st.floats(0, 2e9, width=64),
)
def test_reads_what_it_writes(headers, query, url, body, received_at):
    sent = Request(
        "POST", headers=headers, query=query, url=url, path=url, body=body, received_at=received_at
    )
    assert kept(sent) == sent


def test_an_event_of_api_gateway_keeps_what_signatures_cover():
    found = kept(REQUEST)
    names = ("method", "url", "path", "query", "body", "received_at", "path_parameters", "id")
    assert [getattr(found, name) for name in names] == [getattr(REQUEST, name) for name in names]
    assert found.headers.keys() >= {"host", "content-type", "x-hubspot-signature-v3"}


def test_tells_nothing_about_who_was_behind_the_request():
    sent = replace(REQUEST, headers={**REQUEST.headers, "cookie": "a=b", "forwarded": "for=192.0.2.10"})
    message = RefusedDelivery("shop", Reason.BAD_SIGNATURE, sent).to_message()
    assert "192.0.2.10" not in message
    assert "a=b" not in message


def test_the_largest_order_that_could_be_accepted_fits():
    order = json.dumps([{"name": "Åsa Öberg", "note": str(n)} for n in range(20_000)]).encode()
    assert MAX_BYTES * 0.9 < len(order) < MAX_BYTES
    assert kept(replace(REQUEST, body=order)).body == order


def test_what_sqs_does_not_take_is_an_error():
    with pytest.raises(ValueError, match="at most"):
        kept(replace(REQUEST, headers={"x": "y" * MAX_BYTES}))


@pytest.mark.parametrize(
    "change",
    [{"version": 2}, {"body": "no base64"}, {"body": "eA=="}, {"body": None}, {"headers": 1}, {"query": "x"}],
)
def test_anything_else_is_rejected(change):
    record = json.loads(RefusedDelivery("shop", Reason.BAD_SIGNATURE, REQUEST).to_message())
    for message in (json.dumps(record | change), "[]", "x", "{}"):
        with pytest.raises(Rejected) as failure:
            RefusedDelivery.from_message(message)
        assert failure.value.reason == "malformed_message"
