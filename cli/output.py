"""What commands write: people read texts and tables, programs read JSON, and nothing else is on stdout.

With --json, stdout has one object, or one for each line of a list. What else is said goes to stderr.
"""

import io
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

_ANY_WIDTH = 10_000
"""Columns where there is no terminal: nothing is cut or folded."""


@dataclass(slots=True)
class Output:
    """Writes for people, or for programs."""

    json: bool = False

    def say(self, text: str = "") -> None:
        """Write a text for people."""
        if not self.json:
            print(text, flush=True)

    def note(self, text: str) -> None:
        """Write to stderr what is no result."""
        print(text, file=sys.stderr, flush=True)

    def record(self, value: Any) -> None:
        """Write an object for programs."""
        if self.json:
            print(json.dumps(value, ensure_ascii=not _is_unicode()), flush=True)

    @contextmanager
    def waiting_for(self, name: str) -> Iterator[None]:
        """Show on a terminal what the command waits for, as long as the context lasts."""
        shows = sys.stderr.isatty()
        if shows:
            print(f"  … {name}", end="", file=sys.stderr, flush=True)
        try:
            yield
        finally:
            if shows:
                print("\r\033[K", end="", file=sys.stderr, flush=True)

    def is_terminal(self) -> bool:
        """True if people look at it, and a screen can be cleared."""
        return not self.json and sys.stdout.isatty()

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Write a table for people."""
        if self.json:
            return
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(*head, box=None, pad_edge=False, header_style="bold")
        for column in table.columns:
            column.overflow = "fold"
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        width = None if sys.stdout.isatty() else _ANY_WIDTH
        Console(file=sys.stdout, width=width, highlight=False, emoji=False).print(table)


def _is_unicode() -> bool:
    return (getattr(sys.stdout, "encoding", "") or "").lower().startswith("utf")


def replace_unprintable() -> None:
    """Let terminals that lack a character print another: Windows-1252 has no ✓."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
