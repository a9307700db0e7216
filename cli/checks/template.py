"""The parameters of template.yaml, with those that samconfig.toml gives."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

TEMPLATE = Path(__file__).parents[2] / "template.yaml"


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's tags as nothing: the parameters have none."""


_Loader.add_multi_constructor("!", lambda _loader, _tag, _node: None)


def defaults() -> dict[str, str]:
    """Parameter → its default, "" if it has none."""
    template: dict[str, Any] = yaml.load(TEMPLATE.read_text(encoding="utf-8"), _Loader)
    return {name: str(parameter.get("Default", "")) for name, parameter in template["Parameters"].items()}


def in_force(given: Mapping[str, str]) -> dict[str, str]:
    """Parameter → its value in the next deployment."""
    return {**defaults(), **given}
