"""Within a process one request after the other deals with the others, webhooks before imports."""

import threading

import pytest

from bridge.model.lane import Lane
from bridge.pacing.clock import SystemClock
from bridge.pacing.door import MOST_UNANSWERED, UNHEARD, Door
from tests.support.clock import Clock


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def door(clock):
    return Door(clock)


def test_lanes_go_in_order_and_requests_in_the_order_in_which_they_came(door):
    waiters = [door.enter(lane) for lane in (Lane.IMPORT, Lane.WEBHOOK, Lane.WEBHOOK, Lane.LOOK_UP)]
    order = []
    while waiters:
        first = next(waiter for waiter in waiters if door.is_first(waiter))
        order.append(first)
        waiters.remove(first)
        door.leave(first)
    assert [(waiter.lane, waiter.number) for waiter in order] == [
        (Lane.LOOK_UP, 4),
        (Lane.WEBHOOK, 2),
        (Lane.WEBHOOK, 3),
        (Lane.IMPORT, 1),
    ]


def test_it_counts_who_waits_in_each_lane(door):
    for lane in (Lane.IMPORT, Lane.WEBHOOK, Lane.WEBHOOK):
        door.enter(lane)
    assert door.waiting() == {Lane.LOOK_UP: 0, Lane.WEBHOOK: 2, Lane.IMPORT: 1}


def test_the_next_one_begins_when_the_one_before_has_left(door, clock):
    first, second = door.enter(Lane.WEBHOOK), door.enter(Lane.WEBHOOK)
    door.let_go(first, clock.now + 5)
    assert not door.is_first(second)
    door.sent(first)
    assert door.is_first(second)


def test_nobody_waits_for_a_request_that_may_leave_no_more(door, clock):
    first, second = door.enter(Lane.WEBHOOK), door.enter(Lane.WEBHOOK)
    door.let_go(first, clock.now + 1)
    assert door.wait_until_first(second, clock.now + 10)
    assert clock.now >= 1_800_000_001 + UNHEARD


def test_a_request_that_was_never_sent_lets_the_next_one_begin(door, clock):
    first, second = door.enter(Lane.WEBHOOK), door.enter(Lane.WEBHOOK)
    door.let_go(first, clock.now + 5)
    door.ended(first)
    assert door.is_first(second)


def test_what_is_unanswered_at_once_is_capped(door, clock):
    sent = []
    for _ in range(MOST_UNANSWERED):
        waiter = door.enter(Lane.WEBHOOK)
        assert door.is_first(waiter)
        door.let_go(waiter, clock.now)
        door.sent(waiter)
        sent.append(waiter)
    waits = door.enter(Lane.WEBHOOK)
    assert not door.wait_until_first(waits, clock.now + 3)
    door.ended(sent[0])
    assert door.wait_until_first(waits, clock.now + 3)


class Watched(threading.Event):
    """An event that tells when somebody waits for it."""

    def __init__(self):
        super().__init__()
        self.somebody_waits = threading.Event()

    def wait(self, timeout=None):
        self.somebody_waits.set()
        return super().wait(timeout)


class WatchedClock(SystemClock):
    event = Watched


def test_who_waits_is_woken_by_the_one_that_leaves():
    door, is_first = Door(WatchedClock()), []
    first, second = door.enter(Lane.WEBHOOK), door.enter(Lane.WEBHOOK)
    door.let_go(first, WatchedClock.monotonic() + 600)
    second.event.clear()
    give_up = WatchedClock.monotonic() + 600
    thread = threading.Thread(target=lambda: is_first.append(door.wait_until_first(second, give_up)))
    thread.start()
    second.event.somebody_waits.wait(60)
    door.sent(first)
    thread.join(60)
    assert is_first == [True]


def test_a_pause_ends_when_somebody_comes_who_goes_first():
    door, ended = Door(SystemClock()), threading.Event()
    importing = door.enter(Lane.IMPORT)

    def pause():
        door.pause(importing, 60)
        ended.set()

    thread = threading.Thread(target=pause)
    thread.start()
    door.enter(Lane.WEBHOOK)
    thread.join(60)
    assert ended.is_set()
    assert not door.is_first(importing)
