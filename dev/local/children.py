"""Processes that are started here: each in a group of its own, with a log, and all ended together."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from dev.local.places import FUNCTION_LOGS, ROOT, STATE


class Failed(Exception):
    """A process ended too early or with an error; the text says where its log is."""


class Children:
    """Starts processes. Leaving the context ends them, and every process that they started themselves."""

    def __init__(self) -> None:
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self, name: str, command: Sequence[str | Path], env: Mapping[str, str]) -> "Child":
        """Start a process that stays, with its output in .local/<name>.log."""
        log = log_file(name)
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        self._running.append(process)
        return Child(process, log)

    def run(self, name: str, command: Sequence[str | Path], env: Mapping[str, str]) -> None:
        """Run a process to its end. Raises Failed with the end of its output."""
        child = self.start(name, command, env)
        code = child.process.wait()
        self._running.remove(child.process)
        if code:
            raise Failed(f"{name} failed, see {child.log}\n{tail(child.log)}")

    def stop(self) -> None:
        """End every process, the last one first. A second Ctrl-C waits until that is done."""
        signals = {signal.SIGINT, signal.SIGTERM}
        before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
        try:
            while self._running:
                _end(self._running.pop())
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class Child:
    """A process, and the log that it writes."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self.process = process
        self.log = log

    def wait_for_output(self, pattern: str, seconds: float = 30) -> str:
        """Wait for output that matches, and return the match. Raises Failed."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            if found := re.search(pattern, self.log.read_text(errors="replace")):
                return found[0]
            time.sleep(0.05)
        raise Failed(f"{self.log.stem} did not start, see {self.log}\n{tail(self.log)}")


def log_file(name: str) -> Path:
    """The log of the process of that name."""
    return STATE / f"{name}.log"


def empty_function_logs() -> Path:
    """The folder of the functions' logs, with nothing of the stack before in it."""
    shutil.rmtree(FUNCTION_LOGS, ignore_errors=True)
    FUNCTION_LOGS.mkdir()
    return FUNCTION_LOGS


def tail(log: Path, lines: int = 25) -> str:
    """The last lines of a log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def plain_environment() -> dict[str, str]:
    """The variables that a process needs. None of them leads to a real AWS account or to a proxy."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TERM", "SSL_CERT_FILE", "SSL_CERT_DIR")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"PYTHONUNBUFFERED": "1"}


def python(*arguments: str) -> list[str | Path]:
    """A command line for the interpreter that runs this."""
    return [sys.executable, *arguments]


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ask the group to end; kill it if it does not end within five seconds."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(5)
        except subprocess.TimeoutExpired:
            continue
        except ProcessLookupError:
            break
    process.wait()
