"""Measures one case in this process, and prints JSON: see `dev.footprint`."""

import io
import json
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from moto import mock_aws

from dev.footprint.deployment import Deployment
from dev.footprint.tracing import Trace
from dev.simulator.server import running


def measure(case: str, checkout: Path) -> dict[str, Any]:
    """The second call of a case: the first one imports what is imported when it is first used."""
    bridge, functions = checkout / "layers" / "bridge" / "bridge", checkout / "functions"
    trace = Trace([bridge, functions])
    with mock_aws(), running(requests_per_second=0) as simulator:
        deployment = Deployment(checkout, simulator)
        call = getattr(deployment, case)
        call()
        deployment.trace = trace
        call()
    reachable = trace.files | _imported(bridge)
    return {
        "files": sorted(_relative(trace.files, checkout)),
        "lines": len(trace.lines),
        "reachable": sorted(_relative(reachable, checkout)),
        "reachable_lines": sum(_count_lines(Path(file)) for file in reachable),
    }


def _imported(package: Path) -> set[str]:
    """The files of the package's modules that are imported; an `__init__.py` without code is none."""
    files = {str(getattr(module, "__file__", None)) for module in list(sys.modules.values())}
    return {file for file in files if file.startswith(f"{package}/") and _count_lines(Path(file)) > 1}


def _count_lines(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def _relative(files: set[str], checkout: Path) -> list[str]:
    return [str(Path(file).relative_to(checkout)) for file in files]


if __name__ == "__main__":
    with redirect_stdout(io.StringIO()):  # the functions' log
        measured = measure(sys.argv[1], Path(sys.argv[2]))
    print(json.dumps(measured))
