"""A world with its own time, in which the real code runs and anything may break, repeatably by seed.

Everything that takes time or may fail (DynamoDB, SQS, Seven Time, sleeping) is a step: the task that takes it
stops there, time moves on, and another may run first. Only one task runs at any moment, so the seed alone
decides the schedule. A task can be killed at any step, as a Lambda is: nothing of it runs afterwards.
"""

import heapq
import itertools
import random
import threading


class Killed(BaseException):
    """The Lambda is gone; no code of ours gets to see that."""


class World:
    """Tasks, their steps, and the time."""

    def __init__(self, seed, start=1_800_000_000.0):
        self.random = random.Random(seed)
        self.now = start
        self._queue = []
        self._order = itertools.count()
        self._local = threading.local()
        self._error = None
        self._baton = threading.Semaphore(0)

    def spawn(self, run, delay=0.0):
        """Start a task; `run` gets nothing and returns nothing."""
        task = _Task(self, run)
        self._at(self.now + delay, task)
        return task

    def step(self, seconds):
        """Let `seconds` go by in the task that calls."""
        task = self._local.task
        self._at(self.now + seconds, task)
        self._baton.release()
        task.turn.acquire()
        if task.killed:
            raise Killed

    def run(self, until):
        """Run until nothing is left to do or the time has come; raises what a task raised."""
        while self._queue and self._queue[0][0] <= until and self._error is None:
            at, _, task = heapq.heappop(self._queue)
            self.now = max(self.now, at)
            task.go()
            self._baton.acquire()
        self._end()
        if self._error:
            raise self._error

    def _end(self):
        for _, _, task in self._queue:
            if task.thread:
                task.killed = True
                task.turn.release()
                self._baton.acquire()

    def _at(self, at, task):
        heapq.heappush(self._queue, (at, next(self._order), task))


class _Task:
    def __init__(self, world, run):
        self.world, self.run = world, run
        self.thread, self.killed = None, False
        self.turn = threading.Semaphore(0)

    def go(self):
        if self.thread is None:
            self.thread = threading.Thread(target=self._main, daemon=True)
            self.thread.start()
        else:
            self.turn.release()

    def _main(self):
        self.world._local.task = self
        try:
            self.run()
        except Killed:
            pass
        except BaseException as error:
            self.world._error = error
        self.world._baton.release()


class Clock:
    """The time module of one Lambda, whose wall clock may be off; its monotonic one began at another time."""

    def __init__(self, world, skew):
        self._world, self._skew = world, skew

    def time(self):
        return self._world.now + self._skew

    def monotonic(self):
        return self._world.now - 1_000_000 * (1 + self._skew)

    def sleep(self, seconds):
        self._world.step(max(seconds, 0.0005))
