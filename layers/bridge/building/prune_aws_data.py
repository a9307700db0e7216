"""`building.prune_aws_data DIR`: botocore's data files, reduced to the operations that the functions call.

botocore reads them at every cold start; whole, they are 25 MB and the better part of a client's making.
"""

import json
import sys
from pathlib import Path
from typing import Any

from botocore.loaders import Loader

OPERATIONS = {
    "dynamodb": ["BatchGetItem", "GetItem", "TransactWriteItems", "UpdateItem"],
    "s3": ["GetObject", "PutObject"],
    "secretsmanager": ["GetSecretValue"],
    "sqs": ["ChangeMessageVisibility", "GetQueueAttributes", "SendMessage", "SendMessageBatch"],
}
"""Service → what is called: a new call needs its line here (the build's check calls each of them)."""

WHOLE = ["_retry", "partitions", "sdk-default-configuration"]

Json = dict[str, Any]


def main(folder: Path) -> None:
    """Write the reduced files in the layout that botocore's loader expects."""
    loader = Loader()
    for name in WHOLE:
        _write(folder / f"{name}.json", loader.load_data(name))
    _write(folder / "endpoints.json", endpoints(loader.load_data("endpoints")))
    for service, operations in OPERATIONS.items():
        version = loader.determine_latest_version(service, "service-2")
        for name, reduce in (("service-2", model), ("endpoint-rule-set-1", whole)):
            data = loader.load_service_model(service, name, version)
            _write(folder / service / version / f"{name}.json", reduce(data, operations))


def endpoints(data: Json) -> Json:
    """All partitions and regions, the services in use."""
    for partition in data["partitions"]:
        partition["services"] = {k: v for k, v in partition["services"].items() if k in OPERATIONS}
    return data


def model(data: Json, operations: list[str]) -> Json:
    """A service's model with these operations and the shapes that they reach, without documentation."""
    kept = {name: data["operations"][name] for name in operations}
    shapes: Json = {}
    pending = _references(kept)
    while pending:
        name = pending.pop()
        if name not in shapes:
            shapes[name] = data["shapes"][name]
            pending += _references(shapes[name])
    return {**data, "operations": _undocumented(kept), "shapes": _undocumented(shapes), "documentation": ""}


def whole(data: Json, _: list[str]) -> Json:
    """The data as it is."""
    return data


def _references(data: Any) -> list[str]:
    """The names of the shapes that a piece of a model refers to."""
    if isinstance(data, list):
        return [name for entry in data for name in _references(entry)]
    if not isinstance(data, dict):
        return []
    own = [data["shape"]] if isinstance(data.get("shape"), str) else []
    return own + [name for entry in data.values() for name in _references(entry)]


def _undocumented(data: Any) -> Any:
    if isinstance(data, list):
        return [_undocumented(entry) for entry in data]
    if not isinstance(data, dict):
        return data
    return {k: _undocumented(v) for k, v in data.items() if not (k == "documentation" and isinstance(v, str))}


def _write(path: Path, data: Json) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, separators=(",", ":")), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
