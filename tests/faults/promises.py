"""What must be true after a simulation, whatever broke in it (docs/guarantees.md)."""

from collections import Counter

from bridge.aws.table import Table
from bridge.ledger.listing import Listing

SOMEBODY_ELSE = "Någon Annan"
"""The name of customers that somebody creates in Seven Time meanwhile."""


def limit_held(simulation):
    """Seven Time never got 5 requests within a second."""
    times = [entry["at"] for entry in simulation.twin.history]
    for first, fifth in zip(times, times[4:], strict=False):
        assert fifth - first > 1.0, f"5 requests in {fifth - first:.3f} s"


def nobody_twice(simulation):
    """Each person is at most one customer."""
    for person in simulation.people:
        theirs = [c for c in simulation.customers() if c.get("address") == f"Gatan {person['n']}"]
        assert len(theirs) <= 1, f"{len(theirs)} customers for person {person['n']}"


def nothing_lost(simulation):
    """Each delivery is a customer or a dead letter, and only those without a name are dead letters."""
    ids = {customer["_id"] for customer in simulation.customers()}
    dead = simulation.dead_deliveries()
    assert not simulation.sqs.queues["customers"], "messages still waiting"
    for id, (_, answers) in simulation.sent.items():
        record = simulation.record(id)
        created = record.get("status") in ("created", "existing") and record["seventime_id"] in ids
        known = dead | simulation.discarded
        assert created or id in known, f"delivery {id} is neither a customer nor a dead letter: {record}"
        assert "Namn" in answers or id in known or id in simulation.corrected
    if not any((rule.fault, rule.method) == ("error_500_message", "POST") for rule in simulation.plan.rules):
        nameless = {id for id, (_, answers) in simulation.sent.items() if "Namn" not in answers}
        assert dead <= nameless, f"{len(dead - nameless)} needless dead letters"


def nothing_crashed(simulation):
    """No attempt met a defect."""
    assert not simulation.defects, f"defects: {simulation.defects}"


def settings_set(simulation):
    """Settings that version 2 takes by an update only are set, or the delivery has a warning."""
    if simulation.version == "1":
        return
    customers = {customer["_id"]: customer for customer in simulation.customers()}
    refused = {"S": "settings_refused billingSettings.invoiceDeliveryType"}
    for id, (_, answers) in simulation.sent.items():
        record = simulation.record(id)
        if record.get("status") == "created" and "Fakturasätt" in answers:
            billing = customers[record["seventime_id"]]["billingSettings"]
            warned = refused in record.get("remarks", ())
            assert warned or billing.get("invoiceDeliveryType") == 10, f"delivery {id}: {record}"


def counts_exact(simulation):
    """What the list counts is what Seven Time and the dead-letter queue have, to the last delivery."""
    statuses = {each.id: each.status.value for each in listed(simulation)}
    counted, dead = Counter(statuses.values()), simulation.dead_deliveries()
    created = sum(each["name"] != SOMEBODY_ELSE for each in simulation.customers())
    assert counted["created"] == created, f"{counted}, but {created} customers"
    for id in simulation.sent:
        assert statuses.get(id) in _possible(simulation, id, dead), f"{id} is listed as {statuses.get(id)}"
    assert counted.total() == len(simulation.sent), f"{counted} of {len(simulation.sent)} deliveries"


def _possible(simulation, id, dead):
    """The statuses that a delivery can have, by what Seven Time and the queue have, and an operator did.

    Of a delivery that came twice, one message may be a dead letter, and the other one the customer. An
    operator who was killed has written down what he was about to discard.
    """
    address = f"Gatan {simulation.sent[id][0]['n']}"
    is_there = any(each.get("address") == address for each in simulation.customers())
    possible = ("created", "existing") if is_there else ()
    possible += ("rejected",) if id in dead else ()
    return (*possible, "discarded") if id in simulation.discarded else possible


def listed(simulation):
    """The deliveries in the list."""
    simulation.chance["throttled"] = 0
    simulation.world.step = lambda seconds: None
    return list(Listing(Table(simulation.database, "table"), _After(simulation)).since(simulation.start - 1))


class _After:
    """The clock when all is over."""

    def __init__(self, simulation):
        self._now = simulation.world.now

    def time(self):
        return self._now
