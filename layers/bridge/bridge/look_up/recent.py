"""Responses of the last seconds, in this Lambda instance's memory and nowhere else."""

import time
from collections.abc import Callable

from bridge.http import Response

MOST = 50
LARGEST = 200_000
"""Characters of a response. All of them together stay far below a small function's memory."""


class Recent:
    """Keeps successful responses for `seconds` (0: none), and tells their age in the header `Age`."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.time) -> None:
        self._seconds = seconds
        self._clock = clock
        self._kept: dict[str, tuple[float, Response]] = {}

    def get(self, question: str) -> Response | None:
        """Return the response to the question if it is recent."""
        if question not in self._kept:
            return None
        kept_at, response = self._kept[question]
        age = self._clock() - kept_at
        if not 0 <= age < self._seconds:
            return None
        return response.with_headers(Age=str(int(age)))

    def keep(self, question: str, response: Response) -> Response:
        """Keep the response if it is successful. Returns it as it is sent now."""
        if not self._seconds or response.status != 200:
            return response
        self._drop_old()
        if len(self._kept) < MOST and len(response.body) <= LARGEST:
            self._kept[question] = self._clock(), response
        return response.with_headers(Age="0")

    def _drop_old(self) -> None:
        now = self._clock()
        self._kept = {name: kept for name, kept in self._kept.items() if now - kept[0] < self._seconds}
