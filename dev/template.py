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


def resources_by_default() -> dict[str, dict[str, Any]]:
    """Return the resources of template.yaml that a deployment has which chooses no option.

    Of those with a condition, only those whose condition compares one parameter with one value are known.
    """
    template = read(TEMPLATE.read_text(encoding="utf-8"))
    parameters, conditions = template["Parameters"], template["Conditions"]

    def is_there(resource: dict[str, Any]) -> bool:
        condition = conditions.get(resource.get("Condition"), ())
        match condition:
            case (str(name), str(value)):
                return bool(parameters[name]["Default"] == value)
        return True

    return {name: each for name, each in template["Resources"].items() if is_there(each)}


def resources() -> dict[str, dict[str, Any]]:
    """Return the resources of template.yaml by their names."""
    found: dict[str, dict[str, Any]] = read(TEMPLATE.read_text(encoding="utf-8"))["Resources"]
    return found
