import base64
import json

import pytest

from bridge.model.delivery import MAX_BYTES
from bridge.model.submission import Ignored
from tests.support.webhooks import (
    SECRETS,
    body_of,
    deployed,
    hmac_base64,
    load,
    to_source,
    with_body,
    with_header,
)

ORDER = load("receive_shop_webhook.shopify_order")
DELIVERIES = ["shopify_order", "shopify_customer", "shopify_test_notification", "woocommerce_order"]
REFUSED = {
    "error": {
        "code": "unauthentic",
        "message": "Unknown source or invalid signature",
        "fields": [],
    }
}


@pytest.fixture(scope="module")
def started():
    yield from deployed("receive_shop_webhook")


@pytest.fixture
def shop(started):
    started.empty_queue()
    return started


@pytest.fixture
def restarted(shop):
    """A function that a test may start with other secrets."""
    yield shop
    shop.cold_start()


def signed(event, body: bytes):
    signature = hmac_base64(SECRETS["nordic-garden"], body)
    return with_body(with_header(event, "X-Shopify-Hmac-Sha256", signature), body)


@pytest.mark.parametrize("case", DELIVERIES)
def test_queues_a_delivery_whole_and_then_answers_200(shop, case):
    event = load(f"receive_shop_webhook.{case}")
    status, answer = shop.call(event)
    [message] = shop.queued()
    assert (status, answer) == (200, {"delivery": json.loads(message["Body"])["delivery"]})
    assert json.loads(message["Body"])["body"].encode() == body_of(event)


@pytest.mark.parametrize("case", DELIVERIES)
def test_takes_a_body_as_text_and_as_base64_alike(shop, case):
    event = load(f"receive_shop_webhook.{case}")
    body = body_of(event)
    as_text = event | {"body": body.decode(), "isBase64Encoded": False}
    assert shop.call(as_text) == shop.call(with_body(event, body))
    first, second = shop.queued()
    assert json.loads(first["Body"])["body"] == json.loads(second["Body"])["body"]


def test_writes_nothing_but_source_delivery_and_provider_into_the_message_attributes(shop):
    _, answer = shop.call(ORDER)
    [message] = shop.queued()
    attributes = {k: v["StringValue"] for k, v in message["MessageAttributes"].items()}
    assert attributes == {
        "source": "nordic-garden",
        "delivery": answer["delivery"],
        "provider": "shopify",
    }


def test_what_is_queued_reads_as_the_customer(shop):
    shop.call(ORDER)
    assert shop.submitted().answers == {
        "name": "Åsa Öberg",
        "email": "asa.oberg@example.se",
        "phone": "070-174 06 05",
        "address": "Björkvägen 12",
        "zipCode": "112 32",
        "city": "Stockholm",
        "country": "SE",
    }


def test_a_test_notification_is_queued_as_a_test(shop):
    shop.call(load("receive_shop_webhook.shopify_test_notification"))
    assert shop.submitted() == Ignored("test_delivery")


def test_a_retry_is_the_same_delivery_and_the_next_order_another(shop):
    retry = with_header(ORDER, "X-Shopify-Triggered-At", "2026-11-24T09:35:00.1Z")
    other = with_header(ORDER, "X-Shopify-Event-Id", "5b1b1c4f-0000-4000-8000-000000000003")
    first, again, next_one = (shop.call(event)[1] for event in (ORDER, retry, other))
    assert first == again != next_one


@pytest.mark.parametrize(
    "event",
    [
        with_header(ORDER, "X-Shopify-Hmac-Sha256", "AAAA" + "A" * 39 + "="),
        with_header(ORDER, "X-Shopify-Hmac-Sha256"),
        with_header(ORDER, "X-Shopify-Hmac-Sha256", ""),
        with_header(ORDER, "X-Shopify-Hmac-Sha256", "åäö ☃"),
        with_header(ORDER, "X-Shopify-Hmac-Sha256", "forged", ORDER["headers"]["X-Shopify-Hmac-Sha256"]),
        with_body(ORDER, body_of(ORDER) + b"\n"),
        with_body(ORDER, b""),
        ORDER | {"isBase64Encoded": True},
        ORDER | {"body": "not base64!", "isBase64Encoded": True},
        ORDER | {"body": None},
        to_source(ORDER, "timber-and-tools"),
        to_source(ORDER, "nobody"),
        to_source(ORDER, "quote-request"),
        to_source(ORDER, "../nordic-garden"),
        ORDER | {"pathParameters": None},
        load("receive_shop_webhook.woocommerce_ping") | {"pathParameters": {"source": "nobody"}},
    ],
)
def test_refuses_with_one_and_the_same_answer_whatever_is_wrong(shop, event):
    assert shop.call(event) == (401, REFUSED)
    assert shop.queued() == []


def test_the_woocommerce_ping_has_its_200_and_is_not_queued(shop):
    assert shop.call(load("receive_shop_webhook.woocommerce_ping")) == (200, {})
    assert shop.queued() == []


@pytest.mark.parametrize("body", [b"webhook_id=7&x=1", b"webhook_id=", b"webhook_id=7\n", b"{}"])
def test_only_the_ping_itself_goes_unsigned(shop, body):
    ping = load("receive_shop_webhook.woocommerce_ping")
    assert shop.call(with_body(ping, body))[0] == 401


