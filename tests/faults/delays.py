"""Requests are carried out late while lists lag, both for as long as is assumed: the delays add up."""

from dev.simulator.exchange import Refused
from dev.simulator.faults import Plan, Rule
from tests.faults.fault_plans import LONGEST_DELAY, make_plan
from tests.faults.promises import SOMEBODY_ELSE
from tests.faults.simulation import Simulation


class Delays(Simulation):
    """Half of the requests that create are late, every list lags, and other faults come in between.

    Somebody takes a few of the customer numbers that the sources reserve.
    """

    def run(self):
        for _ in range(3):
            self.world.spawn(self._take_a_number, self.random.uniform(0, 2 * self.SENT_WITHIN))
        return super().run()

    def _take_a_number(self):
        number = f"W{self.random.randint(1, 5)}"
        try:
            self.twin.customers.create({"name": SOMEBODY_ELSE, "customerNumber": number}, self.world.now)
        except Refused:
            return

    def _plan(self):
        others = make_plan(self.seed, self.random).rules
        late = Rule(fault="late", method="POST", share=0.5, seconds=LONGEST_DELAY)
        lagging = Rule(fault="lagging_list", method="GET", share=1.0, seconds=LONGEST_DELAY)
        return Plan(seed=self.seed, rules=[late, *others, lagging])
