"""Is the deployed template the one of this checkout?"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from cli import places
from cli.adopting.templates import parse
from cli.checks.deployed import Deployment
from cli.checks.findings import Finding, failure, ok, skipped
from cli.languages import _

TEMPLATE = places.CHECKOUT / "template.yaml"

_PACKAGED = ("CodeUri", "ContentUri")
"""What SAM replaces by a place in S3."""


def template(deployment: Deployment, path: Path = TEMPLATE) -> Iterator[Finding]:
    """Compare the template that was deployed, before SAM's transform, with that of this checkout."""
    if not path.is_file():
        yield skipped("template", _("not compared: no checkout here"))
        return
    asked = {"StackName": deployment.stack.name, "TemplateStage": "Original"}
    body = deployment.client("cloudformation").get_template(**asked)["TemplateBody"]
    deployed = _parts(body if isinstance(body, str) else json.dumps(body))
    own = _parts(path.read_text(encoding="utf-8"))
    names = sorted(name for name in deployed.keys() | own.keys() if deployed.get(name) != own.get(name))
    if not names:
        yield ok("template", _("as in this checkout"))
        return
    text = _("the deployed one differs from this checkout's in {names}").format(names=_few(names))
    yield failure("template", text, _("Deploy this checkout, or check out what is deployed."))


def _few(names: list[str]) -> str:
    return ", ".join(names[:5]) + (" …" if len(names) > 5 else "")


@cache
def _parts(text: str) -> dict[str, Any]:
    """Name → parameter, resource or output, without what SAM changes when it packages them."""
    template = parse(text)
    found: dict[str, Any] = {"Globals": template.get("Globals")}
    for section in ("Parameters", "Rules", "Conditions", "Resources", "Outputs"):
        found |= {f"{section}.{name}": _plain(part) for name, part in template.get(section, {}).items()}
    return found


def _plain(part: Any) -> Any:
    if not isinstance(part, dict):
        return part
    properties = part.get("Properties") or {}
    kept = {name: value for name, value in properties.items() if name not in _PACKAGED}
    return {**part, "Properties": kept, "Metadata": None}
