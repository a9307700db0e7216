"""Is the code of the deployed functions that of this checkout? Somebody may have changed it in AWS."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from cli import places
from cli.checks.archives import download
from cli.checks.deployed import Deployment
from cli.checks.findings import Finding, failure, ok, skipped, warning
from cli.languages import _

_FUNCTION = "AWS::Lambda::Function"

Code = Mapping[str, bytes]
"""Name of a file → its content."""


def functions(deployment: Deployment) -> Iterator[Finding]:
    """Compare the code of each function with that of its folder in this checkout."""
    folders = places.CHECKOUT / "functions"
    if not folders.is_dir():
        yield skipped("functions", _("not compared: no checkout here"))
        return
    findings = [
        finding
        for name, resource in deployment.resources.items()
        if resource.type == _FUNCTION
        for finding in _compared(deployment, name, resource.id, folders)
    ]
    yield from findings or [ok("functions", _("as in this checkout"))]


def _compared(deployment: Deployment, name: str, id_: str, folders: Path) -> Iterator[Finding]:
    found = deployment.client("lambda").get_function(FunctionName=id_)
    archive = download(found["Code"]["Location"])
    if archive is None:
        text = _("the deployed code of {function} could not be downloaded").format(function=name)
        yield warning("functions", text, _("Check the network."))
        return
    with archive:
        deployed = {each: archive.read(each) for each in archive.namelist() if each.endswith(".py")}
    if deployed != _own(folders / _folder(name)):
        text = _("the deployed code of {function} differs from this checkout's").format(function=name)
        yield failure("functions", text, _("Deploy this checkout, or check out what is deployed."))


def _own(folder: Path) -> Code:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.glob("**/*.py")}


def _folder(logical_id: str) -> str:
    """The folder of a function: create_customers of CreateCustomers."""
    return re.sub("(?<!^)(?=[A-Z])", "_", logical_id).lower()
