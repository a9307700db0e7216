"""Answers of the last seconds, in this Lambda instance's memory and nowhere else."""

import time
from collections.abc import Callable
from dataclasses import replace

from bridge.http import Response

MOST = 50
LARGEST = 200_000
"""Characters of an answer; all together stay far below a small function's memory."""


class Recent:
    """Keeps good answers for `seconds`, 0: none; a kept one says its age."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.time) -> None:
        self._seconds = seconds
        self._clock = clock
        self._kept: dict[str, tuple[float, Response]] = {}

    def get(self, question: str) -> Response | None:
        """The answer, if it is recent."""
        if question not in self._kept:
            return None
        at, response = self._kept[question]
        age = self._clock() - at
        return _aged(response, age) if 0 <= age < self._seconds else None

    def keep(self, question: str, response: Response) -> Response:
        """The answer as it goes out now."""
        if not self._seconds or response.status != 200:
            return response
        now = self._clock()
        self._kept = {name: kept for name, kept in self._kept.items() if now - kept[0] < self._seconds}
        if len(self._kept) < MOST and len(response.body) <= LARGEST:
            self._kept[question] = now, response
        return _aged(response, 0)


def _aged(response: Response, age: float) -> Response:
    return replace(response, headers={**response.headers, "Age": str(int(age))})
