"""The process that leads sends without writes, gives slots to look-ups, and is never two processes."""

import dataclasses

import pytest

from bridge.aws.table import Conflict
from bridge.model.lane import Lane
from bridge.pacing.grants import Grants
from bridge.pacing.lead import AFTER_GIFT
from bridge.pacing.pacer import Meter
from bridge.pacing.spacing import LEASE, MARGIN, NEAREST
from bridge.pacing.tickets import LONGEST, seconds_needed
from tests.support.clock import Clock
from tests.support.tables import KINDS, table

MANY = {Lane.LOOK_UP: 0, Lane.WEBHOOK: 9, Lane.IMPORT: 0}
IMPORTS = {Lane.LOOK_UP: 0, Lane.WEBHOOK: 0, Lane.IMPORT: 9}
ONE = MANY | {Lane.WEBHOOK: 1}
LOOKS_UP = {Lane.LOOK_UP: 1, Lane.WEBHOOK: 0, Lane.IMPORT: 0}


@pytest.fixture(params=KINDS)
def pacer_table(request):
    with table(request.param) as it:
        yield it


@dataclasses.dataclass
class Calls:
    """A table that counts its calls."""

    table: object
    writes: int = 0
    reads: int = 0

    def get(self, pk):
        self.reads += 1
        return self.table.get(pk)

    def update(self, *given):
        self.writes += 1
        return self.table.update(*given)


def process(pacer_table, clock):
    grants = Grants(pacer_table, 4, clock)
    grants.begin()
    return grants


def send(grants, waiting, lane=Lane.WEBHOOK):
    """Send one request, as soon as it is our turn, and return when it left."""
    for _ in range(1000):
        if slot := grants.attempt(lane, waiting):
            grants.left(slot)
            return grants._clock.now
        if not grants.leader.lead:
            grants._clock.now += 0.01
            grants.item.look()
    raise AssertionError("no slot")


def item(pacer_table):
    return pacer_table.get("pacer")


def test_where_several_wait_one_write_is_enough_for_a_second(pacer_table):
    calls, clock = Calls(pacer_table), Clock()
    leader = process(calls, clock)
    times = [send(leader, MANY) for _ in range(20)]
    assert calls.writes == 5
    assert all(later - earlier >= MARGIN - 0.001 for earlier, later in zip(times, times[4:], strict=False))
    assert times[-1] - times[0] == pytest.approx(19 * MARGIN / 4, abs=0.3)
    assert Meter(pacer_table, 4).requests() >= 17


def test_the_leader_looks_before_each_request(pacer_table):
    calls, clock = Calls(pacer_table), Clock()
    leader = process(calls, clock)
    send(leader, MANY)
    before = calls.reads
    for _ in range(3):
        send(leader, MANY)
    assert calls.reads == before + 3


def test_others_wait_until_the_lease_has_ended_and_count_its_last_requests(pacer_table):
    clock = Clock()
    leader, other = process(pacer_table, clock), process(pacer_table, clock)
    began = send(leader, MANY)
    other.item.look()
    times = [began, *(send(leader, MANY) for _ in range(3))]
    times.append(send(other, ONE))
    assert times[-1] >= began + LEASE
    assert all(later - earlier > 1.0 for earlier, later in zip(times, times[4:], strict=False))
    gap = MARGIN / 4
    assert times[-1] - began == pytest.approx(LEASE + 4 * gap - 3 * NEAREST * gap, abs=0.05)


def test_the_last_one_that_waits_ends_the_lead(pacer_table):
    clock = Clock()
    leader, other = process(pacer_table, clock), process(pacer_table, clock)
    send(leader, MANY)
    last = send(leader, ONE)
    assert leader.leader.lead is None
    assert item(pacer_table)["more"] == []
    assert send(other, ONE) - last < 0.3


def test_a_leader_whose_lease_has_ended_writes_before_it_sends(pacer_table):
    calls, clock = Calls(pacer_table), Clock()
    leader = process(calls, clock)
    send(leader, MANY)
    clock.now += 3
    send(leader, MANY)
    assert calls.writes == 2


