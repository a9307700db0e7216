import base64
import json
import logging
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.api import Api
from bridge.ledger.refusals import Refusals
from bridge.model.delivery import Delivery
from bridge.model.failures import Unavailable
from bridge.model.lane import Lane
from bridge.model.reasons import Reason
from bridge.sources import registry
from bridge.sources.receiver import REFUSED, Receiver
from bridge.sources.refused import RefusedDelivery
from bridge.sources.secrets import SenderSecrets
from tests.support.tables import table
from tests.support.webhooks import ROOT, SECRETS, hmac_base64, load, to_source, with_body, with_header

ORDER = load("receive_shop_webhook.shopify_order")
LAYER = ROOT / "layers" / "bridge"
EVENTS = [
    ORDER,
    load("receive_shop_webhook.woocommerce_order"),
    load("receive_form_webhook.typeform_answers"),
    load("receive_form_webhook.standard_webhooks"),
    load("receive_form_webhook.plain_json"),
]


class Manager:
    def __init__(self, secrets):
        self.secrets, self.asked = secrets, 0

    def get_secret_value(self, SecretId):
        self.asked += 1
        return {"SecretString": json.dumps(self.secrets)}


class Queue:
    def __init__(self):
        self.sent, self.kept = [], []

    def send(self, body, attributes):
        self.kept.append(RefusedDelivery.from_message(body))

    def waiting(self):
        return len(self.kept)

    def send_all(self, messages):
        self.sent += [Delivery.from_message(message.body) for message in messages]


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


def receiver(manager=None, queue=None, clock=time.monotonic, refused=None, ledger=None):
    secrets = SenderSecrets(manager or Manager(SECRETS), "senders", clock)
    return Receiver(registry.load(), secrets, queue or Queue(), refused or Queue(), ledger)


def api(it=None):
    """The edge with the receiver `it` behind the routes of both kinds."""
    it = it or receiver()
    paths = ("/webhooks/shops/{source}", "/webhooks/forms/{source}")
    routes = {f"{method} {path}": it.receive for method in ("POST", "GET") for path in paths}
    return Api(routes, malformed_body=REFUSED)


def status(it, event=ORDER):
    return api(it).handle(event)["statusCode"]


def test_a_secret_that_was_rotated_works_at_once():
    clock, manager = Clock(), Manager({"nordic-garden": "old"})
    it = receiver(manager, clock=clock)
    it.warm_up()
    clock.now += 61
    manager.secrets = SECRETS
    assert status(it) == 200


def test_a_source_whose_secret_comes_later_works_at_once():
    clock, manager = Clock(), Manager({})
    it = receiver(manager, clock=clock)
    assert status(it) == 503
    clock.now += 61
    manager.secrets = SECRETS
    assert status(it) == 200


def test_bad_signatures_cannot_wear_out_the_secrets_manager():
    clock, manager = Clock(), Manager(SECRETS)
    it = receiver(manager, clock=clock)
    forged = with_header(ORDER, "X-Shopify-Hmac-Sha256", "x")
    for _ in range(100):
        assert status(it, forged) == 401
        clock.now += 1
    assert manager.asked == 2


def test_old_and_new_secret_are_both_good():
    it = receiver(Manager({"nordic-garden": ["new", "nordic-garden-example-secret", ""]}))
    assert status(it) == 200
    body = b"{}"
    signed = with_header(with_body(ORDER, body), "X-Shopify-Hmac-Sha256", hmac_base64("new", body))
    assert status(it, signed) == 200


def test_a_cold_start_without_secrets_is_the_first_deliverys_trouble():
    class Down:
        def get_secret_value(self, SecretId):
            raise Unavailable(Reason.SECRETS_UNAVAILABLE)

    it = receiver(Down())
    it.warm_up()
    assert status(it) == 503
    assert status(it, to_source(ORDER, "nobody")) == 503


def test_what_is_queued_is_what_came():
    queue = Queue()
    before = time.time()
    api(receiver(queue=queue)).handle(ORDER)
    [delivery] = queue.sent
    assert delivery.body.decode() == ORDER["body"]
    assert (delivery.source, delivery.topic) == ("nordic-garden", "orders/create")
    assert (delivery.content_type, delivery.lane) == ("application/json", Lane.WEBHOOK)
    assert before <= delivery.received_at <= time.time()


def test_a_form_that_delivers_by_get_is_told_to_use_post():
    look = load("receive_shop_webhook.look") | {"queryStringParameters": {"namn": "x"}}
    response = api().handle(look)
    assert (response["statusCode"], response["headers"]["Allow"]) == (405, "POST")


