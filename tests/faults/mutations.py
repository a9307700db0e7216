"""`python -m tests.faults.mutations`: does the fault simulation notice when a safeguard is gone?

Each mutation takes one away from the real code. The simulation has to fail for it, or proves nothing.
"""

import argparse
import sys
from unittest.mock import patch

from bridge.creation import worker
from bridge.creation.creator import Creation
from bridge.ledger.claims import Ledger
from bridge.pacing.pacer import Pacer
from tests.faults.simulation import Simulation

_settled_in_creation, _settled_in_worker = Creation._settled, worker._is_settled


def _nobody_at_work(self, customer):
    """A claim that is held keeps nobody out."""
    return float(customer["lost_at"]) if customer["state"] == "unknown" else None


def _send_again(self, order, claim):
    """What is unknown is not looked for: the lost request may be sent a second time."""
    claim.lost_at = None
    return _settled_in_creation(self, order, claim)


def _forget(self, claim, *, refused=False):
    """A lost answer leaves no trace."""
    self.release(claim)


def _swallow(known, delivery):
    """A rejected delivery counts as done, its dead letter that SQS moved back too."""
    return known.get("status") == "rejected" or _settled_in_worker(known, delivery)


def _go_at_once(self):
    """Everybody sends when they like."""


MUTATIONS = {
    "the claim": (Ledger, "_lost_at", _nobody_at_work),
    "the settling": (Creation, "_settled", _send_again),
    "the persisted unknown": (Ledger, "lost", _forget),
    "the pacer": (Pacer, "take", _go_at_once),
    "the second chance of a dead letter": (worker, "_is_settled", _swallow),
}
"""Safeguard → where it is, and what stands there without it."""


def broken_promises(safeguard, seeds):
    """The failing seeds' messages, as they are found."""
    with patch.object(*MUTATIONS[safeguard]):
        for seed in seeds:
            try:
                Simulation(seed).run().check()
            except AssertionError as failure:
                yield str(failure)


def main():
    """Say for each safeguard how many seeds fail without it; exit code 1 if none does for one of them."""
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
