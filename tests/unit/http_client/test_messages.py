"""Requests and responses as values."""

import traceback
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from requests.structures import CaseInsensitiveDict

from bridge.http_client import HttpRequest, HttpResponse


def retry_after(value: str) -> float | None:
    return HttpResponse(429, CaseInsensitiveDict({"retry-after": value}), b"").retry_after


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("7", 7.0), ("0", 0.0), (" 1.5 ", 1.5), ("3600", 3600.0)]
    + [(odd, None) for odd in ("", "soon", "-5", "inf", "nan", "1e9", "9" * 5000, "٣", "31 Foo 2026", "1,5")],
)
def test_retry_after_in_seconds(value: str, seconds: float | None) -> None:
    assert retry_after(value) == seconds


@pytest.mark.parametrize(
    "style", ["%a, %d %b %Y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y", "%a, %d %b %Y %H:%M:%S -0000"]
)
def test_retry_after_as_a_date(style: str) -> None:
    in_a_minute = datetime.now(UTC) + timedelta(seconds=60)
    assert 55 < retry_after(in_a_minute.strftime(style)) <= 60


def test_retry_after_in_the_past_is_now() -> None:
    assert retry_after(format_datetime(datetime(2020, 1, 1, tzinfo=UTC), usegmt=True)) == 0.0


@pytest.mark.parametrize(
    ("status", "is_success"),
    [(199, False), (200, True), (204, True), (299, True), (302, False), (500, False)],
)
def test_2xx_is_a_success(status: int, is_success: bool) -> None:
    assert HttpResponse(status, {}, b"").is_success is is_success


@pytest.mark.parametrize("body", [b"", b"<p>Anna</p>", b'{"_id": "Anna', b"\xff\xfe\x00", b"[" * 100_000])
def test_a_body_that_is_no_json_is_not_shown(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"^not JSON$") as raised:
        HttpResponse(200, {}, body).json()
    assert "Anna" not in "".join(traceback.format_exception(raised.value))


def test_only_method_path_and_status_are_shown() -> None:
    request = HttpRequest("GET", "/customers/", "name=Anna", {"Client-Secret": "Anna"}, b"Anna")
    assert str(request) == "GET /customers/"
    assert "Anna" not in repr(request) + repr(HttpResponse(200, {}, b"Anna"))
