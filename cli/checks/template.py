"""The parameters and the rules of template.yaml, with the values that samconfig.toml gives.

CloudFormation checks the rules too, but only once everything is built and uploaded.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import yaml

from cli import places

TEMPLATE = places.CHECKOUT / "template.yaml"

Values = Mapping[str, str]
"""Parameter → value."""


class _Loader(yaml.SafeLoader):
    """Reads `!Equals [a, b]` as {"Equals": [a, b]}."""


def _tagged(loader: _Loader, name: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    if isinstance(node, yaml.MappingNode):
        return {name: loader.construct_mapping(node, deep=True)}
    return {name: node.value}


_Loader.add_multi_constructor("!", _tagged)


@cache
def _template() -> dict[str, Any]:
    template: dict[str, Any] = yaml.load(TEMPLATE.read_text(encoding="utf-8"), _Loader)
    return template


def defaults() -> dict[str, str]:
    """Parameter → its default, "" if it has none."""
    parameters = _template()["Parameters"]
    return {name: str(parameter.get("Default", "")) for name, parameter in parameters.items()}


def in_force(given: Values) -> dict[str, str]:
    """Parameter → its value in the next deployment."""
    return {**defaults(), **given}


def broken_rules(values: Values) -> Iterator[str]:
    """Yield what each rule says that these values break."""
    for rule in _template()["Rules"].values():
        if evaluate(rule.get("RuleCondition", {"Equals": ["", ""]}), values):
            for assertion in rule["Assertions"]:
                if not evaluate(assertion["Assert"], values):
                    yield str(assertion["AssertDescription"]).strip()


def evaluate(expression: Any, values: Values) -> Any:
    """Return the value of a rule's expression. Raises KeyError for a function that rules do not have."""
    if isinstance(expression, list):
        return [evaluate(item, values) for item in expression]
    if not isinstance(expression, dict):
        return str(expression)
    [(function, argument)] = expression.items()
    if function == "Ref":
        return values[argument]
    return _FUNCTIONS[function](*evaluate(argument, values))


_FUNCTIONS: Mapping[str, Callable[..., bool]] = {
    "And": lambda *conditions: all(conditions),
    "Contains": lambda texts, text: text in texts,
    "Equals": lambda one, other: bool(one == other),
    "Not": lambda condition: not condition,
    "Or": lambda *conditions: any(conditions),
}
