"""Is the sources.yaml that is deployed the one of this checkout? The deployed layer has it inside."""

import io
import json
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bridge.sources import registry
from cli.checks.findings import Finding, failure, ok, warning
from cli.stacks import Stack

_IN_LAYER = "python/bridge/sources/sources.json"
_SECONDS = 60


def sources_deployed(stack: Stack, built: Path = registry.BUILT) -> Iterator[Finding]:
    """Compare the sources in the layer with those that this checkout would deploy."""
    deployed, own = _in_layer(stack), json.loads(built.read_bytes())
    if deployed is None:
        yield warning("sources.yaml", "the deployed layer could not be downloaded", "Check the network.")
        return
    names = sorted(name for name in deployed.keys() | own.keys() if deployed.get(name) != own.get(name))
    if names:
        text = f"the deployed one differs from this checkout's in {', '.join(names)}"
        yield failure("sources.yaml", text, "Deploy this checkout, or check out what is deployed.")
    else:
        yield ok("sources.yaml", "as in this checkout")


def _in_layer(stack: Stack) -> dict[str, Any] | None:
    """Return the compiled sources of the deployed layer, None if it cannot be downloaded."""
    layer = stack.client("lambda").get_layer_version_by_arn(Arn=_layer_arn(stack))
    try:
        with urllib.request.urlopen(layer["Content"]["Location"], timeout=_SECONDS) as response:
            archive = zipfile.ZipFile(io.BytesIO(response.read()))
    except (OSError, urllib.error.URLError, zipfile.BadZipFile):
        return None
    sources: dict[str, Any] = json.loads(archive.read(_IN_LAYER))
    return sources


def _layer_arn(stack: Stack) -> str:
    pages = (
        stack.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack.name)
    )
    for page in pages:
        for resource in page["StackResourceSummaries"]:
            if resource["ResourceType"] == "AWS::Lambda::LayerVersion":
                return str(resource["PhysicalResourceId"])
    raise LookupError(f"{stack.name} has no layer")
