import json

import pytest

from bridge.imports.readers.rows import Unreadable
from tests.support.files import answers, read

PEOPLE = [
    {"name": "Åsa Öberg", "email": "asa@example.se", "billingSettings": {"isROTCustomer": True}},
    {"Namn": "Bo", "Telefon": 701740605, "tom": None, "Ort": ""},
]
FOUND = [
    {"name": "Åsa Öberg", "email": "asa@example.se", "billingSettings.isROTCustomer": True},
    {"name": "Bo", "phone": 701740605},
]


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(PEOPLE),
        json.dumps(PEOPLE, indent=2, ensure_ascii=False),
        "\ufeff" + json.dumps(PEOPLE),
        "\n".join(map(json.dumps, PEOPLE)),
        "\r\n\r\n".join(map(json.dumps, PEOPLE)) + "\r\n",
    ],
)
def test_arrays_and_lines_of_objects_are_read_under_their_own_or_peoples_names(content):
    assert answers(content) == FOUND


def test_an_empty_array_has_no_rows():
    assert read("[ ]") == []


def test_lines_are_where_elements_begin():
    assert [row.line for row in read('[\n {"name":\n "a"},\n\n {"name": "b"}\n]')] == [2, 5]


def test_a_line_that_is_no_json_harms_no_other():
    rows = read('{"name": "a"}\n{"name": Åsa}\n[1]\n{"name": "b"}\n')
    assert [row.reason for row in rows] == [None, "json_malformed", "row_not_an_object", None]
    assert (rows[1].line, rows[1].column) == (2, 10)


def test_an_element_that_is_no_object_harms_no_other():
    assert [row.reason for row in read('[{"name": "a"}, 7, null, {"name": "b"}]')] == [
        None,
        "row_not_an_object",
        "row_not_an_object",
        None,
    ]


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        ('[{"name": "a"},\n {"name": }]', 2, 11),
        ('[{"name": "a"}\n {"name": "b"}]', 2, 2),
        ('[{"name": "a"},\n', 2, 1),
        ('[{"name": "a"', 1, 14),
        ("[", 1, 2),
        ('[{"name": "a"}] och mer', 1, 17),
        ('[{"name": "a"}]\n[{"name": "b"}]', 2, 1),
        ('[{"name": ' + "9" * 5000 + "}]", 1, 2),
    ],
)
def test_an_array_that_breaks_off_says_where(content, line, column):
    with pytest.raises(Unreadable) as raised:
        read(content)
    assert (raised.value.reason, raised.value.line, raised.value.column) == ("json_malformed", line, column)


def test_nesting_without_end_is_no_customer():
    [row] = read('{"name": ' + "[" * 100_000 + "]" * 100_000 + "}", size=65_536)
    assert row.reason in ("json_malformed", "row_not_an_object")


def test_one_object_in_many_lines_is_no_list_of_customers():
    with pytest.raises(Unreadable) as raised:
        read(json.dumps({"customers": PEOPLE}, indent=2))
    assert (raised.value.reason, raised.value.line) == ("json_not_a_list", 1)


def test_names_of_fields_are_bounded():
    [row] = read(json.dumps([{" name ": "a", "x" * 70_000: "b"}]), size=4096)
    assert row.cells == {"name": "a", "x" * 100: "b"}
