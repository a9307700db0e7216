"""Answers of the last seconds, in this Lambda instance's memory and nowhere else."""

import time
from collections.abc import Callable
from dataclasses import replace

from bridge.http import Answer

MOST = 50
LARGEST = 200_000
"""Characters of an answer; all together stay far below a small function's memory."""


class Recent:
    """Keeps good answers for `seconds`, 0: none; a kept one says its age."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.time) -> None:
        self._seconds = seconds
        self._clock = clock
        self._kept: dict[str, tuple[float, Answer]] = {}

    def get(self, question: str) -> Answer | None:
        """The answer, if it is recent."""
        if question not in self._kept:
            return None
        at, answer = self._kept[question]
        age = self._clock() - at
        return _aged(answer, age) if 0 <= age < self._seconds else None

    def keep(self, question: str, answer: Answer) -> Answer:
        """The answer as it goes out now."""
        if not self._seconds or answer.status != 200:
            return answer
        now = self._clock()
        self._kept = {name: kept for name, kept in self._kept.items() if now - kept[0] < self._seconds}
        if len(self._kept) < MOST and len(answer.body) <= LARGEST:
            self._kept[question] = now, answer
        return _aged(answer, 0)


def _aged(answer: Answer, age: float) -> Answer:
    return replace(answer, headers={**answer.headers, "Age": str(int(age))})
