"""A ledger is used with the key that it was made with, and with no other."""

import pytest

from bridge.identity.sealing import Sealer
from bridge.ledger.key_check import PK, KeyCheck
from bridge.model.failures import Unavailable
from bridge.model.reasons import FREE, Reason
from tests.support.interleaving import Interleaved
from tests.support.tables import KINDS, table

OURS, OTHER = Sealer(b"k" * 32), Sealer(b"o" * 32)


@pytest.fixture(params=KINDS)
def ledger(request):
    with table(request.param) as database:
        yield database


def refused(check):
    with pytest.raises(Unavailable) as failure:
        check()
    return failure.value


def test_a_new_ledger_takes_its_first_key_and_no_other(ledger):
    KeyCheck(ledger, OURS)()
    failure = refused(KeyCheck(ledger, OTHER))
    assert failure.reason is Reason.LEDGER_KEY_WRONG
    assert failure.reason in FREE, "what waits for the right key costs no attempt"
    KeyCheck(ledger, OURS)()


def test_a_key_that_fits_is_not_looked_up_again(ledger, monkeypatch):
    check, read = KeyCheck(ledger, OURS), []
    check()
    monkeypatch.setattr(ledger, "get", read.append)
    check()
    assert read == []


def test_a_key_that_does_not_fit_is_looked_up_again(ledger):
    KeyCheck(ledger, OTHER)()
    check = KeyCheck(ledger, OURS)
    for _ in range(2):
        refused(check)


def test_of_two_keys_that_meet_a_new_ledger_the_first_stays():
    stage = Interleaved()
    stage.before_the_next_write(KeyCheck(stage.table, OURS))
    refused(KeyCheck(stage.table, OTHER))
    KeyCheck(stage.table, OURS)()


def test_the_key_itself_is_not_stored(ledger):
    KeyCheck(ledger, OURS)()
    assert "k" * 8 not in str(ledger.get(PK))
