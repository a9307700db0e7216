"""docs/openapi.yaml, and whether a response is one that it documents."""

import json
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

DOCUMENT = yaml.safe_load((Path(__file__).parents[2] / "docs/openapi.yaml").read_text(encoding="utf-8"))
METHODS = ("get", "head", "options", "post", "put", "patch", "delete")


def resolved(value: dict[str, Any]) -> dict[str, Any]:
    """The value itself, or what its `$ref` points to."""
    while "$ref" in value:
        place = DOCUMENT
        for name in value["$ref"].removeprefix("#/").split("/"):
            place = place[name]
        value = place
    return value


def operations() -> dict[tuple[str, str], dict[str, Any]]:
    """(method, path) → operation."""
    return {
        (method, path): item[method]
        for path, item in DOCUMENT["paths"].items()
        for method in METHODS
        if method in item
    }


def check_schema(schema: dict[str, Any], value: Any) -> None:
    Draft202012Validator({**schema, "components": DOCUMENT["components"]}).validate(value)


def check_response(event: dict[str, Any], response: dict[str, Any]) -> None:
    """Fail unless the operation that the event calls documents this status, these headers and this body."""
    operation = DOCUMENT["paths"][event["resource"]][event["httpMethod"].lower()]
    documented = resolved(operation["responses"][str(response["statusCode"])])
    headers = {name.lower(): value for name, value in response["headers"].items()}
    for name, header in documented.get("headers", {}).items():
        _check_header(name, resolved(header), headers)
    content = documented.get("content")
    if not content:
        assert response["body"] == ""
        return
    [(media_type, body)] = content.items()
    assert headers["content-type"].startswith(media_type)
    check_schema(body["schema"], json.loads(response["body"]))


def _check_header(name: str, header: dict[str, Any], headers: dict[str, str]) -> None:
    if name.lower() not in headers:
        assert not header.get("required"), name
        return
    value = headers[name.lower()]
    check_schema(header["schema"], int(value) if header["schema"]["type"] == "integer" else value)
