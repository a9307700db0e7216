"""A form with a limit is spammed while others are filled in; then an operator lifts the pause or discards."""

from collections import Counter
from contextlib import suppress
from dataclasses import replace

from bridge.aws.table import Table
from bridge.creation.intake import SOURCE_PAUSED
from bridge.ledger.pauses import Pauses
from bridge.model.failures import Failure
from bridge.operations.pauses import NotPaused, SourcePauses
from dev.simulator.faults import Plan
from tests.faults.promises import limit_held, listed, nobody_twice, nothing_crashed
from tests.faults.simulation import Simulation
from tests.faults.world import LambdaClock

LIMIT, FLOOD, LATER = 4, 25, 3
"""The limit of the spammed form, what comes to it at once, and what comes when the pause is over."""

ENDS_AFTER = 8000.0
"""Seconds after which the operator acts: in the third hour, when nothing has failed for long."""

SPAM = 100
"""The number of the first person of the flood."""


def others_in_time(simulation):
    """What came to the other form was a customer, or a dead letter, before the operator did anything."""
    assert simulation.others_waiting == [], f"others wait: {simulation.others_waiting}"


def flood_held_back(simulation):
    """No more than the limit became customers before the operator did anything."""
    assert simulation.before <= LIMIT, f"{simulation.before} of the flood are customers, limit {LIMIT}"


def ends_as_the_operator_says(simulation):
    """Everything becomes a customer once it is lifted; of what is discarded nothing more does."""
    assert not simulation.sqs.queues["customers"], "messages still waiting"
    assert not simulation.dead_deliveries(), "dead letters"
    created = simulation.flood_created()
    expected = LATER + (LIMIT if simulation.discards else FLOOD)
    assert created == expected, f"{created} of the flood are customers, not {expected}"
    ignored = len([id for id in simulation.sent if simulation.record(id)["status"] == "ignored"])
    assert ignored == FLOOD + LATER - created, f"{ignored} deliveries are ignored"
    counted = Counter(each.status.value for each in listed(simulation) if each.source == "form")
    assert counted["discarded"] == FLOOD + LATER - created, f"{counted}"
    assert counted["created"] == created, f"{counted}"


def told_once(simulation):
    """The pause is told once, unless its worker failed just then."""
    assert len(simulation.told) == 1 or (any(simulation.chance.values()) and not simulation.told)


class Floods(Simulation):
    """All of the flood comes within twenty seconds. The other form's deliveries come among them."""

    PROMISES = (
        limit_held,
        nobody_twice,
        nothing_crashed,
        others_in_time,
        flood_held_back,
        ends_as_the_operator_says,
        told_once,
    )

    def __init__(self, seed):
        super().__init__(seed)
        self.sources["form"] = replace(self.sources["form"], limit=LIMIT)
        self.discards = self.random.random() < 0.5
        self.told, self.others_waiting, self.before = [], None, None
        self.operating = 0

    def run(self):
        self.sending += 1
        self.world.spawn(self._end_the_pause)
        return super().run()

    @property
    def broken(self):
        """At first, and again from the moment at which the operator acts."""
        passed = self.world.now - self.start
        return passed < 1200 or ENDS_AFTER <= passed < ENDS_AFTER + 1200

    def flood_created(self):
        """How many of the spammed form's deliveries are customers."""
        flood = {f"Gatan {person['n']}" for person in self.people if person["n"] >= SPAM}
        return len([each for each in self.customers() if each["address"] in flood])

    def _people(self):
        later = [_spammer(SPAM + FLOOD + n) for n in range(LATER)]
        self.later = later
        return [*super()._people(), *(_spammer(SPAM + n) for n in range(FLOOD)), *later]

    def _deliveries(self):
        for person in self.people:
            if person not in self.later:
                yield person, self._answers(person)

    def _answers(self, person):
        if person["n"] < SPAM:
            return super()._answers(person) | {"Namn": f"Åsa Öberg {person['n']}"}
        return {"Namn": f"Bo Ek {person['n']}", "Adress": f"Gatan {person['n']}", "E-post": person["email"]}

    def _source_of(self, person):
        return "form" if person["n"] >= SPAM else "other_form"

    def _plan(self):
        """Nothing that ends as a dead letter."""
        rules = super()._plan().rules
        return Plan(seed=self.seed, rules=[rule for rule in rules if rule.fault != "error_500_message"])

    def _end_the_pause(self):
        """Act as the operator, until it succeeds; then more deliveries come."""
        self.world.step(ENDS_AFTER)
        self._look_around()
        clock = LambdaClock(self.world, 0)
        operator = SourcePauses(Pauses(Table(self.database, "table"), clock), clock)
        act = operator.discard if self.discards else operator.lift
        with suppress(NotPaused):  # it had succeeded, and the answer was lost
            while not self._succeeds(act):
                self.world.step(60)
        for person in self.later:
            self.sending += 1
            self._sender(person, self._answers(person))
        self.sending -= 1

    def _succeeds(self, act):
        try:
            act("form")
        except Failure:
            return False
        return True

    def _look_around(self):
        self.before = self.flood_created()
        done = ("created", "existing", "rejected")
        self.others_waiting = [
            id
            for id, (person, _) in self.sent.items()
            if person["n"] < SPAM and self.record(id).get("status") not in done
        ]

    def _log(self, event, **facts):
        if event == SOURCE_PAUSED:
            self.told.append(facts["source"])
        super()._log(event, **facts)


def _spammer(n):
    return {"n": n, "number": None, "email": f"spam{n}@example.se"}
