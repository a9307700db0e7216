"""A delivery is counted once, and no more are admitted than the limit says."""

import pytest

from bridge.ledger.limits import Limits, Window
from bridge.model.delivery import delivery_id
from tests.support.tables import KINDS, table

WINDOW = Window("form", 1_800_000_000.0)
IDS = [delivery_id("form", str(n).encode()) for n in range(5)]


@pytest.fixture(params=KINDS)
def limits(request):
    with table(request.param) as it:
        yield Limits(it)


def test_as_many_are_admitted_as_the_limit_says(limits):
    assert [limits.admit(WINDOW, id, 3) for id in IDS] == [True, True, True, False, False]


def test_a_delivery_is_counted_once_however_often_it_comes(limits):
    assert all(limits.admit(WINDOW, IDS[0], 2) for _ in range(5))
    assert [limits.admit(WINDOW, id, 2) for id in IDS] == [True, True, False, False, False]


def test_each_window_and_each_source_is_counted_for_itself(limits):
    windows = [WINDOW, Window("form", WINDOW.begin + 3600), Window("other-form", WINDOW.begin)]
    assert [limits.admit(window, id, 1) for window, id in zip(windows, IDS, strict=False)] == [True] * 3


def test_what_was_admitted_is_known_afterwards(limits):
    for id in IDS:
        limits.admit(WINDOW, id, 2)
    assert [limits.was_admitted(WINDOW, id) for id in IDS] == [True, True, False, False, False]
    assert not limits.was_admitted(Window("form", 0.0), IDS[0])


def test_a_thousand_deliveries_are_told_apart_in_13_kilobytes():
    with table() as memory:
        limits = Limits(memory)
        ids = [delivery_id("form", str(n).encode()) for n in range(1001)]
        assert [limits.admit(WINDOW, id, 1000) for id in ids] == [True] * 1000 + [False]
        stored = memory.get(WINDOW.pk)["ids"]
    assert sum(len(id) + 1 for id in stored) == 13_000


def test_what_was_admitted_is_read_once(monkeypatch):
    with table() as memory:
        limits, reads = Limits(memory), []
        monkeypatch.setattr(memory, "get", lambda pk: reads.append(pk))
        for id in IDS:
            limits.was_admitted(WINDOW, id)
    assert reads == [WINDOW.pk]


class Forgetful(dict):
    """Another thread empties it whenever something comes in."""

    def __setitem__(self, key, value):
        self.clear()


def test_another_thread_may_forget_what_was_read_while_this_one_looks(limits):
    limits.admit(WINDOW, IDS[0], 1)
    limits._full = Forgetful()
    assert [limits.was_admitted(WINDOW, id) for id in IDS[:2]] == [True, False]
