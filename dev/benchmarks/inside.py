"""Runs a module as a function runs: with its interpreter, the built layer and Lambda's own packages."""

import json
import logging
import math
import os
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from dev.benchmarks.places import LAYER, PYTHON, ROOT, RUNTIME

BATCHES = 9


def run(module: str, env: Mapping[str, str]) -> Any:
    """Run a module. Return the JSON that it prints."""
    path = os.pathsep.join(map(str, (LAYER, RUNTIME, ROOT)))
    command: list[str | Path] = [PYTHON, "-S", "-m", module]
    printed = subprocess.run(
        command, cwd=ROOT, env={**env, "PYTHONPATH": path}, stdout=subprocess.PIPE, check=True
    )
    return json.loads(printed.stdout)


def microseconds(calls: Mapping[str, Callable[[], object]], times: int) -> dict[str, float]:
    """Name → microseconds of processor time for one call: the best of several batches, taken in turn."""
    best = dict.fromkeys(calls, math.inf)
    for _ in range(BATCHES):
        for name, call in calls.items():
            best[name] = min(best[name], _batch(call, times))
    return best


def log_as_on_lambda() -> None:
    """Format logs as on Lambda, and throw them away."""
    from awslambdaric.lambda_runtime_log_utils import JsonFormatter

    handler = logging.StreamHandler(open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - to the end
    handler.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(handler)


def _batch(call: Callable[[], object], times: int) -> float:
    start = time.process_time_ns()
    for _ in range(times):
        call()
    return (time.process_time_ns() - start) / times / 1000
