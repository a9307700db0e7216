"""Reads template.yaml as plain values: `!Ref X` is "X", `!GetAtt X.Arn` is "X.Arn", `!Sub` is its text."""

from pathlib import Path
from typing import Any

import yaml

TEMPLATE = Path(__file__).parents[1] / "template.yaml"


class _Loader(yaml.SafeLoader):
    """Knows CloudFormation's short forms."""


def _plain(loader: _Loader, _suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_mapping(node, deep=True)  # type: ignore[arg-type]


_Loader.add_multi_constructor("!", _plain)


def read(text: str) -> dict[str, Any]:
    """Return the template."""
    template: dict[str, Any] = yaml.load(text, _Loader)
    return template


def resources() -> dict[str, dict[str, Any]]:
    """Return the resources of template.yaml by their names."""
    found: dict[str, dict[str, Any]] = read(TEMPLATE.read_text(encoding="utf-8"))["Resources"]
    return found
