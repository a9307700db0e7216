"""What a stack answers to test deliveries and to a look-up, and what is said about it."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from bridge.model.source import Source
from cli.checks import traffic
from cli.checks.findings import Level
from cli.checks.traffic import Api

SHOP = Source(id="nordic-garden", kind="shop", provider="shopify")
FORM = Source(id="contact-form", kind="form", provider="plain")
SQUARE = Source(id="ceramics", kind="shop", provider="squarespace")
WIX = Source(id="pipes", kind="shop", provider="wix")


class Bridge(HTTPServer):
    """Answers each method and first part of a path as it was told, the last answer again and again."""

    def __init__(self, **answers):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = {name.replace("_", " /"): list(given) for name, given in answers.items()}
        self.received = []
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def api(self):
        return Api(f"http://127.0.0.1:{self.server_port}", "the key")

    def answer(self, name):
        given = self.answers[name]
        return given.pop(0) if len(given) > 1 else given[0]


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def do_GET(self):
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.received.append((self.path, headers))
        status, body = self.server.answer(f"{self.command} /{self.path.split('/')[1].split('?')[0]}")
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def bridge():
    started = []

    def start(**answers):
        started.append(Bridge(**answers))
        return started[-1]

    yield start
    for server in started:
        server.shutdown()
        server.server_close()


QUEUED = (200, {"delivery": "abc"})
PENDING = (200, {"delivery": "abc", "status": "pending"})


def ended(status):
    return (200, {"delivery": "abc", "status": status})


def error(status, code):
    return (status, {"error": {"code": code, "message": ""}})


def deliver(server, entries, *sources, seconds=5.0):
    sources = {source.id: source for source in sources or (FORM,)}
    return list(traffic.deliver_tests(server.api, sources, entries, seconds))


def test_a_test_delivery_that_ends_as_ignored(bridge):
    server = bridge(POST_webhooks=[QUEUED], GET_deliveries=[PENDING, ended("ignored")])
    [found] = deliver(server, {"contact-form": "s3cret"})
    assert (found.level, found.subject) == (Level.OK, "contact-form")
    (posted, headers), (asked, asked_with) = server.received[0], server.received[-1]
    assert (posted, asked) == ("/webhooks/forms/contact-form", "/deliveries/abc")
    assert headers["authorization"] == "Bearer s3cret"
    assert headers["x-test-delivery"] == "true"
    assert asked_with["x-api-key"] == "the key"


@pytest.mark.parametrize(
    "entry", ["new", ["new", "old"], {"secret": ["new", "old"], "api_key": "k"}, " new "]
)
def test_signs_with_the_newest_secret(bridge, entry):
    server = bridge(POST_webhooks=[QUEUED], GET_deliveries=[ended("ignored")])
    deliver(server, {"contact-form": entry})
    assert server.received[0][1]["authorization"] == "Bearer new"


@pytest.mark.parametrize("status", ["created", "existing", "rejected"])
def test_a_test_that_is_not_ignored_is_a_defect(bridge, status):
    server = bridge(POST_webhooks=[QUEUED], GET_deliveries=[ended(status)])
    [found] = deliver(server, {"contact-form": "x"})
    assert found.level is Level.FAILURE
    assert status in found.text


def test_no_worker_takes_it(bridge):
    server = bridge(POST_webhooks=[QUEUED], GET_deliveries=[PENDING])
    [found] = deliver(server, {"contact-form": "x"}, seconds=0)
    assert found.level is Level.FAILURE
    assert "CreateCustomers" in found.to_do


def test_a_source_that_is_paused_is_no_failure(bridge):
    paused = (200, {"delivery": "abc", "status": "pending", "reason": "source_paused"})
    [found] = deliver(bridge(POST_webhooks=[QUEUED], GET_deliveries=[paused]), {"contact-form": "x"})
    assert found.level is Level.WARNING
    assert "paused" in found.text


@pytest.mark.parametrize(
    ("answer", "text", "to_do"),
    [
        (error(401, "unauthentic"), "another secret", "deployed"),
        (error(503, "unavailable"), "503 unavailable", "ReceiveFormWebhook"),
        ((200, ["no delivery"]), "200", "ReceiveFormWebhook"),
    ],
)
def test_a_test_that_is_not_accepted(bridge, answer, text, to_do):
    [found] = deliver(bridge(POST_webhooks=[answer]), {"contact-form": "x"})
    assert found.level is Level.FAILURE
    assert text in found.text
    assert to_do in found.to_do


def test_a_missing_secret_is_a_failure_once_others_are_stored(bridge):
    server = bridge(POST_webhooks=[QUEUED], GET_deliveries=[ended("ignored")])
    missing, good = deliver(server, {"nordic-garden": "x"}, FORM, SHOP)
    assert (missing.subject, missing.level) == ("contact-form", Level.FAILURE)
    assert (good.subject, good.level) == ("nordic-garden", Level.OK)


def test_before_any_secret_is_stored_nothing_has_failed(bridge):
    found = deliver(bridge(), {}, FORM, SHOP)
    assert [each.level for each in found] == [Level.NOT_YET, Level.NOT_YET]


def test_only_wix_can_test_wix(bridge):
    [found] = deliver(bridge(), {"pipes": "a public key"}, WIX)
    assert found.level is Level.WARNING
    assert "private key" in found.text


def test_a_secret_in_the_wrong_form_is_not_shown(bridge):
    [found] = deliver(bridge(), {"ceramics": "not hexadecimal"}, SQUARE)
    assert found.level is Level.FAILURE
    assert "not hexadecimal" not in repr(found)


def test_an_api_that_cannot_be_reached(bridge):
    server = bridge()
    server.shutdown()
    server.server_close()
    [found] = deliver(server, {"contact-form": "x"})
    [looked_up] = traffic.look_up(server.api)
    assert found.level is looked_up.level is Level.FAILURE
    assert "ApiUrl" in found.to_do


@pytest.mark.parametrize("answer", [error(404, "delivery_unknown"), error(503, "ledger_unavailable")])
def test_a_delivery_that_is_not_shown(bridge, answer):
    [found] = deliver(bridge(POST_webhooks=[QUEUED], GET_deliveries=[answer]), {"contact-form": "x"})
    assert found.level is Level.FAILURE
    assert "ShowDelivery" in found.to_do


def test_an_address_that_may_not_ask_is_told_so(bridge):
    server = bridge(POST_webhooks=[QUEUED], GET_deliveries=[(403, {})], GET_customers=[(403, {})])
    [found] = deliver(server, {"contact-form": "x"})
    [looked_up] = traffic.look_up(server.api)
    assert found.level is looked_up.level is Level.WARNING
    assert "AllowedAddresses" in found.to_do


@pytest.mark.parametrize(
    ("answer", "level", "text"),
    [
        ((200, []), Level.OK, "accepts the Client-Secret"),
        (error(502, "client_secret_refused"), Level.FAILURE, "refuses the Client-Secret"),
        (error(502, "client_secret_forbidden"), Level.FAILURE, "may not read customers"),
        (error(502, "client_secret_unavailable"), Level.FAILURE, "no Client-Secret"),
        (error(502, "seventime_unreachable"), Level.FAILURE, "cannot be reached"),
        (error(504, "seventime_timeout"), Level.FAILURE, "in time"),
        (error(502, "seventime_error"), Level.FAILURE, "502 seventime_error"),
        (error(503, "rate_limited"), Level.WARNING, "rate_limited"),
    ],
)
def test_what_a_look_up_says_about_the_client_secret(bridge, answer, level, text):
    server = bridge(GET_customers=[answer])
    [found] = traffic.look_up(server.api)
    assert found.level is level
    assert text in found.text
    assert server.received[0][0] == "/customers?customerNumber=smoke-test"
