"""One import on a terminal: upload the file, show its plan, watch it, save its result."""

import json
import shutil
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli import showing
from cli.api import Api, Failed, Unreachable, upload

_UNPLANNED = ("waiting_for_file", "planning")
_STANDSTILLS = ("done", "failed", "cancelled", "paused", "planned", "waiting_for_file")
"""Statuses that do not change by themselves, or not soon."""

_PLAN_POLL, _POLL = 0.5, 2.0
"""Seconds between two looks at an import that is being planned, and at one that is running."""

_MOST_FAILURES = 30
"""Requests in a row that may fail: about a minute."""

_LINE_SECONDS = 30.0
"""Seconds between two lines of progress where there is no terminal."""


@dataclass(frozen=True, slots=True)
class Importing:
    """One import on a terminal. `say` prints a text."""

    api: Api
    say: Callable[[str], None]

    def start(self, file: Path, options: dict[str, str]) -> dict[str, Any]:
        """Upload the file and wait for its plan. Nothing is sent to Seven Time yet."""
        try:
            expected = self.api.post("/imports", dryRun="true", **options)
            self.say(f"Uploading {file.name} …")
            upload(expected["upload"]["url"], file)
            return self._wait_for_plan(expected["import"])
        except KeyboardInterrupt:
            self.say("\nNothing was sent to Seven Time.")
            raise

    def show_plan(self, shown: dict[str, Any]) -> None:
        """Print the plan. Raises Failed if the file cannot be read."""
        if shown["status"] == "failed":
            raise Failed(showing.failure(shown))
        self.say(f"\n{showing.plan(shown)}\n")
        if shown["status"] != "planned":
            self.say(f"This file has been imported before: {shown['status']}.\n")

    def watch(self, id_: str) -> dict[str, Any]:
        """Print the progress until the import ends or stands still. Ctrl-C leaves it running."""
        self.api.get(f"/imports/{id_}")  # fail at once if the id or the deployment is wrong
        try:
            shown = self._show_progress(id_)
        except (KeyboardInterrupt, Unreachable):
            self.say(f"\nThe import goes on. To look at it again: bridge show {id_}")
            self.say(f"To stop it: bridge pause {id_} or bridge cancel {id_}")
            raise
        if "plan" not in shown:
            self.say(f"{id_}: {shown['status']}")
        return shown

    def save(self, id_: str, result: Path) -> None:
        """Write every row with its outcome, as CSV for Excel. The file is written whole or not at all."""
        partial = result.with_name(f"{result.name}.part")
        try:
            with partial.open("wb") as file:
                file.writelines(self.api.rows(id_))
            partial.replace(result)
        except (Failed, OSError, KeyboardInterrupt):
            with suppress(OSError):
                partial.unlink()
            self.say(f"To write the result later: bridge show {id_} --result {result}")
            raise
        self.say(f"Every row with its outcome: {result}")

    def _wait_for_plan(self, id_: str) -> dict[str, Any]:
        shown = self._get(id_)
        while shown["status"] in _UNPLANNED:
            time.sleep(_PLAN_POLL)
            shown = self._get(id_)
        return shown

    def _show_progress(self, id_: str) -> dict[str, Any]:
        line = _ProgressLine()
        while True:
            shown = self._get(id_)
            stands_still = shown["status"] in _STANDSTILLS
            if "plan" in shown:
                line.show(showing.progress(shown, line.columns), last=stands_still)
            if stands_still:
                return shown
            time.sleep(_POLL)

    def _get(self, id_: str) -> dict[str, Any]:
        """The import. Waits up to a minute for the network. Raises Unreachable after that."""
        for _ in range(_MOST_FAILURES):
            try:
                return self.api.get(f"/imports/{id_}")
            except Unreachable:
                time.sleep(_POLL)
        return self.api.get(f"/imports/{id_}")


class _ProgressLine:
    """A line of a terminal that is written over. Without a terminal, a new line from time to time."""

    def __init__(self) -> None:
        self._is_terminal = sys.stdout.isatty()
        self._next_line_at = 0.0
        self.columns = shutil.get_terminal_size().columns if self._is_terminal else 200

    def show(self, text: str, *, last: bool) -> None:
        if self._is_terminal:
            sys.stdout.write(f"\r\033[K{text}")
            sys.stdout.write("\n" if last else "")
        elif last or time.monotonic() >= self._next_line_at:
            sys.stdout.write(f"{text}\n")
            self._next_line_at = time.monotonic() + _LINE_SECONDS
        sys.stdout.flush()


def mapping(pairs: list[str]) -> dict[str, str]:
    """The API's `mapping` parameter from texts like "Column=field". Raises Failed."""
    if any("=" not in pair for pair in pairs):
        raise Failed("A mapping is COLUMN=FIELD, such as Vem=name; COLUMN= leaves a column out.")
    fields = dict(pair.rsplit("=", 1) for pair in pairs)
    return {"mapping": json.dumps(fields)} if fields else {}
