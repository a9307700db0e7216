"""Items of the ledger expire while deliveries still come: over weeks, with identities kept for days.

DynamoDB deletes an expired item at once in some seeds, and never in others.
"""

from collections import defaultdict
from datetime import datetime
from unittest.mock import patch

from bridge.ledger import claims, deliveries
from dev.simulator.faults import Faults
from tests.faults.promises import limit_held, nothing_crashed, nothing_lost, settings_set
from tests.faults.simulation import Simulation

DAY = 86_400.0
KEEP = 4 * DAY
"""How long identities are kept: much longer than any delivery waits here, as two years are."""


def nobody_twice_while_known(simulation):
    """A person becomes a second customer only after the first one's identities have expired."""
    created = defaultdict(list)
    for customer in simulation.customers():
        created[customer.get("address")].append(datetime.fromisoformat(customer["createdDate"]).timestamp())
    for times in created.values():
        gaps = [later - earlier for earlier, later in zip(sorted(times), sorted(times)[1:], strict=False)]
        assert all(gap > KEEP - DAY for gap in gaps), f"customers of one person {gaps} s apart"


class Expiries(Simulation):
    """Each person comes several times within some weeks, and is forgotten in between."""

    SENT_WITHIN = 20 * DAY
    LONGEST_IDLE = 0.2 * DAY
    PROMISES = (limit_held, nobody_twice_while_known, nothing_lost, nothing_crashed, settings_set)

    def __init__(self, seed):
        super().__init__(seed)
        self.faults = self.twin.faults
        self.database.expire_by(lambda: self.world.now, deletes=self.random.random() < 0.5)

    def run(self):
        with patch.object(claims, "KEEP_CUSTOMER", KEEP), patch.object(deliveries, "KEEP_DELIVERY", DAY):
            return super().run()

    def run_world(self, seconds):
        super().run_world(self.SENT_WITHIN + seconds)

    def _deliveries(self):
        for person in self.people:
            for _ in range(self.random.randint(3, 8)):
                yield person, self._answers(person)

    @property
    def broken(self):
        """For six hours of each day, so that nothing fails for three days."""
        passed = self.world.now - self.start
        return passed < self.SENT_WITHIN and passed % DAY < DAY / 4

    def to_seventime(self, request):
        self.twin.faults = self.faults if self.broken else Faults()
        return super().to_seventime(request)
