import pytest

from bridge.model.failures import Unavailable
from bridge.model.lane import Lane
from bridge.pacing.pacer import Meter, Pacer
from bridge.pacing.pacer_item import CLIMB
from bridge.pacing.slowing import LONE
from bridge.pacing.spacing import LEAST, MARGIN
from bridge.pacing.winning import TURN
from bridge.pacing.written import LATE
from tests.support.clock import Clock
from tests.support.tables import KINDS, table


@pytest.fixture(params=KINDS)
def pacer_table(request):
    with table(request.param) as it:
        yield it


def new(pacer_table, clock, lane=Lane.WEBHOOK, patience=10):
    """The pace of one worker's requests."""
    return Pacer(pacer_table, 4, clock).for_lane(lane, lambda: patience)


def send(pacer):
    """Take a slot and send a request in it."""
    pacer.take()
    pacer.still_mine()
    pacer.sent()
    pacer.answered()


def at_times(pacer, clock, count):
    times = []
    for _ in range(count):
        send(pacer)
        times.append(clock.now)
    return times


def look(pacer):
    return pacer._grants.item.look()


def announce(pacer):
    look(pacer)
    pacer._grants.tickets.announce(pacer._lane)


def attempt(pacer):
    """Try once. Without a slot it is not our turn."""
    alone = {lane: int(lane is pacer._lane) for lane in Lane}
    return pacer._grants.attempt(pacer._lane, alone)


def test_lets_the_first_request_after_a_silence_go_at_once(pacer_table):
    clock = Clock()
    pacer = new(pacer_table, clock)
    assert at_times(pacer, clock, 1) == [1_800_000_000.0]


def test_spaces_requests_so_that_no_second_holds_more_than_the_budget(pacer_table):
    clock = Clock()
    times = at_times(new(pacer_table, clock), clock, 40)
    assert all(later - earlier > 1.0 for earlier, later in zip(times, times[4:], strict=False))
    assert 39 / (times[-1] - times[0]) >= 0.95 * 4


@pytest.mark.parametrize("skew", [-1.0, 1.0, 0.3])
def test_a_worker_whose_clock_is_off_keeps_the_distance(pacer_table, skew):
    clock = Clock()
    skewed = Clock(skew)
    right, off = new(pacer_table, clock), new(pacer_table, skewed)
    times = []
    for pacer, own in [(right, clock), (off, skewed)] * 8:
        own.now = max(clock.now, skewed.now)
        send(pacer)
        times.append(own.now)
    assert all(later - earlier > 1.0 for earlier, later in zip(times, times[4:], strict=False))


def test_gives_up_before_waiting_longer_than_it_may(pacer_table):
    clock = Clock()
    pacer = new(pacer_table, clock, patience=0.1)
    send(pacer)
    with pytest.raises(Unavailable) as failure:
        send(pacer)
    assert (failure.value.reason, failure.value.free) == ("no_slot", True)


def test_a_429_halves_the_rate_pauses_and_climbs_back(pacer_table):
    clock = Clock()
    pacer = new(pacer_table, clock, patience=100)
    send(pacer)
    pacer.slow(7.0)
    times = at_times(pacer, clock, 40)
    assert times[0] >= 1_800_000_007
    assert times[1] - times[0] > LEAST / 2.2
    assert times[-1] - times[-2] < 0.26


def test_one_burst_of_429_halves_only_once(pacer_table):
    clock = Clock()
    first, second = (new(pacer_table, clock) for _ in range(2))
    send(first)
    send(second)
    first.slow(None)
    second.slow(None)
    assert pacer_table.get("pacer")["rate"] == 2


def slowed(pacer_table, grants):
    """The rate and the pause after so many grants and a 429."""
    pacer = new(pacer_table, Clock(), patience=100)
    for _ in range(grants):
        send(pacer)
    pacer.slow(None)
    item = pacer_table.get("pacer")
    return pacer, (item["rate"], item["rest"])


def test_a_lone_429_leaves_a_slot_to_another_integration_and_slows_little(pacer_table):
    assert slowed(pacer_table, LONE + 1)[1] == (pytest.approx(3.6), 0.25)


def test_429s_one_after_the_other_halve_the_rate(pacer_table):
    pacer, _ = slowed(pacer_table, LONE + 1)
    send(pacer)
    pacer.slow(None)
    item = pacer_table.get("pacer")
    assert (item["rate"], item["rest"]) == (pytest.approx((3.6 + 4 / CLIMB) / 2), 1)


