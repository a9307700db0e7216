"""`make bench [ARGS="--quick NAME …"]`: prints how fast the bridge is, and writes .local/bench.json."""

import argparse
import os
from importlib import import_module

from dev.benchmarks.building import build
from dev.benchmarks.places import RESULT
from dev.benchmarks.report import machine, save, show
from dev.local.progress import step

BENCHES = {
    "cold": "cold_start",
    "webhook": "warm_webhook",
    "worker": "warm_worker",
    "normalising": "normalising",
    "sizes": "sizes",
    "draining": "draining",
    "latency": "latency",
    "looking-up": "looking_up",
    "importing": "importing",
    "planning": "planning",
    "same-customer": "same_customer.measure",
    "customer-costs": "customer_costs",
    "pacing": "pacing.measure",
    "scale": "scale.measure",
}
"""Name → a module with `measure(quick) -> Section`. Some of them start a stack."""


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHES)}; all if none is given"
    )
    parser.add_argument("--quick", action="store_true", help="fewer rounds, for a first look")
    options = parser.parse_args()
    if unknown := set(options.names) - BENCHES.keys():
        parser.error(f"no benchmark {', '.join(unknown)}; there is {', '.join(BENCHES)}")
    _warn_if_busy()
    with step("building what is measured"):
        build()
    names = options.names or BENCHES
    sections = [import_module(f"dev.benchmarks.{BENCHES[name]}").measure(options.quick) for name in names]
    show(sections)
    save(RESULT, sections)


def _warn_if_busy() -> None:
    load, cores = machine()["load"], os.cpu_count() or 1
    if load > cores / 2:
        print(
            f"  ! This machine is busy (load {load} on {cores} cores): times are too long, and ratios vary."
        )


if __name__ == "__main__":
    main()
