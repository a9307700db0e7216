"""Asks several questions at once, because AWS takes its time for each."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from cli.checks.findings import Finding, ask

AT_ONCE = 8


class Question(NamedTuple):
    """A question, and what it is about."""

    subject: str
    ask: Callable[[], Iterable[Finding]]


class Clients:
    """Service → boto3 client, made once. boto3 cannot make two at the same time; they can be used so."""

    def __init__(self, make: Callable[[str], Any]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: dict[str, Any] = {}

    def __call__(self, service: str) -> Any:
        """Return the client of a service."""
        with self._lock:
            if service not in self._made:
                self._made[service] = self._make(service)
            return self._made[service]


def answers(questions: Sequence[Question]) -> Iterator[list[Finding]]:
    """Ask all at once. Yield what each one finds, in the order of the questions."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(lambda question: list(ask(*question)), questions)
