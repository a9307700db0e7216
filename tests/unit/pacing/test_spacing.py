"""Requests keep their distance, also from those of the version before, which counts from gap to gap."""

import pytest

from bridge.pacing.pacer_record import OLD_GAP, OLD_LATE, OLD_MARGIN, Earlier, PacerRecord
from bridge.pacing.spacing import LEAST, MARGIN, NEAREST, Spacing, count_together, wait_after

EVEN = [Earlier(9 - n, n * MARGIN / 4) for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("rate", "count"),
    [(4, 4), (1, 1), (2, 2), (5, 5), (10, 5), (11, 1), (12, 6), (16, 8), (0.5, 1), (2.5, 1)],
)
def test_as_many_requests_are_counted_together_as_divide_those_of_a_second(rate, count):
    assert count_together(rate) == count


@pytest.mark.parametrize(
    ("ages", "wait"),
    [
        ([], MARGIN / 4),
        ([0.255, 0.51, 0.765], MARGIN / 4),
        ([0.3, 0.6, 0.9], LEAST * MARGIN / 4),
        ([0.2, 0.4, 0.6], MARGIN - 0.6),
        ([0.0, 0.0, 0.0], MARGIN),
    ],
)
def test_a_request_waits_for_a_least_gap_and_for_the_fourth_last_one(ages, wait):
    assert wait_after(ages, 4) == pytest.approx(wait)


def test_a_request_that_leaves_later_is_farther_from_those_before():
    later = Spacing(5.0, EVEN, 4).later(5.5)
    assert [age for _, age in later.earlier] == pytest.approx([age + 0.5 for _, age in EVEN])


@pytest.mark.parametrize(
    ("ages", "extra"), [([0.26, 0.52, 0.78], 0), ([0.2, 0.4, 0.6], 3 * OLD_MARGIN / 4 - 0.6)]
)
def test_the_version_before_waits_as_long_as_its_gaps_need(ages, extra):
    earlier = [Earlier(9 - n, age) for n, age in enumerate(ages, start=1)]
    values = Spacing(leaves=10.02, earlier=earlier, rate=4, rest=1.0).values(v=9, tick=10.0)
    assert values["pause"] == pytest.approx(0.02 + extra + 1.0)


def understood(**item):
    return PacerRecord.from_item(item).understood(4, 4)


def test_what_the_version_before_has_written_is_understood():
    record = understood(v=9, rate=2, pause=7.0, by="a", tick=5.0, at=6.0, slowed=3)
    assert (record.after, record.rest) == (OLD_LATE, 7.0)
    assert [v for v, _ in record.earlier] == [8, 7, 6]
    assert [age for _, age in record.earlier] == pytest.approx([OLD_GAP / 4 * n for n in (1, 2, 3)])


def test_requests_before_one_of_the_version_before_keep_their_ages():
    item = Spacing(leaves=1.0, earlier=EVEN, rate=4).values(v=9, tick=1.0) | {"v": 10}
    earlier = understood(**item).earlier
    assert [v for v, _ in earlier] == [9, 8, 7]
    gap = OLD_GAP / 4
    assert [age for _, age in earlier] == pytest.approx([gap, gap + EVEN[0].age, gap + EVEN[1].age])


def test_a_slow_down_of_the_version_before_may_follow_a_request_at_once():
    assert [age for _, age in understood(v=9, slowed=9, pause=1.0).earlier] == [0, 0, 0]


def test_an_item_that_counts_fewer_together_is_understood():
    item = Spacing(leaves=1.0, earlier=EVEN, rate=4).values(v=9, tick=1.0) | {"v": 9}
    earlier = PacerRecord.from_item(item).understood(8, 8).earlier
    assert len(earlier) == 7
    assert [age for _, age in earlier[2:]] == [EVEN[2].age] * 5


def test_an_empty_item_has_no_requests():
    assert understood().v == 0


def test_a_lead_counts_on_although_another_rate_counts_fewer_together():
    item = Spacing(leaves=1.0, earlier=EVEN, rate=4, until=2.0).values(v=9, tick=1.0) | {"v": 9}
    record = PacerRecord.from_item(item).understood(8, 8)
    assert (record.after, len(record.earlier)) == (1.0, 7)


def test_a_leader_counts_its_last_requests_as_late_and_as_near_as_they_can_be():
    values = Spacing(leaves=10.1, earlier=EVEN, rate=4, until=11.0).values(v=9, tick=10.0)
    gap = NEAREST * MARGIN / 4
    assert values["after"] == pytest.approx(1.0)
    assert values["before"] == [8, 7, 6]
    assert values["ages"] == pytest.approx([gap, 2 * gap, 3 * gap])
    assert values["pause"] == pytest.approx(1.0 + 3 * OLD_MARGIN / 4 - 3 * gap)
