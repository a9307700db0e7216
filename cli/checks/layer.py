"""Is what is deployed the code and the sources.yaml of this checkout? The deployed layer has both inside."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from building.compile_sources import InvalidSources, parse
from cli import places
from cli.checks.archives import download
from cli.checks.configuration import sources_compile
from cli.checks.deployed import Deployment
from cli.checks.findings import Finding, failure, ok, skipped, warning
from cli.languages import _

_FOLDER = "python/"
_SOURCES = "python/bridge/sources/sources.json"


def layer(deployment: Deployment) -> Iterator[Finding]:
    """Compare the sources and the code in the layer with those that this checkout would deploy."""
    if not places.SOURCES.is_file():
        yield skipped("sources.yaml", _("not compared: no checkout here"))
        return
    archive = _download(deployment)
    if archive is None:
        text = _("the deployed layer could not be downloaded")
        yield warning("sources.yaml", text, _("Check the network."))
        return
    with archive:
        yield from _sources(archive, places.SOURCES)
        yield _code(archive, places.CHECKOUT / "layers" / "bridge")


def _sources(archive: zipfile.ZipFile, path: Path) -> Iterator[Finding]:
    deployed = json.loads(archive.read(_SOURCES))
    try:
        own = json.loads(json.dumps(parse(path.read_text(encoding="utf-8-sig"))))
    except InvalidSources:
        yield from sources_compile(path)
        return
    names = sorted(name for name in deployed.keys() | own.keys() if deployed.get(name) != own.get(name))
    if not names:
        yield ok("sources.yaml", _("as in this checkout"))
        return
    text = _("the deployed one differs from this checkout's in {names}").format(names=", ".join(names))
    yield failure("sources.yaml", text, _deploy())


def _code(archive: zipfile.ZipFile, folder: Path) -> Finding:
    own = {f"{_FOLDER}{path.relative_to(folder).as_posix()}": path for path in folder.glob("bridge/**/*")}
    own = {name: path for name, path in own.items() if _is_code(name)}
    there = {name for name in archive.namelist() if _is_code(name)}
    if not own:
        return skipped("layer", _("not compared: no checkout here"))
    other = own.keys() ^ there
    other |= {name for name in own.keys() & there if archive.read(name) != own[name].read_bytes()}
    if not other:
        return ok("layer", _("as in this checkout"))
    text = _("the deployed code differs from this checkout's in {count} files, such as {name}")
    return failure("layer", text.format(count=len(other), name=min(other).removeprefix(_FOLDER)), _deploy())


def _is_code(name: str) -> bool:
    """True for what the build takes as it is. It makes the sources and the data of AWS anew."""
    if not name.startswith(f"{_FOLDER}bridge/") or "/aws_data/" in name or name == _SOURCES:
        return False
    return name.endswith((".py", ".json"))


def _deploy() -> str:
    return _("Deploy this checkout, or check out what is deployed.")


def _download(deployment: Deployment) -> zipfile.ZipFile | None:
    """Return the deployed layer, None if it cannot be downloaded."""
    arns = deployment.ids("AWS::Lambda::LayerVersion")
    if not arns:
        return None
    found = deployment.client("lambda").get_layer_version_by_arn(Arn=arns[-1])
    return download(found["Content"]["Location"])
