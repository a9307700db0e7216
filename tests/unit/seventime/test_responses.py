import json
import traceback
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from requests.structures import CaseInsensitiveDict

from bridge.model.failures import Failure, Rejected, Unavailable
from bridge.seventime.responses import Answer, Call, decoded, failure, retry_after

GET = Call("GET", "/api/2/customers/5bb26376c42fb99275000080")
POST = Call("POST", "/api/2/customers/")


def answer(status: int, body: object = b"", **headers: str) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status, CaseInsensitiveDict({k.replace("_", "-"): v for k, v in headers.items()}), content)


REJECTED = [
    (400, "seventime_invalid"),
    (403, "seventime_forbidden"),
    (404, "seventime_not_found"),
    (405, "seventime_invalid"),
    (409, "seventime_invalid"),
    (413, "seventime_invalid"),
    (422, "seventime_unprocessable"),
]


@pytest.mark.parametrize(("status", "code"), REJECTED)
def test_what_will_never_succeed(status: int, code: str) -> None:
    raised = failure(POST, answer(status))
    assert isinstance(raised, Rejected)
    assert raised.code == code
    assert str(raised) == f"POST /api/2/customers/: {status}"


UNAVAILABLE = [
    # status, errorMessage, code, unknown to a POST, free
    (401, "", "client_secret_refused", False, True),
    (408, "", "seventime_timeout", True, False),
    (425, "", "seventime_too_early", False, False),
    (429, "", "rate_limited", False, True),
    (500, "", "seventime_error", True, False),
    (500, "Something", "seventime_error_message", True, False),
    (501, "", "seventime_error", True, False),
    (502, "", "seventime_error", True, False),
    (503, "", "seventime_error", True, False),
    (503, "Maintenance", "seventime_error", True, False),
    (504, "", "seventime_error", True, False),
    (302, "", "seventime_broken_answer", True, False),
    (304, "", "seventime_broken_answer", True, False),
    (199, "", "seventime_broken_answer", True, False),
]


@pytest.mark.parametrize(("status", "message", "code", "unknown", "free"), UNAVAILABLE)
def test_what_may_succeed_later(status: int, message: str, code: str, unknown: bool, free: bool) -> None:
    came = answer(status, {"errorMessage": message})
    for call, is_unknown in ((POST, unknown), (POST._replace(method="PUT"), unknown), (GET, False)):
        raised = failure(call, came)
        assert isinstance(raised, Unavailable)
        assert (raised.code, raised.unknown, raised.free) == (code, is_unknown, free)


MESSAGES = [
    ("customerNumber already exists", "customerNumber"),
    ("name is required", "name"),
    ("createdByUser must be a user", "createdByUser"),
    ("Path `paymentDays` must be a number", "paymentDays"),
    ("billingSettings.invoiceEmail is invalid", "billingSettings.invoiceEmail"),
    ('Cast failed: billingSettings.list.0.typeOfProperty: at path "typeOfProperty"', "typeOfProperty"),
    ("Could not save Anna Andersson, 19900101-2385, anna@example.com", None),
    ("Kundnumret finns redan", None),
    ("Name and NAME", None),
    ("", None),
    (None, None),
    ({"odd": "email"}, "email"),
    (["name"], "name"),
]


@pytest.mark.parametrize(("message", "field"), MESSAGES)
@pytest.mark.parametrize("status", [400, 500])
def test_an_error_message_gives_at_most_a_documented_field(status: int, message: object, field: str) -> None:
    raised = failure(POST, answer(status, {"errorMessage": message}))
    assert raised.field == field
    with_message = ", with an errorMessage" if message else ""
    assert str(raised) == f"POST /api/2/customers/: {status}{with_message}"


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"\xff\xfe\x00", b"[]", b'"errorMessage"', b"null", b"7", b"[" * 100_000]
)
def test_an_error_without_a_readable_message_is_only_a_status(body: bytes) -> None:
    assert failure(POST, answer(500, body)).code == "seventime_error"


@pytest.mark.parametrize(
    ("request_id", "text"),
    [
        ("ab-12.c:d", "GET /api/2/customers/5bb26376c42fb99275000080: 404 (request ab-12.c:d)"),
        ("Anna Andersson", "GET /api/2/customers/5bb26376c42fb99275000080: 404"),
        ("x" * 81, "GET /api/2/customers/5bb26376c42fb99275000080: 404"),
    ],
)
def test_texts_hold_the_request_id_if_it_looks_like_one(request_id: str, text: str) -> None:
    assert str(failure(GET, answer(404, x_request_id=request_id))) == text


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("7", 7.0), ("0", 0.0), (" 1.5 ", 1.5), ("3600", 3600.0)]
    + [(odd, None) for odd in ("", "soon", "-5", "inf", "nan", "1e9", "9" * 5000, "٣", "31 Foo 2026", "1,5")],
)
def test_retry_after_in_seconds(value: str, seconds: float | None) -> None:
    assert retry_after(CaseInsensitiveDict({"retry-after": value})) == seconds


@pytest.mark.parametrize(
    "style", ["%a, %d %b %Y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y", "%a, %d %b %Y %H:%M:%S -0000"]
)
def test_retry_after_as_a_date(style: str) -> None:
    in_a_minute = datetime.now(UTC) + timedelta(seconds=60)
    assert 55 < retry_after({"Retry-After": in_a_minute.strftime(style)}) <= 60


def test_retry_after_in_the_past_is_now() -> None:
    past = format_datetime(datetime(2020, 1, 1, tzinfo=UTC), usegmt=True)
    assert retry_after({"Retry-After": past}) == 0.0


def test_a_failure_says_when_to_come_back() -> None:
    for status in (429, 503):
        assert failure(POST, answer(status, retry_after="12")).retry_after == 12.0


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_good_answers_come_as_they_are(status: int) -> None:
    body = {"data": [{"_id": "1", "__v": 0, "ö": None}], "meta": {"more": [1, 2.5]}}
    assert decoded(GET, answer(status, body)) == body


@pytest.mark.parametrize("body", [b"", b"<html>OK</html>", b'{"_id": "5bb', b"\xff\xfe\x00", b"[" * 100_000])
def test_a_good_answer_that_is_no_json_is_broken(body: bytes) -> None:
    for call, unknown in ((POST, True), (GET, False)):
        with pytest.raises(Unavailable) as raised:
            decoded(call, answer(200, body))
        assert (raised.value.code, raised.value.unknown) == ("seventime_broken_answer", unknown)
        assert str(raised.value) == f"{call}: 200, not JSON"


def test_no_trace_shows_the_body() -> None:
    half = bytes.fromhex("7b226e616d65223a22416e6e6120")  # {"name":"Anna
    with pytest.raises(Failure) as raised:
        decoded(GET, answer(200, half))
    assert "Anna" not in "".join(traceback.format_exception(raised.value))
