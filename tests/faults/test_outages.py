"""A weekend of Seven Time being down, or of a wrong Client-Secret, loses nothing and dead-letters nothing."""

import pytest

from tests.faults.outages import (
    HOUR,
    DyingWorker,
    Outage,
    SixDays,
    WrongSecret,
    cannot_create,
    down,
    forbidden,
    refused,
    silent,
)

SEEDS = range(4)
FEW_DELIVERIES = 1
"""A seed; each delivery is tried every five minutes."""

LONGEST_WAIT = 6 * HOUR

NEVER_A_CUSTOMER = {"name_missing"}


@pytest.mark.parametrize("answer", [refused, silent, down])
@pytest.mark.parametrize("seed", SEEDS)
def test_sixty_hours_of_seven_time_being_down(seed, answer):
    outage = Outage(seed, 60, answer).run()
    outage.check()
    assert outage.reasons() <= NEVER_A_CUSTOMER
    assert abs(outage.told_since - outage.failed_at) < 60
    assert outage.told is None
    twice = 2 * LONGEST_WAIT  # a delivery whose customer another delivery has to resolve first
    assert outage.world.now < outage.over_at + twice + HOUR


def test_sixty_hours_of_a_wrong_client_secret_heal_by_themselves_within_minutes():
    outage = WrongSecret(FEW_DELIVERIES, 60).run()
    outage.check()
    assert outage.reasons() <= NEVER_A_CUSTOMER
    assert outage.world.now < outage.start + 60.2 * HOUR


def test_sixty_hours_of_a_client_secret_without_permission_heal_by_themselves_within_minutes():
    outage = Outage(FEW_DELIVERIES, 60, forbidden).run()
    outage.check()
    assert outage.reasons() <= NEVER_A_CUSTOMER
    assert outage.world.now < outage.over_at + 0.2 * HOUR


@pytest.mark.parametrize("seed", SEEDS)
def test_sixty_hours_of_a_worker_that_dies_at_every_start_heal_by_themselves(seed):
    outage = DyingWorker(seed, 60).run()
    outage.check()
    assert outage.reasons() <= NEVER_A_CUSTOMER
    assert outage.world.now < outage.over_at + 0.5 * HOUR


@pytest.mark.parametrize("seed", SEEDS)
def test_what_fails_for_six_days_is_a_dead_letter_and_a_customer_after_its_replay(seed):
    outage = SixDays(seed, down).run()
    assert outage.dead_deliveries() == set(outage.sent)
    assert outage.reasons() <= NEVER_A_CUSTOMER | {"seventime_maintenance", "unresolved"}
    outage.replay_all()
    outage.check()
    assert outage.reasons() <= NEVER_A_CUSTOMER


@pytest.mark.parametrize("seed", SEEDS)
def test_what_cannot_be_created_for_six_days_is_resolved_and_in_nobodys_way(seed):
    outage = SixDays(seed, cannot_create).run()
    assert "never_answered" in outage.reasons()
    assert outage.claim_states() == {"open"}
    outage.replay_all()
    outage.check()
    assert outage.reasons() <= NEVER_A_CUSTOMER
