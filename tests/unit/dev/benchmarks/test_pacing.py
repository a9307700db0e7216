"""Virtual time is repeatable, nothing is lost in it, and measures notice what breaks in a world."""

import dataclasses

import pytest

from bridge.pacing.pacer import Pacer
from dev.benchmarks.pacing import measure
from dev.benchmarks.pacing.designs import DESIGNS, Design
from dev.benchmarks.pacing.machine import Hardware, Killed
from dev.benchmarks.pacing.setting import Setting
from dev.benchmarks.pacing.simulation import percentile, simulate, too_many
from dev.benchmarks.pacing.virtual_time import VirtualTime
from dev.benchmarks.pacing.worlds import LIMIT, WORLDS, World

USUAL = World("usual")
EXACT = World("exact", hardware=Hardware(slowdown=7, drift=0))


class Unpaced:
    """Lets every request go at once."""

    def __init__(self, *_):
        self.slowed = 0

    def begin(self):
        pass

    def for_lane(self, lane, patience):
        return self

    def take(self):
        pass

    def still_mine(self):
        pass

    def sent(self):
        pass

    def answered(self):
        pass

    def slow(self, retry_after):
        pass


def in_task(setting, run):
    """Run a task until it has ended, and raise what it raised."""
    setting.time.start(run)
    setting.time.run(1000)


def test_tasks_and_events_happen_in_the_order_of_their_times():
    time, seen = VirtualTime(), []

    def wait(name, *moments):
        for moment in moments:
            time.wait_until(moment)
            seen.append((name, time.now))

    time.start(lambda: wait("a", 1, 4))
    time.start(lambda: wait("b", 2, 3))
    time.call_at(2.5, lambda: seen.append(("event", time.now)))
    time.run(10)
    assert seen == [("a", 1), ("b", 2), ("event", 2.5), ("b", 3), ("a", 4)]


def test_nothing_happens_after_the_end():
    time, seen = VirtualTime(), []
    time.start(lambda: [time.wait_until(5), seen.append("late")])
    time.run(4)
    assert seen == []


def test_an_error_in_a_task_or_an_event_ends_the_world():
    for begin in (lambda time: time.start(lambda: 1 / 0), lambda time: time.call_at(1, lambda: 1 / 0)):
        time = VirtualTime()
        begin(time)
        with pytest.raises(ZeroDivisionError):
            time.run(2)


def test_several_requests_are_under_way_in_one_worker():
    time, ended = VirtualTime(), []

    def together():
        time.run_all([lambda: time.wait_until(3), lambda: time.wait_until(7)])
        ended.append(time.now)

    time.start(together)
    time.run(10)
    assert ended == [7]


def test_a_task_waits_for_an_event_until_another_one_sets_it_or_for_so_long():
    setting, seen = Setting(EXACT, 1), []
    machine = setting.machine()
    event = machine.event()

    def wait():
        seen.append((event.wait(1), round(setting.time.now)))
        seen.append((event.wait(10), round(setting.time.now)))
        event.clear()
        seen.append((event.wait(1), round(setting.time.now)))

    def set_it():
        machine.sleep(5)
        event.set()

    in_task(setting, lambda: setting.time.run_all([wait, set_it]))
    assert seen == [(False, 1), (True, 5), (False, 6)]


def test_code_takes_its_turn_on_a_share_of_a_processor():
    setting, ended = Setting(EXACT, 1), []
    machine = setting.machine()

    def work():
        machine.work(0.1)
        ended.append(round(setting.time.now, 6))

    in_task(setting, lambda: setting.time.run_all([work, work]))
    assert ended == [0.7, 1.4]


def test_a_frozen_machine_sleeps_on_when_it_thaws_and_its_clock_stands_still():
    setting, seen = Setting(EXACT, 1), []
    machine = setting.machine()

    def sleep():
        before = machine.monotonic()
        machine.freeze(after=1, seconds=3)
        machine.sleep(2)
        seen.extend([setting.time.now, machine.monotonic() - before, machine.time() - 1_800_000_000])

    in_task(setting, sleep)
    assert seen == pytest.approx([5, 2, 5], abs=0.01)


def test_what_a_killed_machine_has_sent_arrives():
    setting, killed = Setting(USUAL, 1), []
    machine = setting.machine()

    def ask():
        setting.time.call_at(0.001, lambda: setattr(machine, "is_dead", True))
        try:
            setting.seventime.ask(machine, lambda: None)
        except Killed:
            killed.append(setting.time.now)

    in_task(setting, ask)
    assert len(setting.seventime.arrivals) == len(killed) == 1


def test_a_world_is_repeatable_by_its_seed():
    first, again = (simulate(USUAL, DESIGNS[0], 20) for _ in range(2))
    assert first == again
    assert first != simulate(USUAL, DESIGNS[0], 20, seed=2)


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_every_world_can_be_simulated(world):
    measured = simulate(world, DESIGNS[-1], 10)
    assert 0 < measured.used <= 1.01
    assert measured.writes > 0


def test_requests_without_a_pacer_are_too_many_and_refused():
    measured = simulate(USUAL, Design("none", 5, 1, Unpaced), 20)
    assert measured.over > 0
    assert measured.refused > 0


def test_workers_with_several_messages_at_once_need_less_of_lambda():
    several = simulate(dataclasses.replace(USUAL, look_ups=0), Design("threads", 2, 4, Pacer), 60)
    single = simulate(dataclasses.replace(USUAL, look_ups=0), DESIGNS[0], 60)
    assert several.billed < single.billed


def test_the_limit_holds_for_any_second():
    assert too_many([0, 0.25, 0.5, 0.75, 1.0]) == 0
    assert too_many([0, 0.25, 0.5, 0.75, 0.99]) == 1
    assert LIMIT == 4


@pytest.mark.parametrize(("values", "found"), [([], 0), ([3.0], 3), ([float(n) for n in range(101)], 95)])
def test_percentiles(values, found):
    assert percentile(values, 95) == found


def test_the_table_has_a_line_for_each_design_and_the_rows_compare_first_and_last(monkeypatch):
    monkeypatch.setattr(measure, "WORLDS", WORLDS[1:3])
    monkeypatch.setattr(measure, "DESIGNS", (DESIGNS[0], Design("none", 5, 1, Unpaced)))
    monkeypatch.setattr(measure, "simulate", lambda world, design, _: simulate(world, design, 5))
    section = measure.measure(quick=True)
    assert [line[:2] for line in section.table[1:]] == [
        (world.name, name) for world in WORLDS[1:3] for name in (DESIGNS[0].name, "none")
    ]
    first, last = section.details["measured"][:2]
    row = section.rows[0]
    assert (row.name, row.baseline, row.ours) == (
        "1 ms: unused",
        100 * (1 - first["used"]),
        100 * (1 - last["used"]),
    )
