"""One import on a terminal: upload the file, show its plan, watch it, save its result."""

import json
import shutil
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli import showing
from cli.api import Api, Failed, Misused, Unreachable, upload
from cli.languages import _
from cli.output import Output

_UNPLANNED = ("waiting_for_file", "planning")
_STANDSTILLS = ("done", "failed", "cancelled", "paused", "planned", "waiting_for_file")
"""Statuses that do not change by themselves, or not soon."""

_PLAN_POLL, _POLL = 0.5, 2.0
"""Seconds between two looks at an import that is being planned, and at one that is running."""

_MOST_FAILURES = 30
"""Requests in a row that may fail: about a minute."""


@dataclass(frozen=True, slots=True)
class Importing:
    """One import on a terminal."""

    api: Api
    output: Output

    def say(self, text: str) -> None:
        """Write a text for people."""
        self.output.say(text)

    def start(self, file: Path, options: dict[str, str]) -> dict[str, Any]:
        """Upload the file and wait for its plan. Nothing is sent to Seven Time yet."""
        try:
            expected = self.api.expect(file, dryRun="true", **options)
            self.say(_("Uploading {file} …").format(file=file.name))
            upload(expected["upload"]["url"], file)
            return self._wait_for_plan(expected["import"])
        except KeyboardInterrupt:
            self.output.note(_("Nothing was sent to Seven Time."))
            raise

    def show_plan(self, shown: dict[str, Any]) -> None:
        """Print the plan. Raises Failed if the file cannot be read."""
        if shown["status"] == "failed":
            raise Failed(showing.failure(shown))
        self.say(f"\n{showing.plan(shown)}\n")
        if shown["status"] != "planned":
            text = _("This file has been imported before: {status}.")
            self.say(f"{text.format(status=shown['status'])}\n")

    def watch(self, id_: str) -> dict[str, Any]:
        """Print the progress until the import ends or stands still. Ctrl-C leaves it running."""
        self.api.get(f"/imports/{id_}")  # fail at once if the id or the deployment is wrong
        try:
            shown = self._show_progress(id_)
        except (KeyboardInterrupt, Unreachable):
            self._say_that_it_goes_on(id_)
            raise
        if "plan" not in shown:
            self.say(f"{id_}: {shown['status']}")
        return shown

    def _say_that_it_goes_on(self, id_: str) -> None:
        watching = _("The import goes on. To look at it again: bridge imports show {id}")
        stopping = _("To stop it: bridge imports pause {id} or bridge imports cancel {id}")
        self.output.note("\n" + watching.format(id=id_))
        self.output.note(stopping.format(id=id_))

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
            text = _("To write the result later: bridge imports result {id} {file}")
            self.output.note(text.format(id=id_, file=result))
            raise
        self.say(_("Every row with its outcome: {file}").format(file=result))

    def _wait_for_plan(self, id_: str) -> dict[str, Any]:
        shown = self._get(id_)
        while shown["status"] in _UNPLANNED:
            time.sleep(_PLAN_POLL)
            shown = self._get(id_)
        return shown

    def _show_progress(self, id_: str) -> dict[str, Any]:
        line = _ProgressLine(self.output)
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
        for _attempt in range(_MOST_FAILURES):
            try:
                return self.api.get(f"/imports/{id_}")
            except Unreachable:
                time.sleep(_POLL)
        return self.api.get(f"/imports/{id_}")


class _ProgressLine:
    """A line of a terminal that is written over. Elsewhere only its last text is written."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._is_terminal = sys.stdout.isatty() and not output.json
        self.columns = shutil.get_terminal_size().columns if self._is_terminal else 200

    def show(self, text: str, *, last: bool) -> None:
        if self._is_terminal:
            sys.stdout.write(f"\r\033[K{text}")
            sys.stdout.write("\n" if last else "")
            sys.stdout.flush()
        elif last:
            self._output.say(text)


def mapping(pairs: Iterable[str]) -> dict[str, str]:
    """The API's `mapping` parameter from texts like "Column=field". Raises Misused."""
    if any("=" not in pair for pair in pairs):
        raise Misused(_("A mapping is COLUMN=FIELD, such as Vem=name; COLUMN= leaves a column out."))
    fields = dict(pair.rsplit("=", 1) for pair in pairs)
    return {"mapping": json.dumps(fields)} if fields else {}
