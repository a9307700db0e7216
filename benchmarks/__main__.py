"""`python -m benchmarks [--quick] [NAME …]`: what is fast, in one table, and in .local/bench.json."""

import argparse
import os

from benchmarks import cold_start, sizes, warm_webhook, warm_worker
from benchmarks.building import build
from benchmarks.places import RESULT
from benchmarks.report import machine, save, show
from local.progress import step

BENCHES = {
    "cold": cold_start.measure,
    "webhook": warm_webhook.measure,
    "worker": warm_worker.measure,
    "sizes": sizes.measure,
}
"""One module each: `measure(quick) -> Section`."""


def main() -> None:
    """Read the command line, measure, show."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHES)}; all if none is given"
    )
    parser.add_argument("--quick", action="store_true", help="fewer rounds, for a first look")
    asked = parser.parse_args()
    if unknown := set(asked.names) - BENCHES.keys():
        parser.error(f"not measured: {', '.join(unknown)}; there is {', '.join(BENCHES)}")
    _warn()
    with step("building what is measured"):
        build()
    sections = [BENCHES[name](asked.quick) for name in asked.names or BENCHES]
    show(sections)
    save(RESULT, sections)


def _warn() -> None:
    load, cores = machine()["load"], os.cpu_count() or 1
    if load > cores / 2:
        print(
            f"  ! This machine is busy (load {load} on {cores} cores): times are too long, ratios unsteady."
        )


if __name__ == "__main__":
    main()
