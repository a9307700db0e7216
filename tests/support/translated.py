"""template.yaml as AWS gets it: translated by SAM's own translator, its functions resolved."""

import json
import os
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "template.yaml"
SCRIPT = ROOT / "layers/bridge/building/translate_template.py"
PYTHON = ROOT / ".stack-venv/bin/python"


@cache
def translated(*parameters: str) -> dict[str, Any]:
    """The translated template with these parameters, `NAME=VALUE`."""
    name = re.sub(r"\W+", "_", "-".join(["translated", *parameters]))
    target = ROOT / ".build" / f"{name}.json"
    if not _is_newer(target):
        _translate(target, parameters)
    template: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    return template


def _is_newer(target: Path) -> bool:
    sources = max(TEMPLATE.stat().st_mtime, SCRIPT.stat().st_mtime)
    return target.exists() and target.stat().st_mtime > sources


def _translate(target: Path, parameters: tuple[str, ...]) -> None:
    if not PYTHON.exists():
        pytest.fail("The tests of template.yaml need SAM: make .stack-venv/ready")
    target.parent.mkdir(exist_ok=True)
    mine = target.with_suffix(f".{os.getpid()}")  # other test processes may be translating, too
    subprocess.run([PYTHON, SCRIPT, TEMPLATE, mine, *parameters], check=True)
    mine.replace(target)


def resources(kind: str, *parameters: str) -> dict[str, dict[str, Any]]:
    """Logical id → the properties of the resources of that type."""
    return {
        name: resource.get("Properties", {})
        for name, resource in translated(*parameters)["Resources"].items()
        if resource["Type"] == kind
    }


def target_of(value: Any) -> str:
    """The logical id that a Ref, a GetAtt or a Sub of one resource names."""
    if isinstance(value, dict):
        [(function, argument)] = value.items()
        if function == "Ref":
            return str(argument)
        if function == "Fn::GetAtt":
            return str(argument[0] if isinstance(argument, list) else argument.split(".")[0])
        if function == "Fn::Sub" and isinstance(argument, str):
            return argument.removeprefix("${").split(".")[0].split("}")[0]
    return str(value)