def test_a_look_up_goes_before_an_import_that_waited_longer(pacer_table):
    clock = Clock()
    before = new(pacer_table, clock)
    look_up, importing = (new(pacer_table, clock, lane) for lane in (Lane.LOOK_UP, Lane.IMPORT))
    send(before)
    look(importing)
    announce(look_up)
    clock.now += 0.3
    look(importing)
    assert not attempt(importing)
    send(look_up)
    look(importing)
    clock.now += 0.3
    assert attempt(importing)


def test_an_import_that_has_not_heard_of_a_look_up_does_not_overtake_it(pacer_table):
    clock = Clock()
    importing, look_up = (new(pacer_table, clock, lane) for lane in (Lane.IMPORT, Lane.LOOK_UP))
    send(importing)
    announce(look_up)
    clock.now += 0.3
    assert not attempt(importing)
    assert attempt(look_up)


def test_nobody_waits_long_for_a_look_up_that_died(pacer_table):
    clock = Clock()
    dead, importing = (new(pacer_table, clock, lane) for lane in (Lane.LOOK_UP, Lane.IMPORT))
    send(dead)
    announce(dead)
    started = clock.now
    send(importing)
    assert clock.now - started < 1.5
    assert "waiting_look_up" not in pacer_table.get("pacer")


def test_waiting_requests_go_in_order_and_the_dead_are_passed_over(pacer_table):
    clock = Clock()
    before, dead, second, third = (new(pacer_table, clock) for _ in range(4))
    send(before)
    for each in (dead, second, third):
        clock.now += 0.01
        announce(each)
    clock.now += 0.2
    assert not attempt(third)
    assert not attempt(second)
    clock.now += TURN + 0.01
    assert attempt(second)
    assert len(pacer_table.get("pacer")["waiting_webhook"]) == 1


def test_a_request_that_left_late_is_made_up_for_within_the_budget_of_a_second(pacer_table):
    clock = Clock()
    pacer = new(pacer_table, clock)
    first = at_times(pacer, clock, 8)
    clock.now += 0.25
    late, *after = at_times(pacer, clock, 5)
    assert after[0] - late == pytest.approx(LEAST * MARGIN / 4)
    times = [*first, late, *after]
    assert all(later - earlier > 1.0 for earlier, later in zip(times, times[4:], strict=False))


def test_a_waiting_request_announces_itself_before_it_tries(pacer_table):
    clock = Clock()
    writes = []
    before, waiting, late = (new(Counting(pacer_table, writes), clock) for _ in range(3))
    send(before)
    announce(waiting)
    look(late)
    clock.now += 0.3
    assert not attempt(late)
    assert len(writes) == 2


class Counting:
    """A table that counts writes."""

    def __init__(self, table, writes):
        self._table, self._writes = table, writes

    def get(self, pk):
        return self._table.get(pk)

    def update(self, *given):
        self._writes.append(given)
        return self._table.update(*given)


def test_a_grant_is_written_before_its_slot_opens_and_its_request_waits_for_it(pacer_table):
    clock = Clock()
    shared = Pacer(LateNews(pacer_table, clock, [0.03, 0.05] + [0.03] * 20), 4, clock)
    shared.begin()
    pacer, times = shared.for_lane(Lane.WEBHOOK, lambda: 10), []
    for _ in range(9):
        times += at_times(pacer, clock, 1)
        item = pacer_table.get("pacer")
        assert clock.now >= item["tick"] + item["after"] - 0.001
    assert times[8] - times[4] == pytest.approx(MARGIN, abs=0.002)
    assert pacer_table.get("pacer")["v"] == 11  # the first one was won twice again


class LateNews:
    """A table whose first answers to writes come late."""

    def __init__(self, table, clock, delays):
        self._table, self._clock, self._delays = table, clock, list(delays)

    def get(self, pk):
        return self._table.get(pk)

    def update(self, *given):
        try:
            return self._table.update(*given)
        finally:
            if self._delays:
                self._clock.now += self._delays.pop(0)


@pytest.mark.parametrize(
    ("delays", "writes"), [([LATE / 2], 1), ([2 * LATE], 2), ([0.2, 0.02], 2), ([0.2] * 9, 4)]
)
def test_a_grant_that_is_heard_of_late_is_won_again(pacer_table, delays, writes):
    clock = Clock()
    late = new(LateNews(pacer_table, clock, delays), clock)
    send(late)
    sent = clock.now
    assert pacer_table.get("pacer")["v"] == writes
    new(pacer_table, clock).take()
    assert clock.now - sent > LEAST / 4


class Overtaken:
    """A table whose answer to the first write comes after another worker has gone on."""

    def __init__(self, table, clock, go_on):
        self._table, self._clock, self._go_on = table, clock, go_on

    def get(self, pk):
        return self._table.get(pk)

    def update(self, *given):
        item, go_on = self._table.update(*given), self._go_on
        self._go_on = lambda: None
        go_on()
        return item


