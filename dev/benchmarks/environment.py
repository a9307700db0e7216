"""The environment of a measured function: variables of Lambda, of template.yaml, and ours for the stubs."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from dev.benchmarks.certificates import Certificates
from dev.benchmarks.places import LAYER, ROOT, RUNTIME

Environment = dict[str, str]


def ours(url: str, certificates: Certificates) -> Environment:
    """For the functions on the built layer, which has certificates of its own if it could be pruned."""
    given = plain(url, certificates)
    if certificates.roots.exists():
        del given["AWS_CA_BUNDLE"]
    return given


def plain(url: str, certificates: Certificates) -> Environment:
    """For a plain handler, with as many certificates as on AWS."""
    bundle = str(certificates.bundle)
    return {
        **_LAMBDA,
        **_globals(),
        **_OURS,
        "AWS_ENDPOINT_URL": url,
        "AWS_CA_BUNDLE": bundle,
        "REQUESTS_CA_BUNDLE": bundle,
        "SEVENTIME_BASE_URL": url,
        "CUSTOMERS_QUEUE_URL": f"{url}/123456789012/Customers",
        "DEAD_LETTERS_URL": f"{url}/123456789012/DeadLetters",
        "REFUSED_QUEUE_URL": f"{url}/123456789012/Refused",
        "IMPORTS_QUEUE_URL": f"{url}/123456789012/Imports",
    }


_LAMBDA = {
    "PATH": os.defpath,
    "LANG": "C.UTF-8",
    "PYTHONPATH": f"{LAYER}{os.pathsep}{RUNTIME}",
    "PYTHONDONTWRITEBYTECODE": "1",  # /var/task cannot be written to
    "AWS_LAMBDA_FUNCTION_NAME": "measured",
    "AWS_LAMBDA_LOG_FORMAT": "JSON",
    "AWS_REGION": "eu-north-1",
    "AWS_DEFAULT_REGION": "eu-north-1",
    "AWS_ACCESS_KEY_ID": "ASIAEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "example",
    "AWS_SESSION_TOKEN": "example",
}
_OURS = {
    "SENDER_SECRETS_ID": "senders",
    "CLIENT_SECRET_ID": "client",
    "LEDGER_KEY_ID": "ledger",
    "LEDGER_TABLE": "ledger",
    "LOOK_UP_KEY_IDS": "key456",
    "PACER_TABLE": "pacer",
    "IMPORTS_BUCKET": "imports",
    "SEVENTIME_API_VERSION": "1",
    "CREATED_BY_USER": "",
    "ALARM_EMAIL": "",
    "REQUESTS_PER_SECOND": "1000",  # waiting for slots is not measured
    "LOOK_UP_CACHE_SECONDS": "0",
    "CORS_ORIGIN": "",
}


def memory(function: str) -> int:
    """The MB that template.yaml gives the function in this folder."""
    template = _template()
    own = template["Resources"][function.title().replace("_", "")]["Properties"]
    return int(own.get("MemorySize", template["Globals"]["Function"]["MemorySize"]))


def _globals() -> Environment:
    """The variables that template.yaml gives every function."""
    variables: Mapping[str, Any] = _template()["Globals"]["Function"]["Environment"]["Variables"]
    return {name: str(value) for name, value in variables.items()}


def _template() -> Mapping[str, Any]:
    template: Mapping[str, Any] = yaml.load(Path(ROOT / "template.yaml").read_text(encoding="utf-8"), _Loader)
    return template


class _Loader(yaml.SafeLoader):
    """Reads `!Sub x` and the like as x."""


_Loader.add_multi_constructor(
    "!",
    lambda loader, _, node: loader.construct_yaml_str(node) if isinstance(node, yaml.ScalarNode) else None,
)
