"""Companies behind one e-mail address, and somebody who gives only that: each number stays a customer."""

from collections import Counter, defaultdict

from tests.faults.simulation import NUMBERS, Simulation


class SharedAddress(Simulation):
    """All within moments, so that they meet at every step; whoever has no number perhaps long before."""

    SENT_WITHIN = 1.0

    def __init__(self, seed):
        super().__init__(seed)
        self.head_start = self.random.choice((0, 300))

    def _sender(self, person, data):
        self.world.step(self.head_start if person["number"] else 0)
        super()._sender(person, data)

    def _people(self):
        return [{"n": n, "number": number} for n, number in enumerate((*NUMBERS[:3], None))]

    def _deliveries(self):
        for person in self.people:
            for _ in range(self.random.randint(1, 3)):
                yield person, self._data(person)

    def _data(self, person):
        data = {"Namn": f"Bolaget {person['n']} AB", "E-post": "info@example.se"}
        return data | ({"Org.nr": person["number"]} if person["number"] else {})

    def _once(self):
        """No number has two customers, no customer two numbers."""
        told = defaultdict(set)
        for id, (person, _) in self.sent.items():
            if person["number"] and "seventime_id" in (known := self._record(id)):
                told[person["number"]].add(known["seventime_id"])
        assert all(len(ids) == 1 for ids in told.values()), f"numbers have several customers: {dict(told)}"
        assert len(set.union(set(), *told.values())) == len(told), f"numbers share a customer: {dict(told)}"
        there = Counter(c["organizationNumber"] for c in self._customers() if c.get("organizationNumber"))
        assert set(there.values()) <= {1}, f"customers: {there}"
