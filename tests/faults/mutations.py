"""`make mutations`: does the fault simulation notice when a safeguard is gone?

Each mutation takes one away from the real code. If no simulation fails without it, they prove nothing.
"""

import argparse
import sys
from contextlib import suppress
from unittest.mock import patch

from bridge.aws.table import Table
from bridge.creation import creation, processing
from bridge.creation.worker import Worker
from bridge.identity.relation import Strength, relation
from bridge.ledger import contacts, recognition
from bridge.ledger.claims import Claims
from bridge.ledger.deliveries import Deliveries
from bridge.ledger.records import ClaimState
from bridge.model.failures import Unavailable
from bridge.model.outcome import DeliveryStatus
from bridge.pacing.pacer import LanePacer
from bridge.seventime.client import SevenTime
from tests.faults.broken_chains import BrokenChains
from tests.faults.delays import Delays
from tests.faults.lists import Lists
from tests.faults.neighbours import Neighbours
from tests.faults.simulation import Simulation
from tests.faults.stalls import Stalls

_nothing_to_do, _get_many = processing.nothing_to_do, Table.get_many


def _nobody_at_work(self, customer):
    """A claim that is held keeps nobody out."""
    return customer.lost_at if customer.state is ClaimState.UNKNOWN else None


def _send_again(self, lost_at):
    """The lost request is not looked for, and may be sent a second time."""
    self.claim.lost_at = None
    return self._existing()


def _forget(self, claim, *, refused=False):
    """A lost answer leaves no trace."""
    self.release(claim)


def _swallow(record, delivery):
    """A rejected delivery counts as done, even if SQS moved its dead letter back."""
    return record.status is DeliveryStatus.REJECTED or _nothing_to_do(record, delivery)


def _go_at_once(self, _connect):
    """No request waits for its slot."""


def _never(self, claim):
    """No claim is too old."""
    return False


def _unconditional(record):
    """What another worker has written to a contact since it was read does not matter."""
    return "attribute_not_exists(#nothing)", {}


def _cheaply(self, pks, **_):
    """Every read of many items may miss what was written a moment ago."""
    return _get_many(self, pks, consistent=False)


def _whole(self, customer, records):
    """The customer of a broken chain is like any other."""
    return False


def _any_contact(traits, profile, seal=None):
    """A contact in common is enough."""
    ours = {contact.value for contact in traits.contacts}
    theirs = set().union(*profile.contacts.values())
    return Strength.EQUAL_NAME if ours & theirs else relation(traits, profile, seal)


def _nobodys(self, claim, who):
    """A record of Seven Time is never another customer's."""
    return set()


def _send_last(self, request):
    """All threads of a worker keep the request that waits for its slot in one place."""
    self._connection.request = request
    self._pace.take(self._connection.open)
    try:
        return self._connection.send(self._connection.request, self._pace)
    finally:
        self._pace.answered()


def _unlisted(self, delivery, record):
    """What a worker finished and could not list stays out of the list."""


def _shrug(self):
    """The messages of a batch are deleted although it was not listed."""
    with suppress(Unavailable):
        self.deliveries.end_batch()
    return True


MUTATIONS = {
    "the claim": (Claims, "_lost_at", _nobody_at_work),
    "resolving": (creation._Attempt, "_resolve", _send_again),
    "waiting for both delays": (creation, "RESOLVE_AFTER", max(creation.LATE, creation.LAG)),
    "sending under a young claim only": (Claims, "is_stale", _never),
    "contacts as they were read": (contacts, "_unchanged", _unconditional),
    "reads that decide something": (Table, "get_many", _cheaply),
    "broken chains": (contacts.Contacts, "_is_unfinished", _whole),
    "evidence for a merge": (recognition, "relation", _any_contact),
    "records of other customers": (Claims, "records_of_others", _nobodys),
    "the persisted unknown": (Claims, "lose", _forget),
    "the pacer": (LanePacer, "take", _go_at_once),
    "a request for each thread": (SevenTime, "_send_in_slot", _send_last),
    "listing what a dead worker has finished": (Deliveries, "ensure_listed", _unlisted),
    "a list before messages are deleted": (Worker, "_end_batch", _shrug),
    "the second chance of a dead letter": (processing, "nothing_to_do", _swallow),
}
"""Safeguard → where it is, and what takes its place."""

WORLDS = {
    "waiting for both delays": Delays,
    "sending under a young claim only": Stalls,
    "broken chains": BrokenChains,
    "a list before messages are deleted": Lists,
    "reads that decide something": BrokenChains,
    "evidence for a merge": Neighbours,
    "records of other customers": Neighbours,
}
"""Safeguard → the simulation that needs it, if it is not `Simulation`."""


def broken_promises(safeguard, seeds):
    """The failing seeds' messages, as they are found."""
    world = WORLDS.get(safeguard, Simulation)
    with patch.object(*MUTATIONS[safeguard]):
        for seed in seeds:
            try:
                world(seed).run().check()
            except AssertionError as failure:
                yield str(failure)


def main():
    """Print for each safeguard how many seeds fail without it. Exit code 1 if none fails for one of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=200)
    seeds = range(parser.parse_args().seeds)
    unnoticed = 0
    for safeguard in MUTATIONS:
        failures = list(broken_promises(safeguard, seeds))
        unnoticed += not failures
        print(f"without {safeguard}: {len(failures)} of {len(seeds)} schedules fail")
        print(*(f"    {failure[:100]}" for failure in failures[:3]), sep="\n")
    sys.exit(1 if unnoticed else 0)


if __name__ == "__main__":
    main()
