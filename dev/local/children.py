"""Processes started here: each in a group of its own, with a log, ended together and only they."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from dev.local.places import ROOT, STATE


class Failed(Exception):
    """A process ended that should not have, or not well; the text says where its log is."""


class Children:
    """Starts processes; leaving the context ends them, with whatever they started themselves."""

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
        """Run a process to its end; raises Failed with the end of its output."""
        child = self.start(name, command, env)
        code = child.process.wait()
        self._running.remove(child.process)
        if code:
            raise Failed(f"{name} failed, see {child.log}\n{tail(child.log)}")

    def stop(self) -> None:
        """End everything, the last started first; a second Ctrl-C meanwhile waits its turn."""
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
    """A process that runs, and the log that it writes."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self.process = process
        self.log = log

    def says(self, pattern: str, seconds: float = 30) -> str:
        """Wait for a line of its output that matches, and return the match; raises Failed."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            if found := re.search(pattern, self.log.read_text(errors="replace")):
                return found[0]
            time.sleep(0.05)
        raise Failed(f"{self.log.stem} did not start, see {self.log}\n{tail(self.log)}")


def log_file(name: str) -> Path:
    """Where the process of that name writes."""
    return STATE / f"{name}.log"


def tail(log: Path, lines: int = 25) -> str:
    """The last lines of a log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def plain_environment() -> dict[str, str]:
    """What a process needs of ours; nothing that could lead it to a real AWS account or a proxy."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TERM", "SSL_CERT_FILE", "SSL_CERT_DIR")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"PYTHONUNBUFFERED": "1"}


def python(*arguments: str) -> list[str | Path]:
    """A command line for this interpreter."""
    return [sys.executable, *arguments]


def _end(process: "subprocess.Popen[bytes]") -> None:
    for number, patience in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        try:
            os.killpg(process.pid, number)
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue
        except ProcessLookupError:
            break
    process.wait()
