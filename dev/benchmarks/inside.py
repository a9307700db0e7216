"""Runs a module where the functions run: the same interpreter, the built layer, Lambda's own packages."""

import json
import logging
import os
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from dev.benchmarks.places import LAYER, PYTHON, ROOT, RUNTIME

BATCHES = 9


def run(module: str, env: Mapping[str, str]) -> Any:
    """What the module prints, as JSON."""
    path = os.pathsep.join(map(str, (LAYER, RUNTIME, ROOT)))
    command: list[str | Path] = [PYTHON, "-S", "-m", module]
    printed = subprocess.run(
        command, cwd=ROOT, env={**env, "PYTHONPATH": path}, stdout=subprocess.PIPE, check=True
    )
    return json.loads(printed.stdout)


def microseconds(calls: Mapping[str, Callable[[], object]], times: int) -> dict[str, float]:
    """Of a processor, for one call of each: the best of some batches, taken in turn."""
    batches = [[_batch(call, times) for call in calls.values()] for _ in range(BATCHES)]
    return dict(zip(calls, map(min, zip(*batches, strict=True)), strict=True))


def log_as_on_lambda() -> None:
    """Logs cost what they cost on Lambda, and go nowhere."""
    from awslambdaric.lambda_runtime_log_utils import JsonFormatter

    handler = logging.StreamHandler(open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - to the end
    handler.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(handler)


def _batch(call: Callable[[], object], times: int) -> float:
    start = time.process_time_ns()
    for _ in range(times):
        call()
    return (time.process_time_ns() - start) / times / 1000
