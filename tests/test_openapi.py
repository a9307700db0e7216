"""docs/openapi.yaml is valid, and describes what the code and the template do."""

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from bridge.http import FieldReason
from bridge.ledger.records import Decision, DeliveryRecord
from bridge.model.backoff import Backoff
from bridge.model.outcome import DeliveryStatus, Similar
from bridge.model.reasons import Reason
from bridge.model.warnings import FieldWarning
from bridge.operations.delivery_status import shown
from bridge.seventime.fields import SORTABLE
from bridge.seventime.filters import FILTERS
from bridge.seventime.models import BillingSettings, Customer, DeductionItem, DeliveryAddress
from tests.support.contract import DOCUMENT, check_schema, operations, resolved
from tests.test_template import FUNCTIONS, TEMPLATE

ROOT = Path(__file__).parents[1]
SCHEMAS = DOCUMENT["components"]["schemas"]
ERROR_CODES = set(SCHEMAS["Error"]["properties"]["error"]["properties"]["code"]["anyOf"][1]["enum"])
PARAMETERS = {
    name: parameter
    for name, parameter in DOCUMENT["components"]["parameters"].items()
    if parameter["in"] == "query"
}


def routes():
    """(method, path) → whether it wants an API key, as the template has it."""
    return {
        (event["Properties"]["Method"].lower(), event["Properties"]["Path"]): event["Properties"]
        .get("Auth", {})
        .get("ApiKeyRequired", False)
        for function in FUNCTIONS.values()
        for event in function.get("Events", {}).values()
        if event["Type"] == "Api"
    }


def test_is_valid():
    assert [error.message for error in OpenAPIV31SpecValidator(DOCUMENT).iter_errors()] == []


def test_has_the_projects_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (DOCUMENT["info"]["title"], DOCUMENT["info"]["version"]) == (project["name"], project["version"])


def test_describes_the_routes_that_the_template_deploys_and_no_others():
    assert operations().keys() == routes().keys()


def test_wants_an_api_key_where_the_template_does():
    wanted = {route: operation["security"] == [{"apiKey": []}] for route, operation in operations().items()}
    assert wanted == routes()


def test_names_every_operation_once():
    ids = [operation["operationId"] for operation in operations().values()]
    assert len(set(ids)) == len(ids)


def test_is_of_the_stage_that_is_deployed():
    stage = TEMPLATE["Resources"]["Api"]["Properties"]["StageName"]
    assert DOCUMENT["servers"][0]["url"].endswith(f"/{stage}")


# Parameters


def test_lists_by_the_filters_of_both_versions():
    assert PARAMETERS.keys() == FILTERS["1"].keys() | FILTERS["2"].keys()
    listed = {resolved(each)["name"] for each in DOCUMENT["paths"]["/customers"]["get"]["parameters"]}
    assert listed == PARAMETERS.keys()


def test_says_which_filters_version_1_has_not():
    only_2 = {
        name
        for name, parameter in PARAMETERS.items()
        if parameter.get("description", "").startswith("Version 2 of Seven Time's API only")
    }
    assert only_2 == FILTERS["2"].keys() - FILTERS["1"].keys()


def test_sorts_by_what_can_be_sorted_by():
    assert set(PARAMETERS["sortBy"]["schema"]["enum"]) == {*SORTABLE["1"], *SORTABLE["2"]}
    [only_2] = set(SORTABLE["2"]) - set(SORTABLE["1"])
    assert PARAMETERS["sortBy"]["description"].startswith(f"`{only_2}` in version 2")


@pytest.mark.parametrize("name", PARAMETERS)
@pytest.mark.parametrize(
    "value",
    [
        *(
            "",
            " ",
            "x",
            "0",
            "1",
            "99",
            "100",
            "500",
            "501",
            "1000",
            "1000000000",
            "-1",
            "ascending",
            "up",
            "name",
        ),
        *("2026-11-23T10:00", "2026-11-23 10:00:59", "2026-11-23", "$where"),
    ],
)
def test_allows_the_values_that_the_code_takes(name, value):
    schema, pattern = PARAMETERS[name]["schema"], FILTERS["2"][name].pattern
    assert allows(schema, value) == bool(re.fullmatch(pattern, value, re.ASCII))


