"""Builds what is measured: layer, runtime and plain handlers, with byte code as `make build` makes it."""

import os
import platform
import shutil
import subprocess
from pathlib import Path

from dev.benchmarks.places import ARTIFACTS, LAYER, PLAIN, PLAIN_BUILT, PYTHON, ROOT, RUNTIME, SOURCES, TOOLS

OF_LAMBDA = (
    "awslambdaric",
    "boto3",
    "botocore",
    "dateutil",
    "jmespath",
    "runtime_client*.so",
    "s3transfer",
    "simplejson",
    "six.py",
    "snapshot_restore_py*",
    "urllib3",
)
"""The packages in Lambda's Python image, and those of its runtime client."""


def build() -> None:
    """Build everything from scratch, in a few seconds."""
    _build_layer()
    _copy_runtime()
    shutil.rmtree(PLAIN_BUILT, ignore_errors=True)
    shutil.copytree(PLAIN, PLAIN_BUILT)
    for folder in (RUNTIME, PLAIN_BUILT):
        _compile(folder)


def _build_layer() -> None:
    """Use the layer's Makefile, for this machine, then put the sources of the benchmarks in."""
    machine = "arm64" if platform.machine().lower() in ("arm64", "aarch64") else "x86_64"
    given = {
        "ARTIFACTS_DIR": ARTIFACTS,
        "PYTHON_VERSION": _version(),
        "ARCHITECTURE": machine,
        "PLATFORM": "",
    }
    variables = [f"{name}={value}" for name, value in given.items()]
    _run("make", "--silent", "-C", ROOT / "layers/bridge", "build-BridgeLayer", *variables)
    _run(TOOLS, "-m", "building.compile_sources", SOURCES, LAYER / "bridge/sources/sources.json")


def _copy_runtime() -> None:
    shutil.rmtree(RUNTIME, ignore_errors=True)
    RUNTIME.mkdir(parents=True)
    packages = Path(_output(PYTHON, "import sysconfig; print(sysconfig.get_path('purelib'))"))
    for pattern in OF_LAMBDA:
        for found in packages.glob(pattern):
            _copy(found, RUNTIME / found.name)


def _copy(found: Path, target: Path) -> None:
    if found.is_file():
        shutil.copy(found, target)
    elif not found.name.endswith(".dist-info"):
        shutil.copytree(found, target, ignore=shutil.ignore_patterns("__pycache__"))


def _compile(folder: Path) -> None:
    _run(TOOLS, "-m", "building.compile_layer", folder, _version())


def _version() -> str:
    return _output(PYTHON, "import sys; print('%d.%d' % sys.version_info[:2])")


def _output(python: Path, code: str) -> str:
    return subprocess.check_output([python, "-c", code], text=True).strip()


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(ROOT / "layers/bridge")})
