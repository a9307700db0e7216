"""`bridge import`: upload, plan, ask, watch, and the result in a file."""

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
from cli.api import Api, Refused, Unreachable, upload

OVER = ("done", "failed", "cancelled")
_UNPLANNED = ("waiting_for_file", "planning")
_STANDING = ("paused", "planned", "waiting_for_file")
_SOON, _LATER = 0.5, 2.0
_PATIENCE = 30
"""Answers in a row that may fail to come."""
_LINES = 30.0
"""Seconds between two lines where nobody watches a terminal."""


@dataclass(frozen=True, slots=True)
class Importing:
    """One import on a terminal; `say` prints a text."""

    api: Api
    say: Callable[[str], None]

    def start(self, file: Path, options: dict[str, str]) -> dict[str, Any]:
        """Upload the file and wait for its plan; nothing is sent to Seven Time yet."""
        try:
            expected = self.api.post("/imports", dryRun="true", **options)
            self.say(f"Uploading {file.name} …")
            upload(expected["upload"]["url"], file)
            return self._until(expected["import"], lambda status: status not in _UNPLANNED)
        except KeyboardInterrupt:
            self.say("\nNothing was sent to Seven Time.")
            raise

    def show_plan(self, shown: dict[str, Any]) -> None:
        """The plan; raises Refused when the file cannot be read."""
        if shown["status"] == "failed":
            raise Refused(showing.failure(shown))
        self.say(f"\n{showing.plan(shown)}\n")
        if shown["status"] != "planned":
            self.say(f"This file has been imported before: {shown['status']}.\n")

    def watch(self, id_: str) -> dict[str, Any]:
        """Show how it goes until it ends; Ctrl-C leaves it running, as does a network that is gone."""
        self.api.get(f"/imports/{id_}")  # what is wrong from the start needs no patience
        try:
            shown = self._until(id_, lambda status: status in (*OVER, *_STANDING), progress=True)
        except (KeyboardInterrupt, Unreachable):
            self.say(f"\nThe import goes on. To look at it again: bridge show {id_}")
            self.say(f"To stop it: bridge pause {id_} or bridge cancel {id_}")
            raise
        if "plan" not in shown:
            self.say(f"{id_}: {shown['status']}")
        return shown

    def save(self, id_: str, result: Path) -> None:
        """Every row with its outcome, as CSV for Excel; whole, or not at all."""
        partial = result.with_name(f"{result.name}.part")
        try:
            with partial.open("wb") as file:
                file.writelines(self.api.rows(id_))
            partial.replace(result)
        except (Refused, OSError, KeyboardInterrupt):
            with suppress(OSError):
                partial.unlink()
            self.say(f"To write the result later: bridge show {id_} --result {result}")
            raise
        self.say(f"Every row with its outcome: {result}")

    def _until(self, id_: str, over: Callable[[str], bool], *, progress: bool = False) -> dict[str, Any]:
        line = _Line()
        while True:
            shown = self._shown(id_)
            if progress and "plan" in shown:
                line.show(showing.progress(shown, line.columns), last=over(shown["status"]))
            if over(shown["status"]):
                return shown
            time.sleep(_LATER if progress else _SOON)

    def _shown(self, id_: str) -> dict[str, Any]:
        """The import, however long the network is gone; raises Unreachable after a minute."""
        for _ in range(_PATIENCE):
            try:
                return self.api.get(f"/imports/{id_}")
            except Unreachable:
                time.sleep(_LATER)
        return self.api.get(f"/imports/{id_}")


class _Line:
    """A line that is written over, or, where that cannot be, one from time to time."""

    def __init__(self) -> None:
        self._terminal = sys.stdout.isatty()
        self._due = 0.0
        self.columns = shutil.get_terminal_size().columns if self._terminal else 200

    def show(self, text: str, *, last: bool) -> None:
        if self._terminal:
            sys.stdout.write(f"\r\033[K{text}" + ("\n" if last else ""))
        elif last or time.monotonic() >= self._due:
            sys.stdout.write(f"{text}\n")
            self._due = time.monotonic() + _LINES
        sys.stdout.flush()


def mapping(pairs: list[str]) -> dict[str, str]:
    """The `mapping` parameter out of "Column=field" texts; raises Refused."""
    if any("=" not in pair for pair in pairs):
        raise Refused("A mapping is COLUMN=FIELD, such as Vem=name; COLUMN= leaves a column out.")
    given = dict(pair.rsplit("=", 1) for pair in pairs)
    return {"mapping": json.dumps(given)} if given else {}
