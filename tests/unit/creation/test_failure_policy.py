"""When a message is tried again, and that a weekend is shorter than all tries together."""

import pytest

from bridge.aws.queue import LONGEST_HOLD
from bridge.creation import failure_policy
from bridge.model.failures import Unavailable
from tests.support import sqs
from tests.test_template import QUEUES

HOUR, DAY = 3600.0, 86_400.0
FAILED = Unavailable("seventime_error")
FREE = Unavailable("client_secret_refused", free=True)
CUSTOMERS = QUEUES["Customers"]
MAX_RECEIVES = CUSTOMERS["RedrivePolicy"]["maxReceiveCount"]
RETENTION = CUSTOMERS["MessageRetentionPeriod"]


def shortest(monkeypatch):
    monkeypatch.setattr("random.uniform", lambda least, most: least)


def longest(monkeypatch):
    monkeypatch.setattr("random.uniform", lambda least, most: most)


@pytest.mark.parametrize(
    ("tries", "seconds"),
    [(1, 30), (2, 60), (3, 120), (4, 240), (5, 480), (8, 3840), (10, 15_360), (11, 21_600), (24, 21_600)],
)
def test_doubles_the_wait_after_each_try_that_counts(tries, seconds, monkeypatch):
    longest(monkeypatch)
    assert failure_policy.delay(FAILED, tries, receives=1) == seconds
    shortest(monkeypatch)
    assert failure_policy.delay(FAILED, tries, receives=1) == seconds * 0.75


@pytest.mark.parametrize(("receives", "seconds"), [(1, 30), (2, 60), (4, 240), (5, 300), (2_000, 300)])
def test_tries_again_within_five_minutes_what_is_not_the_messages_fault(receives, seconds, monkeypatch):
    longest(monkeypatch)
    assert failure_policy.delay(FREE, tries=0, receives=receives) == seconds


@pytest.mark.parametrize("free", [True, False])
def test_waits_for_as_long_as_it_was_told_and_a_moment(free):
    told = Unavailable("rate_limited", retry_after=7, free=free)
    waits = {failure_policy.delay(told, tries=9, receives=9) for _ in range(20)}
    assert all(7 <= wait <= 8 for wait in waits)
    assert len(waits) > 1


@pytest.mark.parametrize("jitter", [shortest, longest])
def test_goes_on_for_sixty_hours_and_twice_after_them(jitter, monkeypatch):
    """A delivery that fails from the first moment on: when it is tried, and when it is given up."""
    jitter(monkeypatch)
    tried_at, tries = [0.0], 1
    while not failure_policy.exhausted(tries, tried_at[-1]):
        tried_at.append(tried_at[-1] + failure_policy.delay(FAILED, tries, receives=tries))
        tries += 1
    assert len([at for at in tried_at if at > 60 * HOUR]) >= 3  # two that would succeed, and the last
    assert tried_at[-1] < RETENTION
    assert tries < failure_policy.RENEW_AFTER_RECEIVES


@pytest.mark.parametrize(
    ("tries", "age", "over"),
    [(1_000, 71 * HOUR, False), (11, 30 * DAY, False), (0, 30 * DAY, False), (12, 73 * HOUR, True)],
)
def test_gives_up_only_what_was_tried_both_often_and_long(tries, age, over):
    assert failure_policy.exhausted(tries, age) is over


def test_sends_a_message_anew_long_before_the_queue_would_end_its_waiting():
    assert failure_policy.RENEW_AFTER_RECEIVES <= MAX_RECEIVES - 10
    assert failure_policy.RENEW_AFTER <= RETENTION / 2
    assert failure_policy.worn(failure_policy.RENEW_AFTER_RECEIVES, 0)
    assert failure_policy.worn(1, failure_policy.RENEW_AFTER)
    assert not failure_policy.worn(failure_policy.RENEW_AFTER_RECEIVES - 1, failure_policy.RENEW_AFTER - 1)


def test_no_wait_is_longer_than_sqs_can_hide_a_message(monkeypatch):
    longest(monkeypatch)
    assert failure_policy.delay(FAILED, tries=10_000, receives=10_000) <= LONGEST_HOLD


def test_the_fault_simulations_queue_is_the_templates():
    assert CUSTOMERS["VisibilityTimeout"] == sqs.VISIBILITY
    assert (sqs.MAX_RECEIVES, sqs.RETENTION) == (MAX_RECEIVES, RETENTION)
