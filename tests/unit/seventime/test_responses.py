"""What a response of Seven Time means, as a value."""

import json
import traceback

import pytest
from requests.structures import CaseInsensitiveDict

from bridge.http_client import (
    HttpRequest,
    HttpResponse,
    IncompleteResponse,
    NoResponseInTime,
    NotSent,
    RequestFailed,
)
from bridge.model.failures import Failure, Rejected, Unavailable
from bridge.seventime.responses import decode, failure, totals, unwrap, without_response

GET = HttpRequest("GET", "/api/2/customers/5bb26376c42fb99275000080")
POST = HttpRequest("POST", "/api/2/customers/")


def response(status: int, body: object = b"", **headers: str) -> HttpResponse:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(status, CaseInsensitiveDict(named), content)


REJECTED = [
    (400, "seventime_invalid"),
    (404, "seventime_not_found"),
    (405, "seventime_invalid"),
    (409, "seventime_invalid"),
    (413, "seventime_invalid"),
    (422, "seventime_unprocessable"),
]


@pytest.mark.parametrize(("status", "reason"), REJECTED)
def test_what_will_never_succeed(status: int, reason: str) -> None:
    raised = failure(POST, response(status))
    assert isinstance(raised, Rejected)
    assert raised.reason == reason
    assert str(raised) == f"POST /api/2/customers/: {status}"


@pytest.mark.parametrize("request_", [GET, POST])
def test_a_403_may_succeed_later_with_more_permissions(request_: HttpRequest) -> None:
    raised = failure(request_, response(403, {"errorMessage": "name of Anna"}, retry_after="7"))
    assert isinstance(raised, Unavailable)
    assert (raised.reason, raised.free, raised.unknown) == ("seventime_forbidden", True, False)
    assert str(raised) == f"{request_}: 403, with an errorMessage"


def test_a_403_to_an_update_is_a_refusal() -> None:
    raised = failure(HttpRequest("PUT", POST.path), response(403))
    assert (type(raised), raised.reason) == (Rejected, "seventime_forbidden")


@pytest.mark.parametrize(
    ("error", "reason", "unknown"),
    [
        (NotSent, "seventime_unreachable", False),
        (NoResponseInTime, "seventime_timeout", True),
        (IncompleteResponse, "seventime_broken_answer", True),
    ],
)
def test_what_no_response_means(error: type[RequestFailed], reason: str, unknown: bool) -> None:
    for request, is_unknown in ((POST, unknown), (HttpRequest("PUT", POST.path), unknown), (GET, False)):
        raised = without_response(request, error("how"))
        assert (raised.reason, raised.unknown, str(raised)) == (reason, is_unknown, f"{request}: how")


UNAVAILABLE = [
    # status, errorMessage, reason, unknown to a POST, free
    (401, "", "client_secret_refused", False, True),
    (408, "", "seventime_timeout", True, False),
    (425, "", "seventime_too_early", False, False),
    (429, "", "rate_limited", False, True),
    (500, "", "seventime_error", True, False),
    (500, "Something", "seventime_error_message", True, False),
    (501, "", "seventime_error", True, False),
    (502, "", "seventime_error", True, False),
    (503, "", "seventime_maintenance", True, False),
    (503, "Maintenance", "seventime_maintenance", True, False),
    (504, "", "seventime_error", True, False),
    (302, "", "seventime_broken_answer", True, False),
    (304, "", "seventime_broken_answer", True, False),
    (199, "", "seventime_broken_answer", True, False),
]


@pytest.mark.parametrize(("status", "message", "reason", "unknown", "free"), UNAVAILABLE)
def test_what_may_succeed_later(status: int, message: str, reason: str, unknown: bool, free: bool) -> None:
    came = response(status, {"errorMessage": message})
    for request, is_unknown in ((POST, unknown), (HttpRequest("PUT", POST.path), unknown), (GET, False)):
        raised = failure(request, came)
        assert isinstance(raised, Unavailable)
        assert (raised.reason, raised.unknown, raised.free) == (reason, is_unknown, free)


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
    raised = failure(POST, response(status, {"errorMessage": message}))
    assert raised.field == field
    with_message = ", with an errorMessage" if message else ""
    assert str(raised) == f"POST /api/2/customers/: {status}{with_message}"


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"\xff\xfe\x00", b"[]", b'"errorMessage"', b"null", b"7", b"[" * 100_000]
)
def test_an_error_without_a_readable_message_is_only_a_status(body: bytes) -> None:
    assert failure(POST, response(500, body)).reason == "seventime_error"


@pytest.mark.parametrize(
    ("request_id", "text"),
    [
        ("ab-12.c:d", "GET /api/2/customers/5bb26376c42fb99275000080: 404 (request ab-12.c:d)"),
        ("Anna Andersson", "GET /api/2/customers/5bb26376c42fb99275000080: 404"),
        ("x" * 81, "GET /api/2/customers/5bb26376c42fb99275000080: 404"),
    ],
)
def test_texts_hold_the_request_id_if_it_looks_like_one(request_id: str, text: str) -> None:
    assert str(failure(GET, response(404, x_request_id=request_id))) == text


def test_a_failure_says_when_to_come_back() -> None:
    for status in (429, 503):
        assert failure(POST, response(status, retry_after="12")).retry_after == 12.0


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_good_answers_come_as_they_are(status: int) -> None:
    body = {"data": [{"_id": "1", "__v": 0, "ö": None}], "meta": {"more": [1, 2.5]}}
    assert decode(GET, response(status, body)) == body


@pytest.mark.parametrize("body", [b"", b"<html>OK</html>", b'{"_id": "5bb', b"\xff\xfe\x00", b"[" * 100_000])
def test_a_good_answer_that_is_no_json_is_broken(body: bytes) -> None:
    for request, unknown in ((POST, True), (GET, False)):
        with pytest.raises(Unavailable) as raised:
            decode(request, response(200, body))
        assert (raised.value.reason, raised.value.unknown) == ("seventime_broken_answer", unknown)
        assert str(raised.value) == f"{request}: 200, not JSON"


def test_no_trace_shows_the_body() -> None:
    half = bytes.fromhex("7b226e616d65223a22416e6e6120")  # {"name":"Anna
    with pytest.raises(Failure) as raised:
        decode(GET, response(200, half))
    assert "Anna" not in "".join(traceback.format_exception(raised.value))


@pytest.mark.parametrize(
    ("content", "inside"),
    [
        ({"_id": "1"}, {"_id": "1"}),
        ({"data": {"_id": "1"}}, {"_id": "1"}),
        ([{"_id": "1"}], [{"_id": "1"}]),
        ({"meta": {}, "data": [{"_id": "1"}]}, [{"_id": "1"}]),
        ({"data": None}, None),
        ({"_id": "1", "data": "a field of theirs"}, {"_id": "1", "data": "a field of theirs"}),
        ("text", "text"),
        (None, None),
    ],
)
def test_one_reader_opens_every_envelope(content: object, inside: object) -> None:
    assert unwrap(content) == inside


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ([], (None, 1)),
        ({"meta": {"totalResources": 33, "totalPages": 4, "currentPage": 2}, "data": []}, (33, 4)),
        ({"meta": {"totalResources": "33", "totalPages": None}}, (33, None)),
        ({"meta": {"totalResources": -1, "totalPages": True}}, (None, None)),
        ({"meta": "odd"}, (None, 1)),
        ({"data": []}, (None, 1)),
    ],
)
def test_reads_totals_whatever_they_are(content: object, expected: object) -> None:
    assert totals(content) == expected
