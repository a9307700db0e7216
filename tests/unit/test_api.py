"""The edge: routes, methods, and one table of errors."""

import json

import pytest

from bridge.api import MALFORMED_BODY, Api, key_ids
from bridge.http import HttpError, Request, Response, as_json, error, invalid_parameters
from bridge.model.failures import Rejected, Unauthentic, Unavailable
from bridge.model.reasons import Reason
from tests.support.contract import check_schema
from tests.support.webhooks import load

EVENT = load("look_up_customers.one") | {"resource": "/things/{id}"}
ID = EVENT["requestContext"]["requestId"]
PERSON = "Åsa Öberg, 19900101-2385"


def call(route, event=EVENT, **options):
    """The response of an API whose GET goes to `route`; POST takes the same path."""
    routes = {
        "POST /things/{id}": lambda request: as_json(201, request.json),
        "GET /things/{id}": route,
        "GET /things": lambda _: as_json(200, []),
    }
    return Api(routes, **options).handle(event)


def raising(failure):
    def route(_):
        raise failure

    return route


def failed(failure, **options):
    """Status, headers and error of the response to a failure, whose error has the request's id."""
    response = call(raising(failure), **options)
    body = json.loads(response["body"])
    check_schema({"$ref": "#/components/schemas/Error"}, body)
    assert body["error"].pop("request_id") == ID == response["headers"]["X-Request-Id"]
    return response["statusCode"], response["headers"], body["error"]


def logged(caplog):
    """The one line that the edge has logged."""
    [line] = [record for record in caplog.records if record.name == "bridge.api"]
    return line


def test_a_route_answers_its_method_and_path():
    response = call(lambda request: as_json(200, request.path_parameters))
    assert response["statusCode"] == 200
    assert json.loads(response["body"]) == EVENT["pathParameters"]
    assert response["headers"] == {
        "Content-Type": "application/json; charset=utf-8",
        "Cache-Control": "no-store",
        "X-Request-Id": ID,
    }
    posted = call(raising(ValueError()), EVENT | {"httpMethod": "POST", "body": '{"a": 1}'})
    assert (posted["statusCode"], posted["body"]) == (201, '{"a":1}')
    assert call(raising(ValueError()), EVENT | {"resource": "/things"})["body"] == "[]"


def test_a_response_has_its_own_headers_and_those_of_the_api():
    page = Response(200, "a;b", "text/csv; charset=utf-8", {"Link": "<next>"})
    headers = call(lambda _: page, headers={"Access-Control-Allow-Origin": "*"})["headers"]
    assert headers["Content-Type"] == "text/csv; charset=utf-8"
    assert (headers["Link"], headers["Access-Control-Allow-Origin"]) == ("<next>", "*")
    _, headers, _ = failed(Unavailable(Reason.NO_SLOT), headers={"Access-Control-Allow-Origin": "*"})
    assert headers["Access-Control-Allow-Origin"] == "*"


def test_head_is_get_without_a_body():
    head = call(lambda request: as_json(200, request.method), EVENT | {"httpMethod": "HEAD"})
    assert (head["statusCode"], head["body"]) == (200, "")
    missing = call(lambda _: error(404, "unknown", "No"), EVENT | {"httpMethod": "HEAD"})
    assert (missing["statusCode"], missing["body"]) == (404, "")


def test_options_says_what_is_allowed():
    response = call(raising(ValueError()), EVENT | {"httpMethod": "OPTIONS"})
    assert (response["statusCode"], response["body"]) == (204, "")
    assert response["headers"]["Allow"] == "POST, GET, HEAD, OPTIONS"
    response = call(raising(ValueError()), EVENT | {"httpMethod": "OPTIONS", "resource": "/things"})
    assert response["headers"]["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", ""])
def test_other_methods_are_405_with_what_is_allowed(method):
    response = call(raising(ValueError()), EVENT | {"httpMethod": method})
    assert (response["statusCode"], response["headers"]["Allow"]) == (405, "POST, GET, HEAD, OPTIONS")
    assert json.loads(response["body"])["error"] == {
        "code": "method_not_allowed",
        "message": "Allowed: POST, GET, HEAD, OPTIONS",
        "fields": [],
        "request_id": ID,
    }


def test_head_of_a_path_without_get_is_405():
    api = Api({"POST /things/{id}": lambda _: as_json(200, {})})
    response = api.handle(EVENT | {"httpMethod": "HEAD"})
    assert (response["statusCode"], response["headers"]["Allow"]) == (405, "POST, OPTIONS")


@pytest.mark.parametrize("event", [{}, {"httpMethod": None, "headers": None, "requestContext": None}])
def test_an_event_without_anything_is_405(event):
    assert call(raising(ValueError()), event)["statusCode"] == 405


