"""Workers die or stand still while they write a new customer, of whom others come by the last contact."""

from tests.faults.stalls import Stalls
from tests.faults.world import Killed


class BrokenChains(Stalls):
    """Everybody is known by phone, which is written behind number and e-mail address.

    Deliveries of one person meet within seconds or minutes, while the lease of a broken chain holds or later.
    """

    def __init__(self, seed):
        super().__init__(seed)
        self.SENT_WITHIN = self.random.choice((1.0, 20.0, 600.0))

    def _people(self):
        return [
            person | {"by": "phone"} for person in super()._people() if person["email"] != "info@example.se"
        ]

    def _deliveries(self):
        for person in self.people:
            for _ in range(self.random.randint(2, 4)):
                yield person, self._answers(person)

    def _before_aws(self, operation):
        super()._before_aws(operation)
        if operation != "update_item" or not self.world.task.invocation or not self.broken:
            return
        if self.random.random() < 0.03:
            raise Killed
        self._stand_still(0.03)
