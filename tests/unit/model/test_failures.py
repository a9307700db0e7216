import pytest

from bridge.http import as_json
from bridge.model.failures import describe_defect


def raised(code):
    with pytest.raises((IndexError, TypeError)) as caught:
        code()
    return describe_defect(caught.value)


def test_a_defect_is_placed_in_our_code_although_a_library_raised_it():
    described = raised(lambda: as_json(200, object()))
    assert described.startswith("TypeError in bridge.http.as_json:")


def test_a_defect_elsewhere_has_its_own_place():
    assert raised(lambda: [][1]).startswith("IndexError in tests.unit.model.test_failures.<lambda>:")


def test_a_defect_without_a_trace_has_its_type():
    assert describe_defect(KeyError("asa@example.se")) == "KeyError in ?"
