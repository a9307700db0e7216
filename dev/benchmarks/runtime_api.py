"""Lambda's Runtime API for one process and one event: how long is it from its start to its answer?"""

import json
import resource
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from queue import Empty, Queue
from typing import Any, NamedTuple

from dev.benchmarks.http import Handler, Server

LONGEST = 30.0
"""Seconds after which a process has failed."""


class Answer(NamedTuple):
    """What a process answered."""

    seconds: float
    """From its start to its answer."""
    first: float
    """Of these, from its asking for the event."""
    cpu: float
    """Of a processor, until it was ended."""
    body: Any


class NoAnswer(Exception):
    """A process failed; the text has its output."""


class RuntimeApi:
    """Runs one process at a time."""

    def __init__(self) -> None:
        self._server = Server(_RuntimeApi)
        self._server.start()

    def cold_start(
        self, command: list[str | Path], folder: Path, env: Mapping[str, str], event: Any
    ) -> Answer:
        """Start the command in the folder, hand it the event, end it; raises NoAnswer."""
        run = self._server.state = _Run(json.dumps(event).encode())
        env = {**env, "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self._server.server_port}"}
        cpu, start = _children_cpu(), time.perf_counter()
        with subprocess.Popen(
            command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as process:
            at, path, body = run.answer()
            process.kill()
            output = process.communicate()[0].decode(errors="replace")
        run.over.set()
        if not path.endswith("/response"):
            raise NoAnswer(f"{folder}: {path} {body!r}\n{output}")
        return Answer(at - start, at - run.asked, _children_cpu() - cpu, json.loads(body))


class _Run:
    """One process: its event, when it asked for it, and its answers: (when, on which path, what)."""

    def __init__(self, event: bytes) -> None:
        self.events = [event]
        self.asked = 0.0
        self.answers: Queue[tuple[float, str, bytes]] = Queue()
        self.over = threading.Event()

    def answer(self) -> tuple[float, str, bytes]:
        try:
            return self.answers.get(timeout=LONGEST)
        except Empty:
            return 0.0, "no answer", b""


class _RuntimeApi(Handler):
    def do_GET(self) -> None:
        run = self.server.state
        if not run.events:
            run.over.wait()
            self.close_connection = True
            return
        run.asked = time.perf_counter()
        deadline = str(int((time.time() + 60) * 1000))
        self.answer(
            200, run.events.pop(), Lambda_Runtime_Aws_Request_Id="1", Lambda_Runtime_Deadline_Ms=deadline
        )

    def do_POST(self) -> None:
        body = self.body()
        self.server.state.answers.put((time.perf_counter(), self.path, body))
        self.answer(202, b"")


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
