"""Companies behind one e-mail address, and a person who gives only that: each number stays a customer."""

from collections import Counter, defaultdict

from tests.faults.people import NUMBERS
from tests.faults.promises import limit_held, nothing_lost, settings_set
from tests.faults.simulation import Simulation


def numbers_stay_apart(simulation):
    """No number has two customers, and no customer two numbers."""
    customers_of = defaultdict(set)
    for id, (person, _) in simulation.sent.items():
        record = simulation.record(id)
        if person["number"] and "seventime_id" in record:
            customers_of[person["number"]].add(record["seventime_id"])
    found = dict(customers_of)
    assert all(len(ids) == 1 for ids in found.values()), f"numbers have several customers: {found}"
    assert len(set().union(*found.values())) == len(found), f"numbers share a customer: {found}"
    numbers = [customer.get("organizationNumber") for customer in simulation.customers()]
    counts = Counter(number for number in numbers if number)
    assert set(counts.values()) <= {1}, f"customers: {counts}"


class SharedAddress(Simulation):
    """All deliveries come within a second, so that they meet at every step.

    Those without a number may come long before.
    """

    SENT_WITHIN = 1.0
    PROMISES = (limit_held, numbers_stay_apart, nothing_lost, settings_set)

    def __init__(self, seed):
        super().__init__(seed)
        self.head_start = self.random.choice((0, 300))

    def _sender(self, person, answers):
        self.world.step(self.head_start if person["number"] else 0)
        super()._sender(person, answers)

    def _people(self):
        return [{"n": n, "number": number} for n, number in enumerate((*NUMBERS[:3], None))]

    def _answers(self, person):
        answers = {"Namn": f"Bolaget {person['n']} AB", "E-post": "info@example.se"}
        return answers | ({"Org.nr": person["number"]} if person["number"] else {})