def allows(schema, value):
    try:
        check_schema(schema, int(value) if schema["type"] == "integer" else value)
    except Exception:
        return False
    return True


# Responses


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("Customer", Customer),
        ("BillingSettings", BillingSettings),
        ("DeductionItem", DeductionItem),
        ("DeliveryAddress", DeliveryAddress),
    ],
)
def test_knows_every_field_of(name, model):
    fields = {field.serialization_alias or name for name, field in model.model_fields.items()}
    assert SCHEMAS[name]["properties"].keys() == fields


def test_shows_of_a_delivery_what_the_code_shows():
    record = DeliveryRecord(
        status=DeliveryStatus.PENDING,
        final=True,
        source="contact-form",
        received_at=1_795_512_600.4,
        reason=Reason.NAME_MISSING,
        field="name",
        seventime_id="5bb26376c42fb99275000080",
        customer_number="101",
        warnings=(FieldWarning(Reason.PHONE_INVALID, "phone"),),
        matched_by=("name", "email"),
        differs=("address",),
        brought_by="a45b58e6db3b324e5987e4a1ebd7",
        similar=(Similar("5bb26376c42fb99275000081", "102"),),
        completed=("phone", "notes"),
        attempts=3,
        decision=Decision.REPLAY,
        decided_by="anna",
        decided_at=1_795_512_700.0,
        backoff=Backoff(1_795_512_700.0, 30.0, doubles=True),
    )
    facts = {"delivery": "5af7864d8b4da4ee36ad7c8e2064", **shown(record)}
    check_schema({"$ref": "#/components/schemas/Delivery"}, facts)
    assert SCHEMAS["Delivery"]["properties"].keys() == facts.keys()
    assert SCHEMAS["Warning"]["properties"].keys() == facts["warnings"][0].keys()
    assert set(SCHEMAS["Delivery"]["properties"]["status"]["enum"]) == set(DeliveryStatus)


def test_names_every_code_of_an_error():
    assert written_codes() == ERROR_CODES


def test_names_every_reason_of_a_wrong_parameter():
    fields = SCHEMAS["Error"]["properties"]["error"]["properties"]["fields"]["items"]["properties"]
    assert fields["reason"]["enum"] == list(FieldReason)


def written_codes():
    """The second argument of every `error(status, code, …)` in the code."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "layers/bridge/bridge").rglob("*.py")]
    trees = [ast.parse(text) for text in texts if "error(" in text]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {code(call.args[1]) for call in calls if ast.unparse(call.func) == "error"}


def code(argument):
    """The value of "code" or Reason.CODE."""
    if isinstance(argument, ast.Constant):
        return argument.value
    return Reason[ast.unparse(argument).removeprefix("Reason.")].value


@pytest.mark.parametrize("route", operations(), ids=" ".join)
def test_every_refusal_has_the_shape_of_our_errors(route):
    for status, response in operations()[route]["responses"].items():
        content = resolved(response).get("content")
        if int(status) >= 400 and route[0] not in ("head", "options"):
            assert content == {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}


@pytest.mark.parametrize("route", operations(), ids=" ".join)
def test_every_status_that_api_gateway_gives_by_itself_is_expected(route):
    expected = {"429", "500", "502", "504"}
    if operations()[route]["security"]:
        expected.add("403")
    assert expected <= operations()[route]["responses"].keys()


@pytest.mark.parametrize("name", ["DEFAULT_4XX", "DEFAULT_5XX"])
def test_errors_of_api_gateway_itself_have_our_shape(name):
    answer = TEMPLATE["Resources"]["Api"]["Properties"]["GatewayResponses"][name]
    context = {
        "context.error.responseType": "INVALID_API_KEY",
        "context.error.messageString": '"Forbidden"',
        "context.requestId": "0d6f8a3c-5b1e-4f6a-9c2d-7e1b3a5f9d20",
    }
    template = answer["ResponseTemplates"]["application/json"]
    check_schema(
        SCHEMAS["Error"], json.loads(re.sub(r"\$([\w.]+)", lambda found: context[found[1]], template))
    )
    assert answer["ResponseParameters"]["Headers"]["Cache-Control"] == "'no-store'"