def test_somebody_who_looks_at_the_address_gets_200_for_every_name(shop):
    look = load("receive_shop_webhook.look")
    assert shop.call(look) == shop.call(to_source(look, "nobody")) == (200, {"accepts": "POST"})
    head = shop.handler(look | {"httpMethod": "HEAD"}, None)
    assert (head["statusCode"], head["body"]) == (200, "")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", ""])
def test_other_methods_deliver_nothing(shop, method):
    assert shop.call(ORDER | {"httpMethod": method})[0] == 405


def test_a_form_that_delivers_by_get_is_told_that_it_did_not(shop):
    look = load("receive_shop_webhook.look")
    assert shop.call(look | {"queryStringParameters": {"namn": "x"}})[0] == 405
    assert shop.call(look | {"queryStringParameters": {"token": "x"}})[0] == 200


def test_the_largest_message_fits_and_a_byte_more_is_413(shop):
    _, answer = shop.call(signed(ORDER, b"x"))
    [message] = shop.queued()
    room = MAX_BYTES - len(message["Body"]) + 1
    assert shop.call(signed(ORDER, b"x" * (room - 8)))[0] == 200
    status, answer = shop.call(signed(ORDER, b"x" * (room + 8)))
    assert (status, answer["error"]["code"]) == (413, "too_large")


def test_a_body_that_is_no_text_arrives_unchanged(shop):
    assert shop.call(signed(ORDER, b"\xff\xfe\x00"))[0] == 200
    assert shop.delivered().body == b"\xff\xfe\x00"


def test_answers_503_when_the_message_cannot_be_queued(shop):
    shop.sqs.delete_queue(QueueUrl=shop.queue_url)
    status, answer = shop.call(ORDER)
    shop.sqs.create_queue(QueueName="Customers")
    assert (status, answer["error"]["code"]) == (503, "unavailable")


@pytest.mark.parametrize("secret", ["", "  ", [], [""], None, 7, {"a": "b"}])
def test_an_empty_secret_lets_nobody_in(restarted, secret):
    restarted.cold_start({"nordic-garden": secret})
    forged = with_header(ORDER, "X-Shopify-Hmac-Sha256", hmac_base64("", body_of(ORDER)))
    assert restarted.call(forged)[0] == 503
    assert restarted.queued() == []


@pytest.mark.parametrize("text", ["not JSON", "[]", '"secret"', "null"])
def test_secrets_that_nobody_can_read_tell_nobody_which_sources_there_are(restarted, text):
    restarted.cold_start(text)
    known, unknown = restarted.call(ORDER), restarted.call(to_source(ORDER, "nobody"))
    assert known == unknown
    assert known[0] == 503


def test_logs_one_line_without_a_person(shop, caplog):
    shop.call(ORDER)
    [line] = [record for record in caplog.records if record.name.startswith("bridge")]
    assert (line.source, line.provider, line.topic) == ("nordic-garden", "shopify", "orders/create")
    assert line.bytes == len(body_of(ORDER))
    assert "berg" not in str(vars(line))


def test_logs_why_a_delivery_was_refused_but_not_what_somebody_wrote_into_a_path(shop, caplog):
    shop.call(to_source(ORDER, "anna-andersson"))
    shop.call(with_header(ORDER, "X-Shopify-Hmac-Sha256"))
    lines = [(line.source, line.reason) for line in caplog.records if line.name.startswith("bridge")]
    assert lines == [(None, "unknown_source"), ("nordic-garden", "signature_missing")]
    assert "anna" not in str([vars(line) for line in caplog.records])


def test_base64_of_the_event_is_the_body_of_the_message(shop):
    body = base64.b64decode(load("receive_shop_webhook.woocommerce_order")["body"])
    shop.call(load("receive_shop_webhook.woocommerce_order"))
    assert shop.delivered().body == body


def test_keeps_what_it_refuses_of_a_known_source_and_answers_as_ever(shop):
    forged = with_header(ORDER, "X-Shopify-Hmac-Sha256", "AAAA")
    assert shop.call(forged) == shop.call(to_source(forged, "nobody")) == (401, REFUSED)
    [kept] = shop.kept()
    assert (kept.source, kept.reason) == ("nordic-garden", "bad_signature")
    assert kept.request.body == body_of(ORDER)
    assert kept.request.headers["x-shopify-hmac-sha256"] == "AAAA"


def test_answers_401_when_what_it_refuses_cannot_be_kept(shop):
    shop.sqs.delete_queue(QueueUrl=shop.refused_url)
    assert shop.call(with_header(ORDER, "X-Shopify-Hmac-Sha256", "AAAA")) == (401, REFUSED)
    shop.sqs.create_queue(QueueName="Refused")


def test_counts_what_it_refuses(shop):
    before = shop.refusals().get("nordic-garden", 0)
    shop.call(ORDER)
    assert shop.refusals().get("nordic-garden", 0) == before
    shop.call(with_header(ORDER, "X-Shopify-Hmac-Sha256", "x"))
    assert shop.refusals()["nordic-garden"] == before + 1
