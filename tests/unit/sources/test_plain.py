import pytest

from bridge.model.failures import Rejected
from bridge.sources.providers.plain import key, read
from tests.support.requests import delivery, request

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
        (b'[{"namn": "x"}, {"namn": "y"}]', "application/json", "not_an_object"),
        (b"{" + b'"a":{' * 60 + b"}" * 61, "application/json", "nested_too_deeply"),
        (b"--x\r\n", "multipart/form-data; boundary=x", "malformed_multipart"),
        (b"--x--\r\n", "multipart/form-data", "malformed_multipart"),
        (b"x", "multipart/form-data; boundary=x", "malformed_multipart"),
        (b"x", "Multipart/Form-Data; boundary=" + "x" * 5000, "malformed_multipart"),
    ],
)
def test_rejects_what_it_cannot_read(body, content_type, code):
    with pytest.raises(Rejected) as caught:
        read(delivery(body, content_type=content_type))
    assert caught.value.reason == code


def multipart(*parts):
    text = b"".join(b"--x\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts)
    return delivery(text + b"--x--\r\n", content_type="multipart/form-data; boundary=x")


def test_reads_multipart_forms_and_leaves_files_out():
    found = read(
        multipart(
            'name="namn"\r\n\r\nÅsa'.encode(),
            'name="ort"\r\n\r\nUmeå'.encode("cp1252"),
            b'name="val"\r\n\r\na',
            b'name="val"\r\n\r\nb',
            b'name="tom"\r\n\r\n',
            b'name="bild"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8',
        )
    )
    assert found.answers == {"namn": "Åsa", "ort": "Umeå", "val": ["a", "b"]}


def test_a_part_without_a_name_is_no_multipart_form():
    with pytest.raises(Rejected):
        read(delivery(b"--x\r\n\r\nx\r\n--x--", content_type="multipart/form-data; boundary=x"))


def test_half_a_surrogate_pair_does_not_cost_the_rest():
    assert read(delivery(b'{"a": "x\\ud83d", "b": "\\ud83d\\ude00"}')).answers == {"a": "x?", "b": "😀"}


def test_the_same_answers_are_the_same_delivery():
    assert key(request(b"namn=x")) == key(request(b"namn=x")) != key(request(b"namn=y"))
