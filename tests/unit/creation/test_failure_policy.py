"""When a message is tried again, and that all attempts together last longer than a weekend."""

import pytest

from bridge.aws.queue import LONGEST_HIDING
from bridge.creation.failure_policy import (
    REQUEUE_AFTER,
    backoff_of,
    decide,
    is_exhausted,
)
from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason
from bridge.queue import REQUEUE_AFTER_RECEIVES
from tests.support import sqs
from tests.test_template import QUEUES

HOUR, DAY = 3600.0, 86_400.0
FAILED = Unavailable(Reason.SEVENTIME_ERROR)
FREE = Unavailable(Reason.CLIENT_SECRET_REFUSED)
CUSTOMERS = QUEUES["Customers"]
MAX_RECEIVES = CUSTOMERS["RedrivePolicy"]["maxReceiveCount"]
RETENTION = CUSTOMERS["MessageRetentionPeriod"]


def decided(failure=FAILED, *, attempts=1, delivery_age=0.0, receives=1, message_age=0.0):
    backoff = backoff_of(failure, receives, 0.0)
    return decide(
        backoff, attempts=attempts, delivery_age=delivery_age, receives=receives, message_age=message_age
    )


def shortest(monkeypatch):
    monkeypatch.setattr("random.uniform", lambda least, most: least)


def longest(monkeypatch):
    monkeypatch.setattr("random.uniform", lambda least, most: most)


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [(1, 30), (2, 60), (3, 120), (4, 240), (5, 480), (8, 3840), (10, 15_360), (11, 21_600), (24, 21_600)],
)
def test_doubles_the_wait_after_each_attempt_that_counts(attempts, seconds, monkeypatch):
    longest(monkeypatch)
    assert decided(attempts=attempts).wait == seconds
    shortest(monkeypatch)
    assert decided(attempts=attempts).wait == seconds * 0.75


@pytest.mark.parametrize(("receives", "seconds"), [(1, 30), (2, 60), (4, 240), (5, 300), (2_000, 300)])
def test_tries_again_within_five_minutes_what_is_not_the_messages_fault(receives, seconds, monkeypatch):
    longest(monkeypatch)
    assert decided(FREE, attempts=0, receives=receives).wait == seconds


@pytest.mark.parametrize("reason", [Reason.RATE_LIMITED, Reason.SEVENTIME_ERROR])
def test_waits_for_as_long_as_it_was_told_and_a_moment(reason):
    told = Unavailable(reason, retry_after=7)
    waits = {decided(told, attempts=9, receives=9).wait for _ in range(20)}
    assert all(7 <= wait <= 8 for wait in waits)
    assert len(waits) > 1


@pytest.mark.parametrize("jitter", [shortest, longest])
def test_goes_on_for_sixty_hours_and_twice_after_them(jitter, monkeypatch):
    """A delivery that fails from the first moment on: when it is tried, and when it is given up."""
    jitter(monkeypatch)
    tried_at, attempts = [0.0], 1
    while not (decision := at_age(tried_at[-1], attempts)).give_up:
        tried_at.append(tried_at[-1] + decision.wait)
        attempts += 1
    assert len([at for at in tried_at if at > 60 * HOUR]) >= 3  # two that would succeed, and the last
    assert tried_at[-1] < RETENTION
    assert attempts < REQUEUE_AFTER_RECEIVES


def at_age(age, attempts):
    return decided(attempts=attempts, delivery_age=age, receives=attempts, message_age=age)


@pytest.mark.parametrize(
    ("attempts", "age", "over"),
    [(1_000, 71 * HOUR, False), (11, 30 * DAY, False), (0, 30 * DAY, False), (12, 73 * HOUR, True)],
)
def test_gives_up_only_what_was_tried_both_often_and_long(attempts, age, over):
    assert is_exhausted(attempts, age) is over
    assert decided(attempts=attempts, delivery_age=age).give_up is over


def test_requeues_a_message_long_before_the_queue_would_end_its_waiting():
    assert REQUEUE_AFTER <= RETENTION / 2
    assert decided(receives=REQUEUE_AFTER_RECEIVES).requeue
    assert decided(message_age=REQUEUE_AFTER).requeue
    assert not decided(receives=REQUEUE_AFTER_RECEIVES - 1, message_age=REQUEUE_AFTER - 1).requeue


def test_a_worker_that_cannot_start_has_three_days_whatever_a_message_waited_for_before():
    assert (MAX_RECEIVES - REQUEUE_AFTER_RECEIVES) * CUSTOMERS["VisibilityTimeout"] >= 72 * HOUR


def test_what_a_worker_that_cannot_start_leaves_is_requeued_at_its_first_failure():
    assert decided(receives=MAX_RECEIVES).requeue
    assert REQUEUE_AFTER + MAX_RECEIVES * CUSTOMERS["VisibilityTimeout"] < RETENTION - DAY


def test_no_wait_is_longer_than_sqs_can_hide_a_message(monkeypatch):
    longest(monkeypatch)
    assert decided(attempts=10_000, receives=10_000).wait <= LONGEST_HIDING


def test_the_fault_simulations_queue_is_the_templates():
    assert CUSTOMERS["VisibilityTimeout"] == sqs.VISIBILITY
    assert (sqs.MAX_RECEIVES, sqs.RETENTION) == (MAX_RECEIVES, RETENTION)
