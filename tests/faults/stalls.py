"""Workers stand still for minutes between their claim and their request, or after it, and go on then.

A frozen Lambda function is not dead: it thaws. Here the time-out that would end it is longer than the lease.
"""

from tests.faults.simulation import Simulation


class Stalls(Simulation):
    """Any worker may stand still for longer than a lease: before a request, and before any call of AWS.

    Each person gives the same answers each time, so that any delivery may resolve what another one left.
    There are enough workers for some that do not stand still.
    """

    TIMEOUT = 600.0
    LONGEST_IDLE = 5.0

    def run(self):
        for _ in range(3):
            self.world.spawn(self._lambda)
        return super().run()

    def _deliveries(self):
        for person in self.people:
            yield from [(person, self._answers(person))] * 3

    def _secret(self, fresh):
        self._stand_still(0.15)
        return super()._secret(fresh)

    def _before_aws(self, operation):
        super()._before_aws(operation)
        self._stand_still(0.002)

    def _stand_still(self, chance):
        if self.world.task.invocation and self.broken and self.random.random() < chance:
            self.world.step(self.random.uniform(30, 200))
