import json

import pytest

from bridge.model.source import Source
from bridge.model.submission import Submission
from bridge.sources import providers
from tests.support.requests import delivery


def read(body: object, kind: str = "form", content_type: str = "application/json") -> Submission:
    found = providers.read(delivery(body, content_type=content_type), Source("a-source", kind, "plain"))
    assert isinstance(found, Submission)
    return found


@pytest.mark.parametrize("kind", ["form", "shop"])
@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ("Sten &amp; Grus AB", "Sten & Grus AB"),
        ("O&#039;Brien", "O'Brien"),
        ("O&#8217;Neill", "O’Neill"),
        ("O&#x2019;Neill", "O’Neill"),
        ("Nor&eacute;n", "Norén"),
        ("Sten &amp;amp; Grus", "Sten & Grus"),
        ("O&amp;#039;Brien", "O'Brien"),
        ("Sten & Grus", "Sten & Grus"),
        ("Bygg&Co", "Bygg&Co"),
        ("Bygg&Copy AB", "Bygg&Copy AB"),
        ("Bygg&reg AB", "Bygg&reg AB"),
        ("Rör &; Vatten", "Rör &; Vatten"),
        ("A &nosuchthing; B", "A &nosuchthing; B"),
        ("&#99999999;", "&#99999999;"),
    ],
)
def test_a_text_that_was_stored_as_html_is_decoded(kind: str, sent: str, text: str) -> None:
    assert read({"companyName": sent}, kind).answers == {"companyName": text}
    assert read({"a": {"b": [sent]}}, kind).answers == {"a.b": [text]}
    escaped = json.dumps({"name": sent}).replace("&", "\\u0026").encode()
    assert read(escaped, kind).answers == {"name": text}


def test_names_of_fields_and_what_expressions_search_are_decoded_too() -> None:
    found = read({"Namn &amp; adress": {"x": "A &amp; B"}})
    assert found.answers == {"Namn & adress.x": "A & B"}
    assert found.raw == {"Namn & adress": {"x": "A & B"}}


def test_a_form_that_is_urlencoded_is_decoded() -> None:
    form = "application/x-www-form-urlencoded"
    assert read(b"namn=A+%26amp%3B+B", content_type=form).answers == {"namn": "A & B"}
