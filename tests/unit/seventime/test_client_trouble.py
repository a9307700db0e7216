"""What goes wrong at the client: odd responses, refused secrets, limits, redirects, texts of errors."""

import json
import logging
import re
import traceback

import pytest
import responses

from bridge.model.failures import Failure, Rejected, Unavailable
from bridge.seventime.client import NoPace, SevenTime
from bridge.seventime.models import Customer
from tests.support.misbehaving_server import send_and_close

SITE = "https://seventime.example"
ID = "5bb26376c42fb99275000080"
ANNA = {"_id": ID, "name": "Anna Andersson"}


def customers(version):
    return f"{SITE}/api/{version}/customers/"


def last(seventime):
    return seventime.calls[-1].request


BROKEN = [
    ("create", {"name": "Anna"}),
    ("create", {"_id": ""}),
    ("create", {"_id": {}}),
    ("create", []),
    ("create", None),
    ("create", {"data": None}),
    ("create", {"errorMessage": "name"}),
    ("get", [ANNA]),
    ("get", {"data": {"name": "Anna"}}),
    ("list", {"_id": ID}),
    ("list", {"data": {"_id": ID}}),
    ("list", "text"),
    ("users", {"meta": {}}),
    ("company", []),
]
CALLS = {
    "create": lambda client: client.create_customer(Customer(name="Anna")),
    "get": lambda client: client.get_customer(ID),
    "list": lambda client: client.list_customers(),
    "users": lambda client: client.users(),
    "company": lambda client: client.company_information(),
}


@pytest.mark.parametrize(("call", "answer"), BROKEN)
def test_an_answer_of_another_shape_is_broken(seventime, connect, call, answer):
    seventime.add_callback(responses.POST, customers("2"), lambda _: (200, {}, json.dumps(answer)))
    seventime.add_callback(responses.GET, re.compile(SITE), lambda _: (200, {}, json.dumps(answer)))
    seventime.assert_all_requests_are_fired = False
    with pytest.raises(Unavailable) as raised:
        CALLS[call](connect("2"))
    assert (raised.value.reason, raised.value.unknown) == ("seventime_broken_answer", call == "create")
    assert "Anna" not in str(raised.value)


class Secrets:
    def __init__(self, *values):
        self.values = list(values)
        self.asked = []

    def __call__(self, again):
        self.asked.append(again)
        return self.values[1 if again else 0]


def accepting(key, otherwise=401):
    def answer(request):
        accepted = request.headers["Client-Secret"] == key
        return (200, {}, json.dumps([ANNA])) if accepted else (otherwise, {}, "")

    return answer


@pytest.mark.parametrize("status", [401, 403])
def test_reads_the_client_secret_again_once_after_a_401_or_403(seventime, connect, pace, status):
    seventime.add_callback(responses.GET, customers("1"), accepting("new", status))
    secrets = Secrets("old", "new\n")
    assert connect("1", secret=secrets).list_customers().customers
    assert (secrets.asked, pace.taken) == ([False, True], 2)


@pytest.mark.parametrize(("status", "reason"), [(401, "client_secret_refused"), (403, "seventime_forbidden")])
def test_gives_up_after_the_second_401_or_403(seventime, connect, pace, status, reason):
    seventime.add_callback(responses.POST, customers("1"), accepting("another", status))
    secrets = Secrets("old", "new")
    with pytest.raises(Unavailable) as refused:
        connect("1", secret=secrets).create_customer(Customer(name="Anna"))
    raised = refused.value
    assert (raised.reason, raised.free, raised.unknown) == (reason, True, False)
    assert (secrets.asked, pace.taken, len(seventime.calls)) == ([False, True], 2, 2)


@pytest.mark.parametrize("secret", [" a-key ", "a-key\r\n", "\ta-key", "nyckel å"])
def test_strips_the_client_secret(seventime, connect, secret):
    seventime.get(customers("1"), json=[])
    connect("1", secret=lambda again: secret).list_customers()
    assert last(seventime).headers["Client-Secret"] == secret.strip()


@pytest.mark.parametrize(
    "secret", ["", " ", "a\nb", "a\r\nX-Evil: 1", "a\x00b", "nyckel€", "😀", "\ufeffkey", "a\x7f"]
)
def test_a_client_secret_that_no_header_can_hold_is_refused(connect, pace, secret):
    with pytest.raises(Unavailable) as refused:
        connect("1", secret=lambda again: secret).list_customers()
    assert (refused.value.reason, refused.value.free) == ("client_secret_refused", True)
    assert pace.taken == 0
    assert len(secret) < 3 or secret not in str(refused.value)


def test_a_429_slows_the_pace(seventime, connect, pace):
    seventime.post(customers("1"), status=429, headers={"Retry-After": "3"})
    with pytest.raises(Unavailable) as raised:
        connect("1").create_customer(Customer(name="Anna"))
    assert (raised.value.reason, raised.value.free, raised.value.unknown) == ("rate_limited", True, False)
    assert (raised.value.retry_after, pace.slowed) == (3.0, [3.0])


def test_a_429_without_a_time_slows_the_pace_too(seventime, connect, pace):
    seventime.get(customers("1"), status=429)
    with pytest.raises(Unavailable):
        connect("1").list_customers()
    assert pace.slowed == [None]


def test_without_a_pace_nothing_waits(seventime):
    seventime.get(customers("1"), status=429)
    with pytest.raises(Unavailable):
        SevenTime(SITE + "/", "1", lambda again: "a-key").list_customers()
    assert NoPace().take(lambda: None) is None


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("location", ["https://elsewhere.example/", "http://[bad", "", "//\x00"])
def test_follows_no_redirect(seventime, connect, status, location):
    seventime.post(customers("1"), status=status, headers={"Location": location})
    with pytest.raises(Unavailable) as raised:
        connect("1").create_customer(Customer(name="Anna"))
    assert (raised.value.reason, raised.value.unknown) == ("seventime_broken_answer", True)
    assert len(seventime.calls) == 1


def test_errors_name_the_request_and_nobody(seventime, connect):
    seventime.get(
        customers("2"),
        status=400,
        json={"errorMessage": "organizationNumber 900101-2385 of Anna"},
        headers={"X-Request-Id": "r-1"},
    )
    with pytest.raises(Rejected) as raised:
        connect("2").list_customers(organizationNumber="900101-2385")
    assert raised.value.field == "organizationNumber"
    assert str(raised.value) == "GET /api/2/customers/: 400 (request r-1), with an errorMessage"
    assert "900101" not in "".join(traceback.format_exception(raised.value)).replace('="900101-2385"', "")


def test_logs_no_query(server, connect, caplog):
    caplog.set_level(logging.DEBUG)
    server.behaviours = [send_and_close(b"HTTP/1.1 200 OK\r\nodd\r\n\r\n")]
    with pytest.raises(Failure):
        connect("1", server.url).list_customers(organizationNumber="900101-2385")
    assert len(server.requests) == 1
    assert "900101" not in caplog.text
