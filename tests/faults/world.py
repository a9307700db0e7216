"""A world with its own time, in which the real code runs and anything may break, repeatably by seed.

Everything that takes time or may fail (DynamoDB, SQS, Seven Time, sleeping) is a step: the task stops there,
time moves on, and another task may run first. Only one task runs at any moment, so the seed alone decides the
schedule. A task can be killed at any step, as a Lambda can: nothing of it runs afterwards. The threads of a
Lambda are tasks that die together.
"""

import heapq
import itertools
import math
import random
import threading


class Killed(BaseException):
    """The Lambda has died; none of our code may catch this."""


class World:
    """Tasks, their steps, and the time. `task` is the one that runs at the moment."""

    def __init__(self, seed, start=1_800_000_000.0):
        self.random = random.Random(seed)
        self.now = start
        self.task = None
        self._queue = []
        self._order = itertools.count()
        self._until = math.inf
        self._error = None
        self._stopped = threading.Lock()
        self._stopped.acquire()

    def spawn(self, run, delay=0.0):
        """Start a task; `run` takes nothing and returns nothing."""
        self._schedule(_Task(self, run), self.now + delay)

    def step(self, seconds):
        """Let `seconds` pass in the task that calls."""
        task, at = self.task, self.now + seconds
        if task.killed:
            raise Killed
        if self._is_next(at):
            self.now = at
            return
        self._schedule(task, at)
        self._hand_over()
        task.turn.acquire()
        if task.killed:
            raise Killed

    def wait(self, seconds, wakers):
        """Let time pass in the task that calls: so many seconds, or until one of the `wakers` is called."""
        task = self.task
        if task.killed:
            raise Killed
        number = self._schedule(task, self.now + seconds)
        wakers.append(lambda: self._wake_early(task, number))
        self._hand_over()
        task.turn.acquire()
        if task.killed:
            raise Killed

    def _wake_early(self, task, number):
        if any(number == waiting for _, waiting, _ in self._queue):
            self._queue = [entry for entry in self._queue if entry[1] != number]
            heapq.heapify(self._queue)
            self._schedule(task, self.now)

    def at_once(self, runs):
        """Run each in a task of its own, and wait until all have ended. If one is killed, all are at once."""
        waiting = self.task
        crew = [_Task(self, run, waiting) for run in runs]
        for task in crew:
            task.crew = crew
            self._schedule(task, self.now)
        self._hand_over()
        waiting.turn.acquire()
        if waiting.killed or any(task.killed for task in crew):
            raise Killed

    def run(self, until):
        """Run until nothing is left to do or the time has come; raises what a task raised."""
        self._until = until
        self._hand_over()
        self._stopped.acquire()
        self._kill_the_rest()
        if self._error:
            raise self._error

    def end(self, task, error=None):
        """The task that runs is over; `error` ends the whole world."""
        self._error = self._error or error
        self._wake_waiting(task)
        self._hand_over()

    def _wake_waiting(self, task):
        """Let the task go on that waits for this one, if it need not wait for the others."""
        task.has_ended = True
        if task.waiting and (task.killed or all(each.has_ended for each in task.crew)):
            self._schedule(task.waiting, self.now)
            for each in task.crew:
                each.waiting = None

    def _is_next(self, at):
        """True if nothing else happens before `at`."""
        return at <= self._until and not (self._queue and self._queue[0][0] <= at)

    def _schedule(self, task, at):
        number = next(self._order)
        heapq.heappush(self._queue, (at, number, task))
        return number

    def _hand_over(self):
        """Let the task go on whose turn it is, or `run` if there is none."""
        if self._error or not self._queue or self._queue[0][0] > self._until:
            self._stopped.release()
            return
        at, _, self.task = heapq.heappop(self._queue)
        self.now = max(self.now, at)
        self.task.go()

    def _kill_the_rest(self):
        self._until = -math.inf
        while self._queue:
            _, _, self.task = heapq.heappop(self._queue)
            self.task.killed = True
            if self.task.thread:
                self.task.turn.release()
                self._stopped.acquire()
            else:
                self._wake_waiting(self.task)


class _Task:
    """`invocation` is when the Lambda invocation that it runs began; None outside of one."""

    def __init__(self, world, run, waiting=None):
        self._world, self._run = world, run
        self.thread, self.killed, self.has_ended = None, False, False
        self.waiting, self.crew = waiting, [self]
        self.invocation = waiting and waiting.invocation
        self.turn = threading.Lock()
        self.turn.acquire()

    def go(self):
        if self.thread is None:
            self.thread = threading.Thread(target=self._main, daemon=True)
            self.thread.start()
        else:
            self.turn.release()

    def _main(self):
        error = None
        try:
            if not self.killed:
                self._run()
        except Killed:
            for each in self.crew:
                each.killed = True
        except BaseException as raised:
            error = raised
        self._world.end(self, error)


class LambdaClock:
    """The time module of one Lambda, whose wall clock may be off; its monotonic one began at another time."""

    def __init__(self, world, skew):
        self._world, self._skew = world, skew

    def time(self):
        return self._world.now + self._skew

    def monotonic(self):
        return self._world.now - 1_000_000 * (1 + self._skew)

    def sleep(self, seconds):
        self._world.step(max(seconds, 0.0005))

    def event(self):
        return LambdaEvent(self._world)


class LambdaEvent:
    """`threading.Event` for the threads of one Lambda."""

    def __init__(self, world):
        self._world, self._is_set, self._wakers = world, False, []

    def set(self):
        self._is_set = True
        wakers, self._wakers = self._wakers, []
        for wake in wakers:
            wake()

    def clear(self):
        self._is_set = False

    def wait(self, timeout=None):
        if not self._is_set:
            self._world.wait(max(timeout, 0.0005), self._wakers)
        return self._is_set
