"""Questions about this checkout before it is deployed: samconfig.toml, sources.yaml and the build."""

import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from building.compile_sources import InvalidSources, parse
from cli.checks.findings import Finding, failure, ok, warning
from cli.checks.template import broken_rules
from cli.samconfig import CONFIG, Settings

_SOURCES = CONFIG.with_name("sources.yaml")

Git = Callable[..., str]
"""The arguments of git → what it prints."""


def parameters(settings: Settings, known: Mapping[str, str]) -> Iterator[Finding]:
    """Does the template have every parameter that samconfig.toml gives?"""
    unknown = sorted(settings.given.keys() - known.keys())
    if unknown:
        there_is = ", ".join(sorted(known.keys() - settings.given.keys()))
        text = f"template.yaml has no parameter {', '.join(unknown)}"
        yield failure("parameters", text, f"Correct it in samconfig.toml. Not given are {there_is}.")
    else:
        changed = [
            f"{name}={value}"
            for name, value in settings.given.items()
            if value != known[name] and name != "AlarmEmail"  # pipelines keep what is printed
        ]
        yield ok("parameters", ", ".join(changed) or "the template's defaults")


def rules(in_force: Mapping[str, str]) -> Iterator[Finding]:
    """Do the values fit together, as template.yaml wants it?"""
    broken = list(broken_rules(in_force))
    for rule in broken:
        yield failure("rules", rule, "Add it to parameter_overrides in samconfig.toml.")
    if not broken:
        yield ok("Seven Time", f"{in_force['SevenTimeBaseUrl']}, version {in_force['SevenTimeApiVersion']}")


def build_fits(in_force: Mapping[str, str], python: str, architecture: str) -> Iterator[Finding]:
    """Is the layer built for the Python and the processor that the functions will have?"""
    wanted = in_force["Runtime"].removeprefix("python"), in_force["Architecture"]
    if wanted == (python, architecture):
        yield ok("build", f"for Python {python} on {architecture}")
    else:
        to_do = f"make deploy PYTHON_VERSION={wanted[0]} ARCHITECTURE={wanted[1]} ENV=…"
        built = f"is for Python {python} on {architecture}"
        yield failure("build", f"{built}, the functions run Python {wanted[0]} on {wanted[1]}", to_do)


def sources_compile(path: Path = _SOURCES) -> Iterator[Finding]:
    """Can the build read sources.yaml?"""
    try:
        entries = parse(path.read_text(encoding="utf-8-sig"))
    except (InvalidSources, UnicodeDecodeError, OSError) as error:
        first = str(error).splitlines()[0]
        yield failure("sources.yaml", first, "make sources shows every problem.")
        return
    yield ok("sources.yaml", f"{len(entries)} entries")


def committed(settings: Settings, git: Git) -> Iterator[Finding]:
    """Could somebody deploy the same once more?"""
    try:
        changed, commit = git("status", "--porcelain"), git("rev-parse", "--short", "HEAD").strip()
    except (OSError, subprocess.SubprocessError):
        yield warning(
            "commit", "this is no git checkout", "Keep what you deploy in git: a rollback needs it."
        )
        return
    if changed and not settings.is_for_trials:
        files = len(changed.splitlines())
        yield warning(
            "commit",
            f"{commit} with {files} changed files",
            "Commit them: a rollback needs what was deployed.",
        )
    else:
        yield ok("commit", commit)
