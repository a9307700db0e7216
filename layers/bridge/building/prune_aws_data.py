"""`python -m building.prune_aws_data DIR`: reduces botocore's data files to the operations that are called.

botocore reads these files at every cold start. All of them are 25 MB, and take most of the time in which a
client is made.
"""

import json
import sys
from pathlib import Path
from typing import Any

from botocore.loaders import Loader

OPERATIONS = {
    "dynamodb": ["BatchGetItem", "GetItem", "TransactWriteItems", "UpdateItem"],
    "s3": ["GetObject", "ListObjectsV2", "PutObject"],
    "secretsmanager": ["GetSecretValue"],
    "sqs": [
        *("ChangeMessageVisibility", "ChangeMessageVisibilityBatch", "DeleteMessage"),
        *("GetQueueAttributes", "ReceiveMessage", "SendMessage", "SendMessageBatch"),
    ],
}
"""Service → the operations that are called. A new call needs its line here; tests/test_build.py calls all."""

UNCHANGED = ["_retry", "partitions", "sdk-default-configuration"]

Json = dict[str, Any]


def main(folder: Path) -> None:
    """Write the reduced files in the layout that botocore's loader expects."""
    loader = Loader()
    for name in UNCHANGED:
        _write(folder / f"{name}.json", loader.load_data(name))
    _write(folder / "endpoints.json", reduce_endpoints(loader.load_data("endpoints")))
    for service, operations in OPERATIONS.items():
        version = loader.determine_latest_version(service, "service-2")
        model = loader.load_service_model(service, "service-2", version)
        rules = loader.load_service_model(service, "endpoint-rule-set-1", version)
        _write(folder / service / version / "service-2.json", reduce_model(model, operations))
        _write(folder / service / version / "endpoint-rule-set-1.json", rules)


def reduce_endpoints(data: Json) -> Json:
    """Keep all partitions and regions, and the services that are called."""
    for partition in data["partitions"]:
        services = partition["services"]
        partition["services"] = {name: services[name] for name in services if name in OPERATIONS}
    return data


def reduce_model(model: Json, operations: list[str]) -> Json:
    """Keep the operations and the shapes that they need, without documentation."""
    kept = {name: model["operations"][name] for name in operations}
    shapes: Json = {}
    pending = _shape_names(kept)
    while pending:
        name = pending.pop()
        if name not in shapes:
            shapes[name] = model["shapes"][name]
            pending += _shape_names(shapes[name])
    return {
        **model,
        "operations": _without_documentation(kept),
        "shapes": _without_documentation(shapes),
        "documentation": "",
    }


def _shape_names(data: Any) -> list[str]:
    """Return the names of the shapes that a part of a model refers to."""
    names: list[str] = []
    if isinstance(data, dict):
        if isinstance(data.get("shape"), str):
            names.append(data["shape"])
        data = list(data.values())
    if isinstance(data, list):
        for entry in data:
            names += _shape_names(entry)
    return names


def _without_documentation(data: Any) -> Any:
    if isinstance(data, list):
        return [_without_documentation(entry) for entry in data]
    if not isinstance(data, dict):
        return data
    reduced = {name: _without_documentation(value) for name, value in data.items()}
    if isinstance(reduced.get("documentation"), str):  # a shape may have a member of this name
        del reduced["documentation"]
    return reduced


def _write(path: Path, data: Json) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, separators=(",", ":")), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
