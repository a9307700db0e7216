"""Operators who work on dead letters at any time: while faults last, several at once, and they break off."""

from contextlib import suppress

from bridge.aws.queue import Queue
from bridge.aws.table import Table
from bridge.ledger.deliveries import Deliveries
from bridge.model.failures import Failure
from bridge.operations.dead_letters import DeadLetters
from tests.faults.world import Killed, LambdaClock


class Operator:
    """The real command's code, or SQS's own redrive."""

    def __init__(self, simulation):
        self._simulation = simulation
        self._world, self._random = simulation.world, simulation.world.random

    def work(self):
        """A few rounds over some hours."""
        for _ in range(self._random.randint(0, 3)):
            self._world.step(self._random.choice((60, 600, 3600)) * self._random.random())
            self._random.choice((self._redrive, self._replay, self._replay, self._discard))()
        self._simulation.operating -= 1

    def replay_all(self):
        """Replay every dead letter as it is, once."""
        with self._open() as dead_letters:
            for letter in dead_letters:
                dead_letters.replay(letter, {})
        self._simulation.operating -= 1

    def _redrive(self):
        self._simulation.sqs.redrive(self._random.choice((0.5, 1)), self._random.random() < 0.8)

    def _replay(self):
        self._world.task.invocation = self._world.now  # from here on the process can be killed
        with suppress(Failure, Killed):
            self._replay_some()
        self._world.task.invocation = None

    def _discard(self):
        self._world.task.invocation = self._world.now
        with suppress(Failure, Killed):
            self._discard_some()
        self._world.task.invocation = None

    def _discard_some(self):
        dead_letters = self._open()
        for letter in dead_letters:
            if self._random.random() < 0.3:
                self._simulation.discarded.add(letter.id)
                dead_letters.discard(letter)
        dead_letters.unhide()

    def _replay_some(self):
        dead_letters = self._open()
        for letter in dead_letters:
            if self._random.random() < 0.7:
                dead_letters.replay(letter, self._corrections(letter))
        dead_letters.unhide()

    def _open(self):
        sqs = self._simulation.sqs
        deliveries = Deliveries(Table(self._simulation.database, "table"), LambdaClock(self._world, 0))
        return DeadLetters(sqs, "dead", Queue(sqs, "customers"), deliveries)

    def _corrections(self, letter):
        if letter.reason != "name_missing" or self._random.random() < 0.5:
            return {}
        person, _ = self._simulation.sent[letter.id]
        self._simulation.corrected.add(letter.id)
        return {"name": f"Åsa Öberg {person['n']}"}
