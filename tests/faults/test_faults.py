"""A fixed set of schedules of faults, another one on each Python; `make soak` runs more."""

import sys

import pytest

from tests.faults.broken_chains import BrokenChains
from tests.faults.delays import Delays
from tests.faults.expiries import Expiries
from tests.faults.floods import Floods
from tests.faults.neighbours import Neighbours
from tests.faults.one_word import OneWord
from tests.faults.restored_ledger import RestoredLedger, RestoredLedgerOnly
from tests.faults.shared_address import SharedAddress
from tests.faults.simulation import Simulation
from tests.faults.stalls import Stalls

COUNT, SHARES = 120, 10
SEEDS = range(sys.version_info.minor * COUNT, (sys.version_info.minor + 1) * COUNT)


@pytest.mark.parametrize("share", range(SHARES))
def test_every_promise_holds_whatever_breaks(share):
    for seed in SEEDS[share::SHARES]:
        Simulation(seed).run().check()


@pytest.mark.parametrize("share", range(4))
def test_numbers_behind_one_address_stay_customers_of_their_own(share):
    for seed in SEEDS[::5][share::4]:
        SharedAddress(seed).run().check()


@pytest.mark.parametrize("share", range(4))
def test_people_who_share_contacts_stay_customers_of_their_own(share):
    for seed in SEEDS[::5][share::4]:
        Neighbours(seed).run().check()


@pytest.mark.parametrize("share", range(4))
def test_what_was_sent_is_known_again_although_its_name_has_one_word(share):
    for seed in SEEDS[::10][share::4]:
        OneWord(seed).run().check()


@pytest.mark.parametrize("share", range(4))
def test_nobody_is_there_twice_when_requests_are_late_and_lists_lag(share):
    for seed in SEEDS[::5][share::4]:
        Delays(seed).run().check()


@pytest.mark.parametrize("share", range(4))
def test_nobody_is_there_twice_when_workers_stand_still_longer_than_their_claims_last(share):
    for seed in SEEDS[::5][share::4]:
        Stalls(seed).run().check()


@pytest.mark.parametrize("share", range(4))
def test_nobody_is_there_twice_when_workers_die_while_they_write_a_new_customer(share):
    for seed in SEEDS[::3][share::4]:
        BrokenChains(seed).run().check()


@pytest.mark.parametrize("share", range(4))
def test_nothing_breaks_when_items_of_the_ledger_expire_between_deliveries(share):
    for seed in SEEDS[::5][share::4]:
        Expiries(seed).run().check()


@pytest.mark.parametrize("share", range(4))
def test_a_spammed_form_fills_no_budget_and_ends_as_the_operator_says(share):
    for seed in SEEDS[::25][share::4]:
        Floods(seed).run().check()


@pytest.mark.parametrize("share", range(2))
def test_nobody_is_there_twice_when_the_ledger_is_restored_and_sources_look_up(share):
    for seed in SEEDS[::5][share::2]:
        RestoredLedger(seed).run().check()


def test_with_the_ledger_alone_those_since_the_restored_moment_can_be_there_twice():
    """As docs/recovery.md warns. It also shows that the test above looks closely enough."""
    broken = []
    for seed in SEEDS[:50]:
        try:
            RestoredLedgerOnly(seed).run().check()
        except AssertionError as error:
            broken.append(str(error))
    assert broken
    assert all("nobody_twice" in each for each in broken)


def test_a_seed_is_repeatable():
    first, second = (Simulation(5).run().twin.history for _ in range(2))
    assert first == second
    assert first
