"""A person's terminal: `bridge` in this process, for a stack whose AWS is moto."""

import io
import time

import pytest

from cli import command, stacks
from tests.support.aws import REGION, client

ACCOUNT = "123456789012"


class Keyboard(io.StringIO):
    """Somebody who answers, where there is a terminal."""

    def isatty(self) -> bool:
        return True


class Terminal:
    """Runs commands. `outputs` are those of the stack."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], **outputs: str):
        self._monkeypatch, self._capsys = monkeypatch, capsys
        self.live_in("UTC")
        topic = f"arn:aws:sns:{REGION}:{ACCOUNT}:Alarms"
        stack = stacks.Stack(client, outputs | {"AlarmsTopicArn": topic}, "bridge-test", "https://x", REGION)
        monkeypatch.setattr(stacks, "stack_of", lambda settings: stack)

    def live_in(self, zone: str) -> None:
        """Set the clock of this place."""
        self._monkeypatch.setenv("TZ", zone)
        time.tzset()

    def run(self, *arguments: str, answer: str = "") -> tuple[int, str]:
        """Run a command where somebody answers. Return its exit code, and all that was written."""
        self._monkeypatch.setattr("sys.stdin", Keyboard(answer))
        return self._run(arguments)[0], self._written()

    def run_alone(self, *arguments: str, piped: str = "") -> tuple[int, str, str]:
        """Run a command where there is no terminal. Return exit code, stdout and stderr."""
        self._monkeypatch.setattr("sys.stdin", io.StringIO(piped))
        code, written = self._run(arguments)
        return code, written.out, written.err

    def _run(self, arguments: tuple[str, ...]):
        code = command.main(arguments)
        self._last = self._capsys.readouterr()
        return code, self._last

    def _written(self) -> str:
        """What was written, without the line that names the stack."""
        where = f"local: bridge-test, account {ACCOUNT}, {REGION}\n"
        return self._last.out + self._last.err.replace(where, "")
