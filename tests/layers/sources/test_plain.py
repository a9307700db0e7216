import pytest

from bridge.failures import Rejected
from bridge.sources.plain import key, read
from tests.layers.sources.requests import delivery, request

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("body", "answers"),
    [
        (b"namn=%C3%85sa+%C3%96berg&ort=Ume%C3%A5", {"namn": "Åsa Öberg", "ort": "Umeå"}),
        ("namn=Åsa Öberg".encode(), {"namn": "Åsa Öberg"}),
        (b"namn=%C5sa+%D6berg", {"namn": "Åsa Öberg"}),
        ("namn=Åsa".encode("cp1252"), {"namn": "Åsa"}),
        (b"a=1&a=2&b=&c", {"a": ["1", "2"]}),
        (b"fields[namn]=x&%5Fy=%26", {"fields[namn]": "x", "_y": "&"}),
        (b"E-post=a%2Bb%40example.se", {"E-post": "a+b@example.se"}),
        (b"", {}),
        (b"just text", {}),
    ],
)
def test_reads_urlencoded_forms(body, answers):
    assert read(delivery(body, content_type=FORM)).answers == answers


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", FORM, ""])
def test_reads_json_whatever_it_is_called(content_type):
    payload = {"namn": "Åsa", "kontakt": {"e-post": "a@example.se"}, "ja": True, "antal": 3, "tom": None}
    assert read(delivery(payload, content_type=content_type)).answers == {
        "namn": "Åsa",
        "kontakt.e-post": "a@example.se",
        "ja": True,
        "antal": 3,
    }


@pytest.mark.parametrize(
    ("body", "content_type", "code"),
    [
        (b'{"namn": ', "application/json", "malformed_json"),
        (b'[{"namn": "x"}]', "application/json", "not_an_object"),
        (b"{" + b'"a":{' * 60 + b"}" * 61, "application/json", "nested_too_deeply"),
        (b"--x\r\n", "multipart/form-data; boundary=x", "unsupported_content_type"),
    ],
)
def test_rejects_what_it_cannot_read(body, content_type, code):
    with pytest.raises(Rejected) as caught:
        read(delivery(body, content_type=content_type))
    assert caught.value.code == code


def test_half_a_surrogate_pair_does_not_cost_the_rest():
    assert read(delivery(b'{"a": "x\\ud83d", "b": "\\ud83d\\ude00"}')).answers == {"a": "x?", "b": "😀"}


def test_the_same_answers_are_the_same_delivery():
    assert key(request(b"namn=x")) == key(request(b"namn=x")) != key(request(b"namn=y"))
