"""The templates by which a stack lets go of a resource and takes up another one. Pure.

An import may add resources to a stack, but neither create nor change any. So the stack first gets a template
without the resource, in which its name stands instead of references to it, then imports the other resource,
and at last, by `make deploy`, gets template.yaml as it is.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from cli.adopting.existing import Existing

Template = dict[str, Any]
_KEPT = ("Type", "DeletionPolicy", "UpdateReplacePolicy", "Properties")


class _Loader(yaml.SafeLoader):
    """Reads `!Ref X` as {"Ref": X}, `!GetAtt X.Y` as {"Fn::GetAtt": ["X", "Y"]}, and so on."""


def _short_form(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)  # type: ignore[arg-type]
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _short_form)


def load(path: Path) -> Template:
    """Read a template."""
    return parse(path.read_text(encoding="utf-8"))


def parse(text: str) -> Template:
    """Read a template's text."""
    template: Template = yaml.load(text, _Loader)
    template["AWSTemplateFormatVersion"] = "2010-09-09"  # YAML takes an unquoted one for a date
    return template


def only(template: Template, names: Sequence[str]) -> Template:
    """The template with these resources alone, without what in them refers to others.

    What is left out here is no reason for CloudFormation to look at the resource: an import changes nothing
    in it, and the next deployment adds what is missing.
    """
    others = template["Resources"].keys() - set(names)
    resources = {name: _without_references(template["Resources"][name], others) for name in names}
    used = _used(template, resources)
    kept: Template = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}
    for section in ("Parameters", "Conditions"):
        if parts := {name: part for name, part in template.get(section, {}).items() if name in used}:
            kept[section] = parts
    return kept


def without(template: Template, existing: Sequence[Existing]) -> Template:
    """The template without these resources. Their names and ARNs stand instead of references to them."""
    by_name = {each.logical_id: each for each in existing}
    resources = {name: part for name, part in template["Resources"].items() if name not in by_name}
    changed: Template = _replaced({**template, "Resources": resources}, by_name)
    for resource in changed["Resources"].values():
        _depend_no_longer(resource, by_name.keys())
    return changed


def with_added(template: Template, added: Template) -> Template:
    """The template with another one's resources, and the parameters and conditions that these need."""
    sections = {
        name: parts | template.get(name, {}) for name, parts in added.items() if isinstance(parts, dict)
    }
    return {**added, **template, **sections}


def references(part: Any) -> Iterator[str]:
    """The names that a part of a template refers to: resources, parameters and conditions."""
    if isinstance(part, list):
        for each in part:
            yield from references(each)
    if not isinstance(part, dict):
        return
    for name, value in part.items():
        yield from _named_by(name, value)
        yield from references(value)


def _named_by(function: str, value: Any) -> list[str]:
    if function in ("Ref", "Condition"):
        return [str(value)]
    if function in ("Fn::GetAtt", "Fn::If"):
        return [str(value[0])]
    if function == "Fn::Sub":
        text = value if isinstance(value, str) else value[0]
        return re.findall(r"\$\{([\w:]+)", text)
    return []


def _without_references(resource: Template, others: set[str]) -> Template:
    kept = {name: resource[name] for name in _KEPT if name in resource}
    properties = resource.get("Properties", {})
    kept["Properties"] = {k: v for k, v in properties.items() if others.isdisjoint(references(v))}
    return kept


def _used(template: Template, resources: Template) -> set[str]:
    used = set(references(resources))
    conditions = template.get("Conditions", {})
    while more := {name for each in used & conditions.keys() for name in references(conditions[each])} - used:
        used |= more
    return used


def _replaced(part: Any, existing: Mapping[str, Existing]) -> Any:
    if isinstance(part, list):
        return [_replaced(each, existing) for each in part]
    if not isinstance(part, dict):
        return part
    reference = _resolved(part, existing)
    if reference is not None:
        return reference
    return {name: _replaced(value, existing) for name, value in part.items()}


def _resolved(part: Template, existing: Mapping[str, Existing]) -> Any:
    """What stands instead of a function that refers to one of them; None for anything else."""
    match part:
        case {"Ref": str(name)} if name in existing:
            return existing[name].ref
        case {"Fn::GetAtt": [str(name), str(attribute)]} if name in existing:
            return existing[name].attributes[attribute]
        case {"Fn::Sub": str(text)}:
            return {"Fn::Sub": _in_text(text, existing)}
    return None


def _in_text(text: str, existing: Mapping[str, Existing]) -> str:
    for name, each in existing.items():
        text = text.replace(f"${{{name}}}", each.ref)
        for attribute, value in each.attributes.items():
            text = text.replace(f"${{{name}.{attribute}}}", value)
    return text


def _depend_no_longer(resource: Template, names: Any) -> None:
    depends = resource.get("DependsOn", [])
    kept = [name for name in ([depends] if isinstance(depends, str) else depends) if name not in names]
    resource.pop("DependsOn", None)
    if kept:
        resource["DependsOn"] = kept
