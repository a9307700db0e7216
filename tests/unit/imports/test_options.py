import json

import pytest

from bridge.http import HttpError
from bridge.imports.options import SOURCES, Options
from bridge.model.delivery import is_delivery_id
from bridge.model.source import Existing
from building.compile_sources import InvalidSources, parse


def test_parameters_say_how_a_file_is_read():
    options = Options.from_query(
        {
            "mapping": json.dumps({"Vem": "name", "Fax": ""}),
            "defaults": json.dumps({"paymentDays": 20}),
            "existing": "ledger_only",
            "person_numbers": "keep",
            "validation": "strict",
        }
    )
    assert Options.from_json(options.to_json()) == options
    assert (options.mapping, options.existing) == ({"Vem": "name", "Fax": ""}, "ledger_only")
    assert (options.source.person_numbers, options.source.validation) == ("keep", "strict")
    assert options.queued_as in SOURCES


def test_without_parameters_seven_time_is_asked_first():
    options = Options.from_query({})
    assert (options, options.queued_as) == (Options(), "import:look_up")


def test_seven_time_can_be_asked_by_parts_of_the_name():
    options = Options.from_query({"existing": "thorough"})
    assert SOURCES[options.queued_as].existing is options.existing is Existing.THOROUGH


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"existing": "maybe"}, "existing"),
        ({"person_numbers": ""}, "person_numbers"),
        ({"mapping": "{"}, "mapping"),
        ({"mapping": "[]"}, "mapping"),
        ({"mapping": '{"Vem": "namn"}'}, "mapping"),
        ({"mapping": '{"Vem": ["name"]}'}, "mapping"),
        ({"mapping": "[" * 10_000}, "mapping"),
        ({"defaults": '{"betalning": 1}'}, "defaults"),
        ({"defaults": '{"email": "a@example.se"}'}, "defaults"),
    ],
)
def test_parameters_that_say_nothing_are_named(query, field):
    with pytest.raises(HttpError) as raised:
        Options.from_query(query)
    assert raised.value.response.status == 400
    [wrong] = json.loads(raised.value.response.body)["error"]["fields"]
    assert (wrong["field"], wrong["reason"]) == (field, "parameter_invalid")


def test_the_same_file_read_in_the_same_way_is_the_same_import():
    one = Options.from_query({"mapping": '{"a": "name", "b": "city"}'})
    two = Options.from_query({"mapping": '{"b": "city", "a": "name"}'})
    assert one.import_id("f") == two.import_id("f") != Options().import_id("f") != Options().import_id("g")
    assert is_delivery_id(one.import_id("f"))


@pytest.mark.parametrize("name", SOURCES)
def test_no_source_of_a_deployment_can_have_the_name_of_ours(name):
    with pytest.raises(InvalidSources):
        parse(f"'{name}': {{kind: form, provider: plain}}")
