"""docs/openapi.yaml, and whether an answer is one that it documents."""

import json
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

DOCUMENT = yaml.safe_load((Path(__file__).parents[2] / "docs/openapi.yaml").read_text(encoding="utf-8"))
METHODS = ("get", "head", "options", "post", "put", "patch", "delete")


def resolved(value: dict[str, Any]) -> dict[str, Any]:
    """What stands behind a `$ref`."""
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


def check_answer(event: dict[str, Any], answer: dict[str, Any]) -> None:
    """Fails unless the operation that the event is about documents this status, these headers, this body."""
    operation = DOCUMENT["paths"][event["resource"]][event["httpMethod"].lower()]
    response = resolved(operation["responses"][str(answer["statusCode"])])
    headers = {name.lower(): value for name, value in answer["headers"].items()}
    for name, header in response.get("headers", {}).items():
        _check_header(name, resolved(header), headers)
    content = response.get("content")
    if not content:
        assert answer["body"] == ""
        return
    [(media_type, body)] = content.items()
    assert headers["content-type"].startswith(media_type)
    check_schema(body["schema"], json.loads(answer["body"]))


def _check_header(name: str, header: dict[str, Any], headers: dict[str, str]) -> None:
    if name.lower() not in headers:
        assert not header.get("required"), name
        return
    value = headers[name.lower()]
    check_schema(header["schema"], int(value) if header["schema"]["type"] == "integer" else value)
