"""The ledger is restored to an earlier moment (docs/recovery.md): what was created since is unknown to it."""

import copy

from bridge.model.source import Existing
from tests.faults.promises import limit_held, nobody_twice, nothing_crashed
from tests.faults.simulation import Simulation
from tests.faults.world import Killed

STOPPED = 120.0
"""Seconds for which no worker runs, at least (`cli.adopting.triggers.QUIET`)."""

PACER = "pacer"
"""Keys of the pacer, which has a table of its own that is not restored."""


def everybody_there(simulation):
    """Every delivery has a customer, or is a dead letter, unless the operator has discarded that."""
    assert not simulation.sqs.queues["customers"], "messages still waiting"
    there = {customer.get("address") for customer in simulation.customers()}
    known = simulation.dead_deliveries() | simulation.discarded
    for id, (_, answers) in simulation.sent.items():
        assert answers["Adress"] in there or id in known, (
            f"delivery {id} is neither a customer nor a dead letter"
        )


class RestoredLedger(Simulation):
    """Each person comes several times with the same answers, before and after the ledger is restored."""

    SENT_WITHIN = 900.0
    PROMISES = (limit_held, nobody_twice, everybody_there, nothing_crashed)
    EXISTING = (Existing.LOOK_UP, Existing.THOROUGH)
    stopped = False

    def run(self):
        self.world.spawn(self._restore, self.random.uniform(0, self.SENT_WITHIN))
        return super().run()

    def _restore(self):
        backup = copy.deepcopy(self._of_the_ledger())
        self.world.step(self.random.uniform(0, self.SENT_WITHIN))
        self.stopped = True
        self.world.step(STOPPED)
        for pk in self._of_the_ledger():
            del self.database.items[pk]
        self.database.items |= backup
        self.stopped = False

    def _of_the_ledger(self):
        return {pk: item for pk, item in self.database.items.items() if not pk.startswith(PACER)}

    def _source(self, id):
        source = super()._source(id)
        return type(source)(**{**_fields(source), "existing": self.random.choice(self.EXISTING)})

    def _deliveries(self):
        for person in self.people:
            yield from [(person, self._answers(person))] * 4

    def _step(self, seconds):
        super()._step(seconds)
        if self.stopped and self.world.task.invocation:
            raise Killed

    def _invoke(self, queue, event, worker):
        return None if self.stopped else super()._invoke(queue, event, worker)


class RestoredLedgerOnly(RestoredLedger):
    """The sources ask nobody but the ledger."""

    EXISTING = (Existing.LEDGER_ONLY,)


def _fields(source):
    return {name: getattr(source, name) for name in source.__dataclass_fields__}
