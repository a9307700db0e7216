"""Questions about this checkout before it is deployed: samconfig.toml, sources.yaml and the build."""

import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from building.compile_sources import InvalidSources, parse
from cli.checks.findings import Finding, failure, ok, warning
from cli.samconfig import CONFIG, FOR_TRIALS, Settings

_REAL = "https://app.seventime.se"
_SOURCES = CONFIG.with_name("sources.yaml")

Git = Callable[..., str]
"""The arguments of git → what it prints."""


def known_parameters(
    settings: Settings, in_force: Mapping[str, str], known: Mapping[str, str]
) -> Iterator[Finding]:
    """Does the template have every parameter that samconfig.toml gives?"""
    unknown = sorted(settings.given.keys() - known.keys())
    if unknown:
        there_is = ", ".join(sorted(known.keys() - settings.given.keys()))
        text = f"template.yaml has no parameter {', '.join(unknown)}"
        yield failure("parameters", text, f"Correct it in samconfig.toml. Not given are {there_is}.")
    else:
        shown = [f"{name}={value}" for name, value in settings.given.items() if value != known[name]]
        yield ok("parameters", ", ".join(shown) or "the template's defaults")
    yield from _for_version_2(in_force)


def _for_version_2(in_force: Mapping[str, str]) -> Iterator[Finding]:
    if in_force["SevenTimeApiVersion"] == "2" and not in_force["CreatedByUser"]:
        to_do = "Give CreatedByUser in samconfig.toml: the _id of a user (GET /api/2/users lists them)."
        yield failure("API version 2", "creates customers in the name of nobody", to_do)


def somebody_is_told(in_force: Mapping[str, str]) -> Iterator[Finding]:
    """Does anybody get the alarms?"""
    environment = in_force["EnvironmentName"]
    if in_force["AlarmEmail"]:
        yield ok("alarms", "go to the AlarmEmail of samconfig.toml")
    elif environment in FOR_TRIALS:
        yield ok("alarms", f"go to nobody, which {environment} may do")
    else:
        to_do = 'Add "AlarmEmail=<address>" to parameter_overrides in samconfig.toml.'
        yield failure("alarms", "nobody would be told that deliveries wait or failed", to_do)


def seven_time(in_force: Mapping[str, str]) -> Iterator[Finding]:
    """Does a stack for trials stay away from the customers of a company?"""
    environment, url = in_force["EnvironmentName"], in_force["SevenTimeBaseUrl"]
    told = in_force.get("AllowRealSevenTime") == "true"
    if environment in FOR_TRIALS and url.rstrip("/") == _REAL and not told:
        to_do = (
            'Add "SevenTimeBaseUrl=<simulator>" to parameter_overrides in samconfig.toml; or, if you have a '
            'Seven Time account for tests, "AllowRealSevenTime=true". Customers cannot be deleted there.'
        )
        yield failure("Seven Time", f"{environment} would create customers in the real Seven Time", to_do)
    else:
        yield ok("Seven Time", f"{url}, version {in_force['SevenTimeApiVersion']} of the API")


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