API = api()
HEADERS = sorted(
    {
        name
        for event in EVENTS
        for name in event["headers"]
        if name.lower().startswith(("x-shopify", "x-wc", "typeform", "webhook", "authorization", "content"))
    }
)
ANY_TEXT = st.text(st.characters(codec=None), max_size=60)
ANY_VALUE = ANY_TEXT | st.sampled_from(
    ["sha256=", "v1,", "v1,a v1,b", "t=1,v1=", "Bearer ", "1795513200", "true", "nan", "é" * 20]
)


@given(
    event=st.sampled_from(EVENTS),
    source=st.sampled_from([*SECRETS, "nobody", ""]) | ANY_TEXT,
    method=st.sampled_from(["POST", "POST", "POST", "GET", "PUT", ""]),
    body=st.none() | ANY_TEXT | st.binary(max_size=200).map(lambda raw: base64.b64encode(raw).decode()),
    encoded=st.booleans(),
    headers=st.dictionaries(st.sampled_from(HEADERS) | ANY_TEXT, st.lists(ANY_VALUE, max_size=3), max_size=4),
    query=st.none() | st.dictionaries(ANY_TEXT | st.just("token"), ANY_TEXT, max_size=2),
)
def test_nothing_that_anybody_sends_is_our_error(event, source, method, body, encoded, headers, query):
    multi = event["multiValueHeaders"] | headers
    changed = event | {
        "httpMethod": method,
        "pathParameters": {"source": source},
        "body": body,
        "isBase64Encoded": encoded,
        "multiValueHeaders": multi,
        "queryStringParameters": query,
    }
    response = API.handle(changed)
    assert response["statusCode"] in (200, 401, 405)
    assert json.loads(response["body"])


@given(body=st.binary(max_size=300) | st.text(max_size=300).map(str.encode), topic=ANY_TEXT)
def test_any_bytes_of_a_known_sender_are_kept_as_they_are(body, topic):
    queue = Queue()
    it = receiver(queue=queue)
    signature = hmac_base64(SECRETS["timber-and-tools"], body)
    event = with_header(with_body(EVENTS[1], body), "X-WC-Webhook-Signature", signature)
    event = with_header(event, "X-WC-Webhook-Topic", topic)
    assert status(it, event) == 200
    assert [delivery.body for delivery in queue.sent] in ([body], [])


@pytest.mark.parametrize("event", [{}, {"httpMethod": "POST"}, {"httpMethod": None, "headers": None}])
def test_half_an_event_is_no_error_either(event):
    assert API.handle(event)["statusCode"] in (401, 405)


FORGED = with_header(ORDER, "X-Shopify-Hmac-Sha256", "AAAA")


def refusals(caplog):
    """What the receiver has logged about refused deliveries."""
    names = ("message", "source", "reason", "kept", "not_kept")
    return [
        {name: getattr(line, name) for name in names if hasattr(line, name)}
        for line in caplog.records
        if line.message.startswith(("Delivery", "Refused"))
    ]


def test_a_refused_delivery_of_a_known_source_is_kept_as_it_came(caplog):
    refused = Queue()
    response = api(receiver(refused=refused)).handle(FORGED)
    assert response["statusCode"] == 401
    [kept] = refused.kept
    assert (kept.source, kept.reason) == ("nordic-garden", "bad_signature")
    assert kept.request.body.decode() == ORDER["body"]
    assert refusals(caplog) == [
        {"message": "Delivery refused", "source": "nordic-garden", "reason": "bad_signature", "kept": True}
    ]


@pytest.mark.parametrize(
    ("secrets", "reason"),
    [({}, "secret_missing"), ("not JSON", "secrets_malformed"), (None, "secrets_unavailable")],
)
def test_a_delivery_that_finds_no_secret_is_kept_and_has_its_503(secrets, reason, caplog):
    class Manager:
        def get_secret_value(self, SecretId):
            if secrets is None:
                raise Unavailable(Reason.SECRETS_UNAVAILABLE)
            return {"SecretString": secrets if isinstance(secrets, str) else json.dumps(secrets)}

    refused = Queue()
    assert status(receiver(Manager(), refused=refused)) == 503
    assert [kept.reason for kept in refused.kept] == [reason]
    [line] = refusals(caplog)
    assert (line["message"], line["reason"], line["kept"]) == ("Delivery not queued", reason, True)


@pytest.mark.parametrize(
    "event",
    [
        to_source(FORGED, "nobody"),
        to_source(FORGED, ""),
        FORGED | {"httpMethod": "GET"},
        FORGED | {"body": "not base64!", "isBase64Encoded": True},
        with_header(ORDER, "X-Shopify-Hmac-Sha256"),
    ],
)
def test_what_no_secret_could_let_in_is_not_kept(event):
    refused = Queue()
    assert status(receiver(refused=refused), event) in (401, 405)
    assert refused.kept == []


