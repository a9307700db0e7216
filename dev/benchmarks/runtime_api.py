"""Lambda's Runtime API for one process and one event: measures the time from start to response."""

import json
import math
import resource
import subprocess
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path
from queue import Empty, Queue
from typing import Any, NamedTuple

from dev.benchmarks.loopback import Handler, Server

LONGEST = 30.0
"""Seconds after which a process counts as failed."""


class Response(NamedTuple):
    """The response of a process, and its times in seconds."""

    seconds: float
    """From the start of the process to its response."""
    first: float
    """From the request for the event to the response: the first invocation."""
    first_cpu: float
    """Processor time of the first invocation; not a number where the system does not tell."""
    cpu: float
    """Processor time, until the process was killed."""
    body: Any


class NoResponse(Exception):
    """A process failed; the text contains its output."""


class RuntimeApi:
    """Runs one process at a time."""

    def __init__(self) -> None:
        self._server = Server(_RuntimeApi)
        self._server.start()

    def cold_start(
        self, command: list[str | Path], folder: Path, env: Mapping[str, str], event: Any
    ) -> Response:
        """Start the command in the folder, give it the event, kill it after that. Raises NoResponse."""
        run = self._server.state = _Run(json.dumps(event).encode())
        env = {**env, "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self._server.server_port}"}
        cpu, start = _children_cpu(), time.perf_counter()
        with subprocess.Popen(
            command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as process:
            run.pid.set_result(process.pid)
            at, path, body = run.response()
            process.kill()
            output = process.communicate()[0].decode(errors="replace")
        run.over.set()
        if not path.endswith("/response"):
            raise NoResponse(f"{folder}: {path} {body!r}\n{output}")
        times = at - start, at - run.asked, run.first_cpu, _children_cpu() - cpu
        return Response(*times, json.loads(body))


class _Run:
    """One process: its event, when it asked for it, and its responses: (when, path, body)."""

    def __init__(self, event: bytes) -> None:
        self.events = [event]
        self.asked = 0.0
        self.first_cpu = math.nan
        self.pid: Future[int] = Future()
        self.responses: Queue[tuple[float, str, bytes]] = Queue()
        self.over = threading.Event()

    def response(self) -> tuple[float, str, bytes]:
        try:
            return self.responses.get(timeout=LONGEST)
        except Empty:
            return 0.0, "no response", b""

    def cpu(self) -> float:
        """Processor time of the process until now."""
        try:
            return time.clock_gettime((~self.pid.result() << 3) | 2)  # Linux's clock of another process
        except OSError:
            return math.nan


class _RuntimeApi(Handler):
    def do_GET(self) -> None:
        run = self.server.state
        if not run.events:
            run.over.wait()
            self.close_connection = True
            return
        run.first_cpu = -run.cpu()
        run.asked = time.perf_counter()
        deadline = str(int((time.time() + 60) * 1000))
        self.answer(
            200, run.events.pop(), Lambda_Runtime_Aws_Request_Id="1", Lambda_Runtime_Deadline_Ms=deadline
        )

    def do_POST(self) -> None:
        at, body = time.perf_counter(), self.body()
        run = self.server.state
        run.first_cpu += run.cpu()
        run.responses.put((at, self.path, body))
        self.answer(202, b"")


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
