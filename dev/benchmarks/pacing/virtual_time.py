"""Time that passes only while everybody waits: minutes of a world take seconds, repeatably.

Code that waits is a task. Each has a thread, but only one runs at any moment, so the order of events is that
of their times.
"""

import heapq
import itertools
import math
import threading
from collections.abc import Callable, Sequence

Run = Callable[[], None]


class Over(BaseException):
    """The time is over; no task goes on."""


class Task:
    """Code that may wait, in a thread of its own."""

    def __init__(self, time: "VirtualTime", run: Run) -> None:
        self._time, self._run = time, run
        self._thread = threading.Thread(target=self._main, daemon=True)
        self.turn = threading.Lock()
        self.turn.acquire()

    @property
    def has_begun(self) -> bool:
        """True if there is a thread that waits for its turn."""
        return self._thread.ident is not None

    def go(self) -> None:
        """Begin, or go on after a wait."""
        if self.has_begun:
            self.turn.release()
        else:
            self._thread.start()

    def _main(self) -> None:
        error = None
        try:
            self._run()
        except Over:
            pass
        except BaseException as raised:
            error = raised
        self._time.end(error)


class Signal:
    """Wakes one task once."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.is_given = False


class VirtualTime:
    """Tasks, events, and the time in seconds."""

    def __init__(self) -> None:
        self.now = 0.0
        self._until = math.inf
        self._queue: list[tuple[float, int, Task | Run]] = []
        self._order = itertools.count()
        self._current: Task | None = None
        self._error: BaseException | None = None
        self._is_over = False
        self._stopped = threading.Lock()
        self._stopped.acquire()

    def start(self, run: Run, after: float = 0.0) -> None:
        """Begin a task after so many seconds."""
        self._add(self.now + after, Task(self, run))

    def call_at(self, at: float, event: Run) -> None:
        """Let something happen that takes no time, whatever becomes of the task that caused it."""
        self._add(at, event)

    def wait_until(self, at: float) -> None:
        """Let the task that calls wait."""
        task = self._current
        assert task is not None
        self._add(max(at, self.now), task)
        self._wait(task)

    def signal(self) -> "Signal":
        """Return a signal for the task that calls."""
        assert self._current is not None
        return Signal(self._current)

    def wait_for(self, signal: "Signal", at: float) -> None:
        """Let the task that calls wait for its signal, at most until then."""
        self.call_at(max(at, self.now), lambda: self.give(signal))
        self._wait(signal.task)

    def give(self, signal: "Signal") -> None:
        """Let the task of the signal go on, once."""
        if not signal.is_given:
            signal.is_given = True
            self._add(self.now, signal.task)

    def run_all(self, runs: Sequence[Run]) -> None:
        """Run several at once, as tasks of their own. Return when all have ended."""
        parent, left = self._current, len(runs)
        assert parent is not None

        def one(run: Run) -> None:
            nonlocal left
            run()
            left -= 1
            if left == 0:
                self._add(self.now, parent)

        for run in runs:
            self.start(lambda run=run: one(run))  # type: ignore[misc]
        self._wait(parent)

    def run(self, until: float) -> None:
        """Let time pass. Raises what a task or an event raised."""
        self._until = until
        self._pass_on()
        self._stopped.acquire()
        self._end_the_rest()
        if self._error:
            raise self._error

    def end(self, error: BaseException | None) -> None:
        """The current task has ended; an error ends everything."""
        self._error = self._error or error
        if self._is_over:
            self._stopped.release()
        else:
            self._pass_on()

    def _add(self, at: float, entry: Task | Run) -> None:
        heapq.heappush(self._queue, (at, next(self._order), entry))

    def _wait(self, task: Task) -> None:
        if self._is_over:
            raise Over
        if self._pass_on(task):
            return
        task.turn.acquire()
        if self._is_over:
            raise Over

    def _pass_on(self, waiting: Task | None = None) -> bool:
        """Let events happen until it is a task's turn. True if it is the turn of the one that waits."""
        while self._queue and self._queue[0][0] <= self._until and not self._error:
            self.now, _, entry = heapq.heappop(self._queue)
            if isinstance(entry, Task):
                self._current = entry
                if entry is not waiting:
                    entry.go()
                return entry is waiting
            self._happen(entry)
        self._stopped.release()
        return False

    def _happen(self, event: Run) -> None:
        try:
            event()
        except Exception as error:
            self._error = self._error or error

    def _end_the_rest(self) -> None:
        self._is_over = True
        rest, self._queue = self._queue, []
        for _, _, entry in rest:
            if isinstance(entry, Task) and entry.has_begun:
                entry.go()
                self._stopped.acquire()