def test_a_grant_that_is_heard_of_too_late_is_lost_to_the_worker_that_went_on(pacer_table):
    clock, times = Clock(), []
    other = new(pacer_table, clock)

    def go_on():
        look(other)
        clock.now += 0.3
        times.extend(at_times(other, clock, 1))

    late = new(Overtaken(pacer_table, clock, go_on), clock)
    times += at_times(late, clock, 1)
    assert times[1] - times[0] >= LEAST / 4


def comes_late(pacer_table, *, frozen=0.0):
    """Seconds between two grants, of which the second's worker hears of the first one only 0.2 s later."""
    clocks = Clock(), Clock(start=1_900_000_000.0, skew=-100_000_000.0)
    pacers = [Pacer(pacer_table, 4, clock) for clock in clocks]
    first, late = (pacer.for_lane(Lane.WEBHOOK, lambda: 10) for pacer in pacers)

    def pass_by(seconds):
        for clock in clocks:
            clock.now += seconds

    for pacer in pacers:
        pacer.begin()
    send(first)
    pass_by(0.003)
    look(late)
    pass_by(1 - frozen)
    clocks[1].now += frozen
    if frozen:
        pacers[0].begin()
    assert attempt(first)
    pass_by(0.2)
    before = clocks[1].now - 0.2
    send(late)
    return clocks[1].now - before


def test_a_worker_that_comes_late_counts_from_the_grant_as_far_as_it_can_be_sure(pacer_table):
    assert comes_late(pacer_table) == pytest.approx(LEAST * MARGIN / 4 + 0.003)


def test_a_clock_that_stood_still_between_invocations_makes_nobody_early(pacer_table):
    assert comes_late(pacer_table, frozen=0.5) == pytest.approx(LEAST * MARGIN / 4 + 0.2)


def test_a_writer_whose_clock_stood_still_is_not_believed(pacer_table):
    clocks = Clock(), Clock()
    frozen, other = (Pacer(pacer_table, 4, clock) for clock in clocks)
    frozen.begin(), other.begin()
    frozen, other = (pacer.for_lane(Lane.WEBHOOK, lambda: 10) for pacer in (frozen, other))
    send(frozen)
    look(other)
    clocks[1].now += 3
    look(other)
    clocks[0].now += 0.3
    assert attempt(frozen)
    seen = look(other)
    assert other._grants.item.known.opens(seen) > clocks[1].now + LEAST / 4


def test_a_look_up_knows_writers_from_earlier_invocations(pacer_table):
    clock, own = Clock(), Clock()
    writer = Pacer(pacer_table, 4, clock)
    writer.begin()
    pace, look_up = writer.for_lane(Lane.WEBHOOK, lambda: 10), new(pacer_table, own, Lane.LOOK_UP)
    for seconds in (0.01, 0.2):
        send(pace)
        own.now = clock.now + seconds
        seen = look(look_up)
    assert look_up._grants.item.known.opens(seen) == pytest.approx(clock.now + LEAST * MARGIN / 4 + 0.01)


def test_of_two_workers_that_go_at_once_one_gets_the_slot(pacer_table):
    clock = Clock()
    first, second = (new(pacer_table, clock) for _ in range(2))
    look(first), look(second)
    assert attempt(first)
    assert not attempt(second)


def test_each_lane_has_its_own_pace_under_one_budget(pacer_table):
    clock = Clock()
    pacer = Pacer(pacer_table, 4, clock)
    times = []
    for lane in (Lane.WEBHOOK, Lane.IMPORT, Lane.WEBHOOK, Lane.LOOK_UP) * 3:
        send(pacer.for_lane(lane, lambda: 10))
        times.append(clock.now)
    assert all(later - earlier > 1.0 for earlier, later in zip(times, times[4:], strict=False))
    assert Meter(pacer_table, 4).requests() == len(times)


def test_a_request_connects_when_the_one_before_it_has_left(pacer_table):
    clock = Clock()
    pacer = Pacer(pacer_table, 4, clock)
    first, second = (pacer.for_lane(Lane.WEBHOOK, lambda: 10) for _ in range(2))
    first.take()
    left, connected = first._slot.until, []
    second.take(lambda: connected.append(clock.now))
    assert connected[0] >= left
    assert connected[-1] <= second._slot.leaves


def test_a_request_that_cannot_connect_leaves_the_door(pacer_table):
    clock = Clock()
    pacer = Pacer(pacer_table, 4, clock)
    with pytest.raises(ZeroDivisionError):
        pacer.for_lane(Lane.WEBHOOK, lambda: 10).take(lambda: 1 / 0)
    pacer.for_lane(Lane.WEBHOOK, lambda: 10).take()
