"""Which files and lines of some folders run while a trace is on. Code that runs on import does not count."""

import inspect
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, FrameType, TracebackType
from typing import Any, Self


class Trace:
    """Notes what runs, in every thread, as long as the context lasts; it can be entered again."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.lines: set[tuple[str, int]] = set()
        self._folders = tuple(f"{folder}/" for folder in folders)
        self._ours: dict[CodeType, bool] = {}

    @property
    def files(self) -> set[str]:
        """The files of which a function ran."""
        return {file for file, _ in self.lines}

    def __enter__(self) -> Self:
        threading.settrace(self._enter_frame)
        sys.settrace(self._enter_frame)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        sys.settrace(None)
        threading.settrace(None)

    def _enter_frame(self, frame: FrameType, _event: str, _argument: Any) -> Any:
        code = frame.f_code
        if code not in self._ours:
            self._ours[code] = _is_function(code) and code.co_filename.startswith(self._folders)
        return self._note_line if self._ours[code] else None

    def _note_line(self, frame: FrameType, event: str, _argument: Any) -> Any:
        if event == "line":
            self.lines.add((frame.f_code.co_filename, frame.f_lineno))
        return self._note_line


def _is_function(code: CodeType) -> bool:
    """False for the bodies of modules and classes."""
    return bool(code.co_flags & inspect.CO_OPTIMIZED)
