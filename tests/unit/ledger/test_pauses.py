"""The pauses of sources, as workers and operators read and write them."""

import pytest

from bridge.aws.table import Conflict
from bridge.ledger.pause_record import Discard, PauseCause, PauseRecord
from bridge.ledger.pauses import FRESH, KEEP_PAUSE, Pauses
from tests.support.clock import Clock
from tests.support.tables import KINDS, table

PAUSE = PauseRecord(
    since=1_800_000_010.5,
    cause=PauseCause.LIMIT,
    begin=1_800_000_000.0,
    limit=60,
    lifted_at=1_799_999_999.25,
    discards=(Discard(1.5, 2.0), Discard(3.0, 4.25)),
)


@pytest.fixture(params=KINDS)
def database(request):
    with table(request.param) as it:
        yield it


def test_a_pause_is_read_as_it_was_written(database):
    Pauses(database, Clock()).save("a-form", PAUSE)
    pauses = Pauses(database, Clock())
    assert pauses.of("a-form") == pauses.find("a-form") == PAUSE._replace(version=1)
    assert pauses.of("another-form") == pauses.find("another-form") == PauseRecord()
    assert pauses.all() == {"a-form": PAUSE._replace(version=1)}


def test_of_two_who_change_a_pause_one_succeeds(database):
    pauses = Pauses(database, Clock())
    pauses.save("form", PAUSE)
    with pytest.raises(Conflict):
        pauses.save("form", PAUSE._replace(since=1_800_000_011.0))
    read = pauses.find("form")
    pauses.save("form", read._replace(since=0.0))
    with pytest.raises(Conflict):
        pauses.save("form", read._replace(limit=1))
    assert not pauses.find("form").is_paused


def test_a_change_whose_response_was_lost_is_one_change(database):
    pauses = Pauses(database, Clock())
    for _ in range(2):  # the client sends it again
        pauses.save("form", PAUSE)
    assert pauses.find("form") == PAUSE._replace(version=1)


def test_a_process_sees_within_seconds_what_others_change_and_reads_nothing_before(database, monkeypatch):
    clock, reads, get = Clock(), [], database.get
    pauses = Pauses(database, clock)
    monkeypatch.setattr(database, "get", lambda pk: reads.append(pk) or get(pk))
    for source in ("form", "other", "form"):
        assert not pauses.of(source).is_paused
    Pauses(database, clock).save("form", PAUSE)
    assert not pauses.of("form").is_paused
    assert reads == ["pauses"]
    clock.now += FRESH
    assert pauses.of("form").is_paused


def test_a_process_knows_at_once_what_it_has_written_itself(database):
    pauses = Pauses(database, Clock())
    pauses.of("form")
    pauses.save("form", PAUSE)
    assert pauses.of("form").is_paused


def test_those_who_wait_are_counted_without_changing_the_pause(database):
    pauses = Pauses(database, Clock())
    pauses.save("form", PAUSE)
    for _ in range(3):
        pauses.count_waiting("form")
    assert pauses.find("form") == PAUSE._replace(version=1, waiting=3)


def test_a_pause_is_forgotten_a_year_after_its_last_change(database):
    clock = Clock()
    pauses = Pauses(database, clock)
    pauses.save("form", PAUSE)
    clock.now += KEEP_PAUSE + 1
    forgotten = pauses.find("form")
    assert forgotten == PauseRecord(version=1)
    pauses.save("form", forgotten._replace(since=clock.now))
    assert pauses.of("form").is_paused


def test_the_cause_of_a_newer_version_waits_for_an_operator():
    item = PAUSE.to_item() | {"cause": "something-new"}
    assert PauseRecord.from_item(item).cause is PauseCause.OPERATOR


@pytest.mark.parametrize(
    ("received_at", "window"),
    [
        (1_800_000_000.0, 1_800_000_000.0),
        (1_800_003_599.9, 1_800_000_000.0),
        (1_800_003_600.0, 1_800_003_600.0),
    ],
)
def test_deliveries_are_counted_by_full_hours_of_their_receipt(received_at, window):
    assert PauseRecord().window(received_at) == window


def test_what_was_received_before_a_pause_was_lifted_is_not_counted_and_the_rest_of_the_hour_anew():
    pause = PauseRecord(lifted_at=1_800_000_900.5)
    assert pause.window(1_800_000_900.4) is None
    assert pause.window(1_800_000_900.5) == pause.window(1_800_003_599.0) == 1_800_000_900.5
    assert pause.window(1_800_003_600.0) == 1_800_003_600.0


def test_another_thread_may_forget_what_was_read_while_this_one_looks(database):
    clock = Clock()
    pauses = Pauses(database, clock)
    pauses.save("form", PAUSE)
    looked = clock.monotonic
    clock.monotonic = lambda: pauses.forget() or looked()
    assert all(pauses.of("form").is_paused for _ in range(3))
