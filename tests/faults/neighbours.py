"""People who share contacts with others: each stays one customer, and no customer serves two of them.

`python -m tests.faults.neighbours --seeds 200` shows how many schedules hold. It judges the rule for who is
the same customer, in any order of arrival and while things break.
"""

import argparse
import sys
from collections import defaultdict
from dataclasses import dataclass, field

from tests.faults.promises import limit_held, nothing_crashed, nothing_lost, settings_set
from tests.faults.simulation import Simulation

MINUTE = 60.0


@dataclass(frozen=True)
class Person:
    """A person or a company, and the answers of each of its forms.

    `always` is what it is known by. Of `sometimes`, each delivery has any part.
    """

    label: str
    always: dict
    sometimes: dict = field(default_factory=dict)
    most: int = 3
    """Deliveries at most. 1: no second one could be recognised."""


def _person(label, name, always, most=3, **sometimes):
    return Person(
        label, {"Namn": name, **always}, {_LABELS[each]: text for each, text in sometimes.items()}, most
    )


_LABELS = {"email": "E-post", "phone": "Telefon", "number": "Org.nr", "street": "Adress"}

FAMILY_EMAIL = {"E-post": "berg@example.se"}
OFFICE_PHONE = {"Telefon": "070-174 06 21"}
OFFICE_EMAIL = {"E-post": "info@example.se"}
NILSSONS = {"E-post": "nilsson@example.se"}
NOBODY = {"Telefon": "0700000000"}

CHAIN = (
    _person("A", "Anna Berg", FAMILY_EMAIL, phone="070-174 06 20"),
    _person("B, who has A's e-mail and C's phone", "Björn Berg", FAMILY_EMAIL | OFFICE_PHONE),
    _person("C", "Cecilia Dahl", OFFICE_PHONE, email="cecilia.dahl@example.se"),
)
SPOUSES = (
    _person("one spouse", "Doris Falk", {"E-post": "falk@example.se"}, phone="070-174 06 22"),
    _person("the other", "Erik Falk", {"E-post": "falk@example.se"}, phone="070-174 06 23"),
)
COMPANIES = (
    _person("a company", "Alfa Bygg AB", OFFICE_EMAIL, number="556016-0680"),
    _person("a second one", "Beta Städ AB", OFFICE_EMAIL, number="556036-0793"),
    _person("a third one", "Gamma El AB", OFFICE_EMAIL, phone="08-123 45 67"),
)
FATHER_AND_SON = (
    _person("the father", "Karl Nilsson", NILSSONS | {"Personnummer": "19640823-3234"}),
    _person("the son", "Karl Nilsson", NILSSONS | {"Personnummer": "19900101-2385"}),
)
NAMESAKES = (
    _person("one of two namesakes", "Åsa Öberg", {"E-post": "asa.oberg@example.se"}),
    _person("her namesake", "Åsa Öberg", {"E-post": "asa@example.com"}, phone="070-174 06 24"),
)
NAMELESS = (
    _person("a customer", "Kund", NOBODY, most=1),
    _person("another customer", "Kund", NOBODY, most=1),
)
GROUPS = (CHAIN, SPOUSES, COMPANIES, FATHER_AND_SON, NAMESAKES, NAMELESS)


def nobody_has_two_customers(simulation):
    """All deliveries of a person lead to one customer."""
    for label, ids in _customers_of(simulation).items():
        assert len(ids) == 1, f"{label} has {len(ids)} customers"


def no_customer_serves_two(simulation):
    """No customer is that of two people, and each has a name that its person gave."""
    owners = defaultdict(set)
    for label, ids in _customers_of(simulation).items():
        for id in ids:
            owners[id].add(label)
    shared = [sorted(labels) for labels in owners.values() if len(labels) > 1]
    assert not shared, f"one customer for {shared}"
    names = {person.label: person.always["Namn"] for person in simulation.people}
    for id, [label] in owners.items():
        assert simulation.twin.customers.get(id)["name"] == names[label], f"{label} has somebody else's name"


def every_customer_is_somebodys(simulation):
    """Seven Time created no customer to which no delivery leads."""
    known = set().union(*_customers_of(simulation).values())
    nobodys = [each["name"] for each in simulation.customers() if each["_id"] not in known]
    assert not nobodys, f"customers of no delivery: {nobodys}"


def _customers_of(simulation):
    """Label → the ids of the customers that the person's deliveries have, for those that have one."""
    found = defaultdict(set)
    for id, (person, _) in simulation.sent.items():
        record = simulation.record(id)
        if "seventime_id" in record:
            found[person.label].add(record["seventime_id"])
    return found


class Neighbours(Simulation):
    """Groups of people, whose deliveries meet within a second or are spread over a quarter of an hour."""

    PROMISES = (
        limit_held,
        no_customer_serves_two,
        nobody_has_two_customers,
        every_customer_is_somebodys,
        nothing_lost,
        nothing_crashed,
        settings_set,
    )

    def __init__(self, seed, groups=GROUPS):
        self._groups = groups
        super().__init__(seed)
        self.SENT_WITHIN = self.random.choice((1.0, 20.0, 15 * MINUTE))

    def _people(self):
        chosen = self.random.sample(self._groups, self.random.randint(1, min(3, len(self._groups))))
        return [person for group in chosen for person in group]

    def _deliveries(self):
        for person in self.people:
            for _ in range(self.random.randint(1, person.most)):
                yield person, self._answers(person)

    def _answers(self, person):
        more = {label: text for label, text in person.sometimes.items() if self.random.random() < 0.5}
        return person.always | more


def main():
    """Print the schedules that fail, by group. Exit code 1 if any does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--seed", type=int, help="only this one, with all groups")
    given = parser.parse_args()
    if given.seed is not None:
        Neighbours(given.seed).run().check()
        return
    failed = 0
    for group in GROUPS:
        failures = list(_failures(group, given.seeds))
        failed += len(failures)
        print(f"{' / '.join(person.label for person in group)}: {len(failures)} of {given.seeds} fail")
        print(*(f"    {failure[:120]}" for failure in failures[:3]), sep="\n")
    sys.exit(1 if failed else 0)


def _failures(group, seeds):
    for seed in range(seeds):
        try:
            Neighbours(seed, [group]).run().check()
        except AssertionError as failure:
            yield str(failure)


if __name__ == "__main__":
    main()
