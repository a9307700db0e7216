import pytest

from bridge.sources.form import (
    FieldType,
    FormAnswer,
    answer_value,
    key_from_ids,
    label_without_number,
    parse_list,
    submission,
    unwrap_single,
)
from tests.support.requests import request


def labels(*answers):
    return submission("a-provider", answers).labels


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (" Åsa ", "Åsa"),
        (3, 3),
        (0, 0),
        (False, False),
        (None, ""),
        ([], []),
        (["a", 2, None, "", ["x"]], ["a", "2"]),
        (
            [{"url": "https://example.com/a.jpg", "name": "a.jpg"}, {"name": "b.jpg"}],
            ["https://example.com/a.jpg", "b.jpg"],
        ),
        ({"x": "y"}, ""),
    ],
)
def test_reads_what_forms_give_for_an_answer(raw, expected):
    assert answer_value(raw) == expected


def test_answers_stand_under_key_and_label_and_empty_ones_nowhere():
    found = submission(
        "p", [FormAnswer("k", "Namn", "Åsa"), FormAnswer("l", "Ort", ""), FormAnswer("m", "Land", [])]
    )
    assert (found.answers, found.labels) == ({"k": "Åsa"}, {"Namn": "Åsa"})


def test_of_two_questions_with_one_name_the_first_counts():
    found = submission("p", [FormAnswer("k", "Namn", "1"), FormAnswer("k", "Namn", "2")])
    assert (found.answers, found.labels) == ({"k": "1"}, {"Namn": "1"})


def test_answers_keep_the_forms_order():
    found = submission("p", [FormAnswer(name, name.upper(), name) for name in "cab"])
    assert ([*found.answers], [*found.labels]) == (["c", "a", "b"], ["C", "A", "B"])


@pytest.mark.parametrize("type_", FieldType)
def test_the_one_field_of_its_type_is_known_however_it_is_asked_for(type_):
    first, second = FormAnswer("a", "Hur når vi dig?", "x", type_), FormAnswer("b", "Och annars?", "y", type_)
    assert labels(first)[type_] == "x"
    assert type_ not in labels(first, second)


@pytest.mark.parametrize(
    ("label", "parts", "expected"),
    [
        (
            "Var gäller det?",
            {
                "addr_line1": "Storgatan 1",
                "addr_line2": "",
                "city": "Luleå",
                "postal": "972 32",
                "country": "Sweden",
            },
            {"address": "Storgatan 1", "city": "Luleå", "zipCode": "972 32", "country": "Sweden"},
        ),
        (
            "Fakturaadress",
            {"address": "Box 1", "city": "Luleå", "zipCode": "971 00"},
            {
                "billingSettings.address": "Box 1",
                "billingSettings.city": "Luleå",
                "billingSettings.zipCode": "971 00",
            },
        ),
        (
            "Leveransadress",
            {"street": "Kajen 2", "zip": "1"},
            {"deliveryAddress.address": "Kajen 2", "deliveryAddress.zipCode": "1"},
        ),
        ("", {"first": "Åsa", "middle": "M", "last": "Ek"}, {"firstName": "Åsa", "lastName": "Ek"}),
        ("Telefon", {"full": "070-174 06 05"}, {"phone": "070-174 06 05"}),
        ("Datum", {"day": "1", "month": "2"}, {}),
    ],
)
def test_what_comes_in_parts_is_read_in_its_parts(label, parts, expected):
    assert labels(FormAnswer("q", label, parts)) == expected
    assert submission("p", [FormAnswer("q", label, parts)]).answers == {
        f"q.{name}": part for name, part in parts.items() if part
    }


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("tel-842", "tel"),
        ("namn3", "namn"),
        ("Email 2", "Email"),
        ("Adress 2", ""),
        ("adress2", ""),
        ("namn", ""),
        ("3", ""),
        ("", ""),
    ],
)
def test_a_builders_number_behind_a_name_says_nothing(name, label):
    assert label_without_number(name) == label


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ('["Målning","Tapet"]', ["Målning", "Tapet"]),
        ('["a"', '["a"'),
        ('["a" "b"]', '["a" "b"]'),
        ('["' + "[" * 100_000 + '"]', ["[" * 100_000]),
        ("[x]", "[x]"),
        (5, 5),
        (None, None),
    ],
)
def test_reads_a_list_that_is_written_as_a_text(raw, expected):
    assert parse_list(raw) == expected


@pytest.mark.parametrize(("raw", "expected"), [(["a"], "a"), (["a", "b"], ["a", "b"]), ([], []), ("a", "a")])
def test_one_answer_of_a_list_is_that_answer(raw, expected):
    assert unwrap_single(raw) == expected


def test_the_ids_are_the_key_and_the_body_where_one_is_missing():
    assert key_from_ids(request(b"body"), "a", 17) == b"a\x0017"
    assert key_from_ids(request(b"body"), "a", None) == b"body"
    assert key_from_ids(request(b"body"), "\ud800") == b"?"
