"""`python -m dev.footprint [CHECKOUT]`: how much code a webhook, a message, a row and a look-up run.

A file counts if one of its functions runs, a line if it runs inside a function. "Reachable" are the modules
that are imported by then. Each is measured at its second call, in a process of its own, with AWS in moto and
Seven Time simulated.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from dev.footprint import source
from dev.local.places import ROOT

CASES = {
    "webhook": "a webhook",
    "message": "a queue message",
    "row": "an imported row",
    "look_up": "a look-up",
}
COLUMNS = "  {:<18} {:>8} {:>8} {:>18} {:>18}"


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m dev.footprint", description=__doc__)
    parser.add_argument("checkout", nargs="?", type=Path, default=ROOT, help="another checkout to measure")
    parser.add_argument("--files", choices=CASES, help="list the files that run instead")
    given = parser.parse_args()
    checkout = given.checkout.resolve()
    if given.files:
        print("\n".join(measure(given.files, checkout)["files"]))
        return
    _show_cases(checkout)
    _show_source(source.read(checkout / "layers" / "bridge" / "bridge"))


def measure(case: str, checkout: Path) -> dict[str, Any]:
    """What `dev.footprint.calls` prints about one case."""
    path = os.pathsep.join((str(checkout / "layers" / "bridge"), str(ROOT)))
    command = [sys.executable, "-m", "dev.footprint.calls", case, str(checkout)]
    printed = subprocess.check_output(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": path})
    measured: dict[str, Any] = json.loads(printed)
    return measured


def _show_cases(checkout: Path) -> None:
    print(COLUMNS.format("", "files", "lines", "files reachable", "lines reachable"))
    for case, title in CASES.items():
        measured = measure(case, checkout)
        files, reachable = measured["files"], measured["reachable"]
        print(
            COLUMNS.format(title, len(files), measured["lines"], len(reachable), measured["reachable_lines"])
        )


def _show_source(found: source.Findings) -> None:
    print(f"\n  reads of records by a string key: {found.reads.total()}")
    for file, count in sorted(found.reads.items()):
        print(f"    {count:>3}  {file}")
    print(f"\n  class names used more than once: {len(found.repeated_classes)}")
    for name, files in sorted(found.repeated_classes.items()):
        print(f"    {name}: {', '.join(files)}")


if __name__ == "__main__":
    main()