def test_a_process_that_was_overtaken_while_its_clock_stood_still_leads_no_more(pacer_table):
    clocks = Clock(), Clock()
    frozen, other = (process(pacer_table, clock) for clock in clocks)
    send(frozen, MANY)
    other.item.look()
    clocks[1].now += 3
    send(other, ONE)
    assert frozen.attempt(Lane.WEBHOOK, MANY) is None
    assert frozen.leader.lead is None


def test_nobody_leads_from_one_invocation_to_the_next(pacer_table):
    calls, clock = Calls(pacer_table), Clock()
    leader = process(calls, clock)
    send(leader, MANY)
    leader.begin()
    assert leader.leader.lead is None
    send(leader, MANY)
    assert calls.writes == 2


@pytest.mark.parametrize("meets_it", [0, 1])
def test_a_429_ends_the_lead_whoever_meets_it(pacer_table, meets_it):
    clock = Clock()
    processes = [process(pacer_table, clock) for _ in range(2)]
    send(processes[0], MANY)
    processes[meets_it].slow(None, None)
    assert processes[0].attempt(Lane.WEBHOOK, MANY) is None
    assert processes[0].leader.lead is None


def test_a_request_of_the_leader_that_left_late_counts_from_when_it_left(pacer_table):
    clock = Clock()
    leader = process(pacer_table, clock)
    send(leader, MANY)
    slot = leader.attempt(Lane.WEBHOOK, MANY)
    clock.now += 0.15
    leader.left(slot)
    late = clock.now
    times = [send(leader, MANY) for _ in range(4)]
    assert times[-1] - late >= MARGIN - 0.001


def test_who_knows_earlier_requests_does_not_take_those_of_a_lead_for_them(pacer_table):
    clock = Clock()
    leader, other = process(pacer_table, clock), process(pacer_table, clock)
    for _ in range(6):
        send(leader, ONE)
        other.item.look()
    began = send(leader, MANY)
    seen, gap = other.item.look(), MARGIN / 4
    opens = other.item.known.opens(seen)
    assert opens >= began + LEASE + (4 - 3 * NEAREST) * gap - 0.05


# ---- Gifts


def look_up_waits(pacer_table, clock):
    """A look-up that waits while another process leads."""
    looks_up = Grants(pacer_table, 4, clock)
    looks_up.item.look()
    looks_up.tickets.announce(Lane.LOOK_UP)
    return looks_up


class Slow:
    """A table whose writes take a while."""

    def __init__(self, table, clock):
        self._table, self._clock = table, clock

    def get(self, pk):
        return self._table.get(pk)

    def update(self, *given):
        item = self._table.update(*given)
        self._clock.now += 0.03
        return item


def given(pacer_table, clock):
    """The leader, and a look-up that it has given its next slot, which looks just before and after."""
    own = Clock()
    leader = process(Slow(pacer_table, own), own)
    send(leader, MANY)
    looks_up = look_up_waits(pacer_table, clock)
    assert leader.attempt(Lane.WEBHOOK, MANY) is None
    return leader, looks_up


def test_the_leader_gives_its_next_slot_to_a_look_up(pacer_table):
    clock = Clock()
    leader, looks_up = given(pacer_table, clock)
    assert item(pacer_table)["gift"] in looks_up.tickets.all()[Lane.LOOK_UP]
    assert "waiting_look_up" not in item(pacer_table)
    looks_up.item.look()
    slot = looks_up.attempt(Lane.LOOK_UP, LOOKS_UP)
    assert slot.leaves <= clock.now <= slot.until
    latest = leader.leader.lead.lefts[0]
    assert send(leader, MANY) - latest >= AFTER_GIFT * MARGIN / 4 - 0.001


def test_a_gift_counts_until_the_last_moment_at_which_it_may_be_used(pacer_table):
    clock = Clock()
    leader, looks_up = given(pacer_table, clock)
    looked, heard = clock.now, leader._clock.now
    looks_up.item.look()
    slot = looks_up.attempt(Lane.LOOK_UP, LOOKS_UP)
    times = [heard + slot.until - looked, *(send(leader, MANY) for _ in range(4))]
    assert times[4] - times[0] >= MARGIN - 0.001


