"""`python -m tests.faults.mutations_near`: does a unit test fail near its cause when a safeguard is gone?

Each safeguard is taken away in a copy of the layer, and the unit tests of that module are run. The fault
simulation would notice most of them as well (see `mutations`), but far from their cause.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.faults.safeguards import SAFEGUARDS, TESTS, Safeguard

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = ("-x", "-rfE", "-p", "no:cacheprovider", "-p", "no:xdist", "-k", "not moto")
"""moto is slower, and behaves as DynamoDB in memory does."""


def failing_test(safeguard: Safeguard) -> str:
    """The first test that fails without the safeguard; "" if none does."""
    with tempfile.TemporaryDirectory() as folder:
        layer = Path(folder) / "layer"
        shutil.copytree(
            ROOT / "layers/bridge", layer, ignore=shutil.ignore_patterns("__pycache__", "aws_data")
        )
        take_away(safeguard, layer / "bridge" / safeguard.module)
        tests = ROOT / "tests/unit" / TESTS[safeguard.module]
        command = [sys.executable, "-m", "pytest", str(tests), *OPTIONS, "-o", f"pythonpath={layer} {ROOT}"]
        run = subprocess.run(
            command,
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
            capture_output=True,
            text=True,
            check=False,
        )
    if run.returncode not in (0, 1):
        raise RuntimeError(f"{safeguard.name}: {run.stdout[-2000:]}{run.stderr[-2000:]}")
    failed = re.search(r"^(?:FAILED|ERROR) \S+?::(.+?)(?: - |$)", run.stdout, re.MULTILINE)
    return failed[1] if failed else ""


def take_away(safeguard: Safeguard, module: Path) -> None:
    """Change the module. Raises ValueError if the safeguard's text is not there exactly once."""
    text = module.read_text(encoding="utf-8")
    if text.count(safeguard.old) != 1:
        raise ValueError(f"{safeguard.name}: {safeguard.old!r} has to be in {safeguard.module} exactly once")
    module.write_text(text.replace(safeguard.old, safeguard.new), encoding="utf-8")


def main() -> None:
    """Print which test fails without each safeguard. Exit code 1 if none does for one of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="safeguards whose name or module contains this")
    only = parser.parse_args().only
    chosen = [each for each in SAFEGUARDS if only in f"{each.name} {each.module}"]
    unnoticed = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for safeguard, test in zip(chosen, pool.map(failing_test, chosen), strict=True):
            unnoticed += not test
            print(f"{safeguard.module:28} {safeguard.name:42} {test or 'NOT NOTICED'}", flush=True)
    sys.exit(1 if unnoticed else 0)


if __name__ == "__main__":
    main()
