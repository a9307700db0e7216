import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.http import HttpError, Request
from bridge.look_up.query import LONGEST, check_no_parameters, filters
from bridge.seventime.filters import FILTERS

TODAY = date(2026, 11, 24)


def request(parameters):
    """A request with these parameters, name → its values."""
    multi = {name: values if isinstance(values, list) else [values] for name, values in parameters.items()}
    single = {name: values[-1] for name, values in multi.items()}
    event = {"queryStringParameters": single, "multiValueQueryStringParameters": multi}
    return Request.from_event(event, 0.0)


def fields(raised):
    """The parameters that a 400 names."""
    assert raised.value.response.status == 400
    return json.loads(raised.value.response.body)["error"]["fields"]


def number(typed):
    return filters("1", request({"organizationNumber": typed}), TODAY)["organizationNumber"]


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("556596-0753", "556596-0753"),
        ("5565960753", "556596-0753"),
        (" 556596 0753 ", "556596-0753"),
        ("SE556596075301", "556596-0753"),
        ("165565960753", "556596-0753"),
        ("Org.nr 556596-0753", "556596-0753"),
        ("19900101-2385", "900101-2385"),
        ("9001012385", "900101-2385"),
    ],
)
def test_a_number_is_sent_as_seven_time_stores_it(typed, sent):
    assert number(typed) == sent


@pytest.mark.parametrize("typed", ["555555-5555", "5555555555", "165555555555", " 555555 5555"])
def test_a_number_that_cannot_be_right_may_have_been_stored_all_the_same(typed):
    assert number(typed) == "555555-5555"


@pytest.mark.parametrize(
    "typed",
    ["55659607", "5565960753123", "Exempelbygg AB", "5.57E+09", "٥٥٦٥٩٦٠٧٥٣", "556596-0753 och 556016-0680"],
)
def test_what_is_no_number_is_refused_without_being_quoted(typed):
    with pytest.raises(HttpError) as raised:
        number(typed)
    assert fields(raised) == [
        {
            "field": "organizationNumber",
            "reason": "parameter_invalid",
            "message": "takes one organisation or personal number, such as 556677-8899",
        }
    ]


def test_all_wrong_parameters_are_named_in_the_order_that_they_came_in():
    given = {"phone": "1", "city": "Lund", "sortDirection": "up", "name": ["a", "b"]}
    with pytest.raises(HttpError) as raised:
        filters("2", request(given), TODAY)
    assert [(field["field"], field["reason"]) for field in fields(raised)] == [
        ("phone", "parameter_unknown"),
        ("sortDirection", "parameter_invalid"),
        ("name", "parameter_invalid"),
    ]


def test_the_longest_value_fits():
    assert filters("1", request({"name": "å" * LONGEST}), TODAY)


def test_nothing_means_nothing():
    check_no_parameters("1", request({}))
    with pytest.raises(HttpError) as raised:
        check_no_parameters("1", request({"name": "Åsa", "x" * 99: "1"}))
    assert [(field["field"], field["reason"]) for field in fields(raised)] == [
        ("name", "parameter_invalid"),
        ("x" * 64, "parameter_unknown"),
    ]


@given(
    st.sampled_from("12"),
    st.dictionaries(
        st.sampled_from(sorted(FILTERS["2"])) | st.text(max_size=80),
        st.text(max_size=20) | st.just("å" * (LONGEST + 1)) | st.just(["a", "b"]),
        max_size=30,
    ),
)
def test_anything_is_taken_or_refused_by_name(version, anything):
    named = refused(version, request(anything))
    assert len(named) <= 20
    assert named <= {name[:64] for name in anything}
    if not named:
        taken = filters(version, request(anything), TODAY)
        assert taken.keys() == anything.keys() <= FILTERS[version].keys()


def refused(version, given):
    try:
        filters(version, given, TODAY)
    except HttpError as error:
        named = json.loads(error.response.body)["error"]["fields"]
        return {field["field"] for field in named} or {"nothing, and yet refused"}
    return set()