@pytest.mark.parametrize("source", ["nobody", "nordic-garden"])
def test_a_look_at_the_address_is_not_kept_either_while_there_are_no_secrets(source):
    refused = Queue()
    look = to_source(load("receive_shop_webhook.look"), source)
    assert status(receiver(Manager("{}"), refused=refused), look) == 503
    assert refused.kept == []


def test_a_good_delivery_touches_nothing_of_refused_ones():
    it = receiver(refused=object(), ledger=object())
    assert status(it) == 200
    assert {"_keeper", "_counter"}.isdisjoint(vars(it))


@pytest.mark.parametrize("module", ["sources.keeping", "sources.counting", "ledger.refusals", "aws.table"])
def test_a_cold_start_imports_nothing_of_refused_ones(module):
    code = f"import sys, bridge.sources.receiver as _; print('bridge.{module}' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": str(LAYER)}, capture_output=True)
    assert (run.stdout, run.stderr) == (b"False\n", b"")


def counted(ledger):
    """Source → how many of its deliveries the ledger says were refused."""
    return dict(Refusals(ledger).since(time.time(), registry.load()))


def test_every_refusal_of_a_known_source_is_counted_kept_or_not():
    with table() as ledger:
        it = receiver(ledger=lambda: ledger)
        unsigned = with_header(ORDER, "X-Shopify-Hmac-Sha256")
        assert [status(it, event) for event in (FORGED, FORGED, unsigned)] == [401, 401, 401]
        assert counted(ledger) == {"nordic-garden": 3}
        assert status(receiver(Manager({}), ledger=lambda: ledger)) == 503  # no secret: it did not verify
        assert counted(ledger) == {"nordic-garden": 4}


def test_what_verified_or_is_no_delivery_or_of_no_source_is_not_counted(monkeypatch):
    def fail(messages):
        raise Unavailable(Reason.QUEUE_UNAVAILABLE)

    with table() as ledger:
        queue = Queue()
        it = receiver(queue=queue, ledger=lambda: ledger)
        assert [status(it), status(it, to_source(FORGED, "nobody"))] == [200, 401]
        assert status(it, load("receive_shop_webhook.look")) == 200
        monkeypatch.setattr(queue, "send_all", fail)
        assert status(it) == 503
        assert counted(ledger) == {}


def test_the_response_is_the_same_if_counting_fails(caplog):
    def no_ledger():
        raise KeyError("Åsa")

    response = api(receiver(ledger=no_ledger)).handle(FORGED)
    assert response["body"] == api().handle(FORGED)["body"]
    [line] = [each for each in caplog.records if each.getMessage() == "Refused delivery not counted"]
    assert (line.reason, "Åsa" in str(vars(line))) == ("internal_error", False)


@pytest.mark.parametrize(
    ("error", "reason"),
    [(Unavailable(Reason.QUEUE_UNAVAILABLE), "queue_unavailable"), (KeyError("Åsa"), "internal_error")],
)
def test_the_response_is_the_same_if_keeping_fails(error, reason, monkeypatch, caplog):
    def fail(body, attributes):
        raise error

    refused = Queue()
    monkeypatch.setattr(refused, "send", fail)
    assert api(receiver(refused=refused)).handle(FORGED)["body"] == api().handle(FORGED)["body"]
    failed, line = refusals(caplog)[:2]
    assert (failed["message"], failed["reason"]) == ("Refused delivery not kept", reason)
    assert (line["message"], line["kept"]) == ("Delivery refused", False)
    assert "Åsa" not in str([vars(record) for record in caplog.records])


def test_of_a_flood_every_delivery_is_logged_and_a_part_is_kept(caplog):
    refused = Queue()
    it = receiver(refused=refused)
    for _ in range(200):
        assert status(it, FORGED) == 401
    lines = refusals(caplog)
    assert len(lines) == 200
    assert [line.get("not_kept") for line in lines[-70:]] == ["too_many"] * 70
    assert 120 <= len(refused.kept) < 130


def test_a_line_of_the_log_is_short_and_has_nothing_that_was_sent(caplog):
    status(receiver(), FORGED)
    own = set(vars(caplog.records[0])) - set(vars(logging.makeLogRecord({})))
    facts = {name: getattr(caplog.records[0], name) for name in own}
    assert len(json.dumps(facts)) < 250
    assert "AAAA" not in str(facts)
