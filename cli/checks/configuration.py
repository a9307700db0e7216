"""Questions about this checkout before it is deployed: samconfig.toml, sources.yaml and the build."""

import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from building.compile_sources import InvalidSources, parse
from cli import places
from cli.checks.findings import Finding, failure, ok, warning
from cli.checks.template import broken_rules
from cli.languages import _
from cli.samconfig import Settings

Git = Callable[..., str]
"""The arguments of git → what it prints."""


def parameters(settings: Settings, known: Mapping[str, str]) -> Iterator[Finding]:
    """Does the template have every parameter that samconfig.toml gives?"""
    unknown = sorted(settings.given.keys() - known.keys())
    if unknown:
        there_is = ", ".join(sorted(known.keys() - settings.given.keys()))
        text = _("template.yaml has no parameter {names}").format(names=", ".join(unknown))
        to_do = _("Correct it in samconfig.toml. Not given are {names}.").format(names=there_is)
        yield failure("parameters", text, to_do)
        return
    changed = [
        f"{name}={value}"
        for name, value in settings.given.items()
        if value != known[name] and name != "AlarmEmail"  # pipelines keep what is printed
    ]
    yield ok("parameters", ", ".join(changed) or _("the template's defaults"))


def rules(in_force: Mapping[str, str]) -> Iterator[Finding]:
    """Do the values fit together, as template.yaml wants it?"""
    broken = list(broken_rules(in_force))
    for rule in broken:
        yield failure("rules", rule, _("Add it to parameter_overrides in samconfig.toml."))
    if not broken:
        text = _("{url}, version {version}")
        values = {"url": in_force["SevenTimeBaseUrl"], "version": in_force["SevenTimeApiVersion"]}
        yield ok("Seven Time", text.format(**values))


def build_fits(in_force: Mapping[str, str], python: str, architecture: str) -> Iterator[Finding]:
    """Is the layer built for the Python and the processor that the functions will have?"""
    wanted = in_force["Runtime"].removeprefix("python"), in_force["Architecture"]
    built = _("for Python {version} on {processor}").format(version=python, processor=architecture)
    if wanted == (python, architecture):
        yield ok("build", built)
        return
    text = _("is {built}, but the functions run Python {version} on {processor}")
    to_do = f"make deploy PYTHON_VERSION={wanted[0]} ARCHITECTURE={wanted[1]} ENV=…"
    yield failure("build", text.format(built=built, version=wanted[0], processor=wanted[1]), to_do)


def sources_compile(path: Path | None = None) -> Iterator[Finding]:
    """Can the build read sources.yaml?"""
    try:
        entries = parse((path or places.SOURCES).read_text(encoding="utf-8-sig"))
    except (InvalidSources, UnicodeDecodeError, OSError) as error:
        first = str(error).splitlines()[0]
        yield failure("sources.yaml", first, _("bridge sources check shows every problem."))
        return
    yield ok("sources.yaml", _("{count} entries").format(count=len(entries)))


def committed(settings: Settings, git: Git) -> Iterator[Finding]:
    """Could somebody deploy the same once more?"""
    try:
        changed, commit = git("status", "--porcelain"), git("rev-parse", "--short", "HEAD").strip()
    except (OSError, subprocess.SubprocessError):
        text = _("this is no git checkout")
        yield warning("commit", text, _("Keep what you deploy in git: a rollback needs it."))
        return
    if changed and not settings.is_for_trials:
        text = _("{commit} with {count} changed files")
        text = text.format(commit=commit, count=len(changed.splitlines()))
        yield warning("commit", text, _("Commit them: a rollback needs what was deployed."))
    else:
        yield ok("commit", commit)