def test_a_gift_that_is_seen_too_late_is_not_used_and_the_next_one_waits_longer(pacer_table):
    clock = Clock()
    _, looks_up = given(pacer_table, clock)
    clock.now += LONGEST
    looks_up.item.look()
    assert looks_up.attempt(Lane.LOOK_UP, LOOKS_UP) is None
    looks_up.tickets.announce(Lane.LOOK_UP)
    (ticket,) = looks_up.tickets.all()[Lane.LOOK_UP]
    assert seconds_needed(ticket) == LONGEST


def test_a_gift_for_somebody_else_is_nobody_elses(pacer_table):
    leader, clock = process(pacer_table, Clock()), Clock()
    send(leader, MANY)
    first = look_up_waits(pacer_table, clock)
    clock.now += 0.001
    second = look_up_waits(pacer_table, clock)
    assert leader.attempt(Lane.WEBHOOK, MANY) is None
    for looks_up in (first, second):
        looks_up.item.look()
    assert second.attempt(Lane.LOOK_UP, LOOKS_UP) is None
    assert first.attempt(Lane.LOOK_UP, LOOKS_UP)


def test_others_count_a_gift_from_when_they_first_see_it(pacer_table):
    leader, _ = given(pacer_table, Clock())
    own = Clock()
    own.now = leader._clock.now + 0.9
    seen = process(pacer_table, own).item.look()
    assert seen.left >= own.now + seen.record.gift.until
    late = Clock()
    follower = process(pacer_table, late)
    follower.item.known._apart[seen.record.written_by] = 0.0
    late.now = seen.record.tick + LEASE + 0.05
    follower.item.known._looked = late.now
    assert follower.item.look().left >= late.now + seen.record.gift.until


def test_tickets_of_the_version_before_have_time(pacer_table):
    assert seconds_needed("000000000001-1800000000.000000-12345678") == LONGEST
    assert seconds_needed("000000000001-1800000000.000000-12345678-99999ms") == LONGEST
    assert seconds_needed("000000000001-1800000000.000000-12345678-40ms") == 0.04


def test_an_import_that_leads_ends_when_a_webhook_waits(pacer_table):
    clock = Clock()
    importing, webhook = process(pacer_table, clock), process(pacer_table, clock)
    send(importing, IMPORTS, Lane.IMPORT)
    webhook.item.look()
    webhook.tickets.announce(Lane.WEBHOOK)
    last = send(importing, IMPORTS, Lane.IMPORT)
    assert importing.leader.lead is None
    webhook.item.look()
    assert send(webhook, ONE) - last < 0.3


# ---- Lost answers


class LosesAnswer:
    """A table that writes twice, as a client does that lost the first response."""

    def __init__(self, table):
        self._table = table

    def get(self, pk):
        return self._table.get(pk)

    def update(self, *given):
        self._table.update(*given)
        return self._table.update(*given)


def test_a_grant_whose_response_was_lost_is_known_again(pacer_table):
    clock = Clock()
    grants = process(LosesAnswer(pacer_table), clock)
    with pytest.raises(Conflict):
        grants.item._table.update("pacer", "SET #v = :v", {"v": 1}, "attribute_not_exists(#v)")
    pacer_table.update("pacer", "REMOVE #v", {})
    assert grants.attempt(Lane.WEBHOOK, ONE)


def test_a_stale_answer_that_comes_late_changes_nothing(pacer_table):
    clock = Clock()
    grants = process(pacer_table, clock)
    send(grants, ONE)
    stale, began = item(pacer_table), clock.now
    clock.now += 1
    send(grants, ONE)
    v = grants.item.last().v
    grants.item.known.see(stale, began)
    assert grants.item.last().v == v


def test_a_request_that_left_late_counts_from_when_it_left(pacer_table):
    clock = Clock()
    grants = process(pacer_table, clock)
    slot = grants.attempt(Lane.WEBHOOK, ONE)
    clock.now += 0.2
    grants.left(slot)
    grants.item.look()
    assert send(grants, ONE) - slot.leaves >= 0.2 + 0.2
