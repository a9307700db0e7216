"""The labelled cases are sound, and the rule in use is measured as the ledger applies it."""

import json
from pathlib import Path

import pytest

from bridge.ledger.claims import Claim, Claims
from bridge.ledger.records import Fingerprint
from dev.benchmarks.same_customer import measure, rules
from tests.support.clock import Clock
from tests.support.identities import SEALER
from tests.support.tables import table

FOLDER = Path(measure.__file__).parent
USUAL = measure.load("cases")


@pytest.mark.parametrize("file", measure.SETS)
def test_every_case_puts_each_delivery_with_one_customer(file):
    written = json.loads((FOLDER / f"{file}.json").read_text(encoding="utf-8"))
    assert len({case["id"] for case in written}) == len(written)
    for case in written:
        labelled = sorted(number for customer in case["same"] for number in customer)
        assert labelled == list(range(len(case["deliveries"]))), case["id"]


def decided_by_the_ledger(arrivals):
    """The customer of each delivery, as real claims decide it; each is created before the next one comes."""
    with table() as database:
        clock = Clock()
        claims = Claims(database, SEALER, clock)
        ids: list[str] = []
        for number, each in enumerate(arrivals):
            clock.now += 1  # no two customers are of one moment
            who = SEALER.traits(each.traits, each.customer, f"delivery {number}")
            claimed = claims.claim(who, {}, Fingerprint("lookup", "pending"), f"delivery {number}")
            if isinstance(claimed, Claim):
                claims.complete(claimed, f"customer {number}", "", {}, existing=False)
                ids.append(f"customer {number}")
            else:
                ids.append(claimed.outcome.seventime_id)
    return [ids.index(id_) for id_ in ids]


def test_the_rule_in_use_is_that_of_the_ledger():
    for case in USUAL:
        places = rules.in_use(case.arrivals)
        assert [places.index(place) for place in places] == decided_by_the_ledger(case.arrivals), case.id


def test_counts_a_pair_that_was_merged_and_one_that_was_split():
    first, second = (
        rules.arrival({"name": name, "email": "info@example.se"}, ()) for name in ("A Ek", "B Ek")
    )
    apart = measure.Case("apart", [first, second], [0, 1])
    together = measure.Case("together", [first, first], [0, 0])
    never = list(range(2))
    assert measure.count_worst([apart, together], rules.by_email) == (1, 0)
    assert measure.count_worst([apart, together], lambda _: never) == (0, 1)


def test_an_address_that_is_declared_as_nobodys_tells_nothing():
    declared = rules.arrival({"name": "Åsa Ek", "email": "order@firman.example"}, ["@firman.example"])
    assert declared.traits.contacts == ()


def test_evidence_and_contradiction_err_far_less_than_an_address_alone():
    by_evidence = measure.count_worst(USUAL, rules.in_use)
    by_address = measure.count_worst(USUAL, rules.by_email)
    assert by_evidence.merged * 20 < by_address.merged
    assert by_evidence.split * 2 < by_address.split
