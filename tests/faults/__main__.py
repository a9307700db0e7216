"""`make soak`: runs schedules of faults for a while, or one and shows what happened."""

import argparse
import time

from tests.faults.simulation import Simulation


def soak(seconds, first):
    """Run seeds from `first` on until the time is over. A seed that fails ends it and is printed."""
    ends, seed = time.monotonic() + seconds, first
    while time.monotonic() < ends:
        Simulation(seed).run().check()
        seed += 1
        left = max(ends - time.monotonic(), 0)
        print(f"\r{seed - first} schedules held, {left:.0f} s left ", end="", flush=True)
    print()


def show(seed):
    """Print one seed's world, every request to Seven Time, every dead letter, and if the promises held."""
    simulation = Simulation(seed).run()
    print(f"version {simulation.version}, {simulation.chance}")
    for source in simulation.sources.values():
        print(f"{source.id}: {source.existing}, {source.customer_number}")
    print(*simulation.plan.rules, sep="\n")
    for entry in simulation.twin.history:
        at = entry["at"] - simulation.start
        print(f"{at:10.3f} {entry['method']:4} {entry['query']} {entry['status']} {entry['fault'] or ''}")
    for message in simulation.sqs.queues["dead"].values():
        print("dead letter:", {name: each["stringValue"] for name, each in message.attributes.items()})
    simulation.check()
    print("held")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--seed", type=int, help="only this one")
    given = parser.parse_args()
    if given.seed is None:
        soak(given.seconds, given.first)
    else:
        show(given.seed)