def test_a_response_that_was_raised_is_given(caplog):
    status, headers, body = failed(HttpError(error(409, "import_over", "Too late").with_headers(X_Hint="a")))
    assert (status, headers["X-Hint"]) == (409, "a")
    assert body == {"code": "import_over", "message": "Too late", "fields": []}
    assert failed(invalid_parameters({"limit": "a whole number"}))[0] == 400
    assert caplog.records == []


@pytest.mark.parametrize(
    ("retry_after", "seconds"), [(None, "5"), (0.0, "5"), (0.2, "1"), (3.0, "3"), (61.01, "62")]
)
def test_unavailable_is_503_with_when_to_try_again(caplog, retry_after, seconds):
    failure = Unavailable(Reason.BUCKET_UNAVAILABLE, "AWS answered SlowDown", retry_after=retry_after)
    status, headers, body = failed(failure)
    assert (status, body["code"], headers["Retry-After"]) == (503, "unavailable", seconds)
    line = logged(caplog)
    assert (line.levelname, line.reason, line.hint) == (
        "ERROR",
        "bucket_unavailable",
        "AWS answered SlowDown",
    )
    assert line.request_id == ID


def test_a_defect_is_500_and_its_text_is_nowhere(caplog):
    status, _, body = failed(KeyError(PERSON))
    assert (status, body["code"]) == (500, "internal_error")
    line = logged(caplog)
    assert (line.levelname, line.reason, line.request_id) == ("ERROR", "internal_error", ID)
    assert line.hint.startswith("KeyError in bridge.api._route:")
    for text in (str(body), str(vars(line)), caplog.text):
        assert "Öberg" not in text
        assert "1990" not in text


def with_key(id_):
    return EVENT | {"requestContext": EVENT["requestContext"] | {"identity": {"apiKeyId": id_}}}


@pytest.mark.parametrize(("key", "status"), [("operator", 200), ("look-up", 403), ("further", 403)])
def test_keys_that_may_not_call_are_refused(key, status):
    response = call(lambda _: as_json(200, {}), with_key(key), refused_keys=key_ids("look-up, further,"))
    assert response["statusCode"] == status
    if status == 403:
        check_schema({"$ref": "#/components/schemas/Error"}, json.loads(response["body"]))


def test_a_route_without_keys_is_open_although_some_keys_are_refused():
    response = call(lambda _: as_json(200, {}), with_key(None), refused_keys=key_ids("look-up,"))
    assert response["statusCode"] == 200


def test_a_failure_that_no_route_expected_is_a_defect(caplog):
    status, _, body = failed(Rejected(Reason.SEVENTIME_INVALID))
    assert (status, body["code"]) == (500, "internal_error")
    assert logged(caplog).reason == "seventime_invalid"


def test_a_defect_in_reading_the_event_is_500_too(monkeypatch):
    monkeypatch.setattr(Request, "from_event", lambda *_: 1 / 0)
    response = call(raising(ValueError()))
    assert response["statusCode"] == 500
    assert json.loads(response["body"])["error"]["request_id"] == ID


@pytest.mark.parametrize(
    "damaged", [{"body": "%%%", "isBase64Encoded": True}, {"body": "\ud800", "isBase64Encoded": False}]
)
def test_a_damaged_body_gets_the_response_that_the_api_has_for_it(caplog, damaged):
    event = EVENT | {"httpMethod": "POST"} | damaged
    response = call(raising(ValueError()), event)
    assert response["statusCode"] == MALFORMED_BODY.status == 400
    assert json.loads(response["body"])["error"]["code"] == "malformed_body"
    line = logged(caplog)
    assert (line.levelname, line.reason, line.request_id) == ("WARNING", "malformed_body", ID)
    refused = call(raising(ValueError()), event, malformed_body=error(401, "unauthentic", "No"))
    assert refused["statusCode"] == 401
    assert json.loads(refused["body"])["error"] == {
        "code": "unauthentic",
        "message": "No",
        "fields": [],
        "request_id": ID,
    }


def test_a_sender_that_proves_nothing_is_no_defect():
    assert failed(Unauthentic(Reason.BAD_SIGNATURE), malformed_body=error(401, "unauthentic", "No"))[0] == 401


@pytest.mark.parametrize("text", ["\ud83c Åsa", "\udc00", "☃ 🌲"])
def test_what_utf_8_cannot_hold_stays_an_escape(text):
    sent = call(lambda _: as_json(200, {"name": text}))["body"]
    assert json.loads(sent.encode()) == {"name": text}
    body = json.loads(call(lambda _: error(404, "unknown", text))["body"].encode())
    assert (body["error"]["message"], body["error"]["request_id"]) == (text, ID)
