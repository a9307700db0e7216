import pytest

from bridge.identity.identities import Identities
from bridge.ledger.claims import LEASE, Claim, Known, Ledger
from bridge.model.failures import Unavailable
from tests.support.clock import Clock
from tests.support.tables import KINDS, table

ANNA = Identities(email="email#anna")
ANNA_WITH_NUMBER = Identities(number="number#anna", email="email#anna")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=KINDS)
def ledger(request, clock):
    with table(request.param) as it:
        yield Ledger(it, clock)


def claim(ledger, who, sent="sent", delivery="d1"):
    return ledger.claim(who, sent, delivery)


def created(ledger, who, id="id1"):
    ledger.complete(claim(ledger, who), id, "1001", existing=False)


def test_a_created_customer_is_known_by_each_of_its_identities(ledger):
    created(ledger, Identities(number="number#a", email="email#a", contact="contact#a"))
    for who in (
        Identities(number="number#a"),
        Identities(email="email#a"),
        Identities(contact="contact#a"),
    ):
        assert claim(ledger, who, delivery="d2") == Known("id1", "1001", "d1", existing=False)


def test_a_known_customer_gains_the_identities_of_a_later_delivery(ledger):
    created(ledger, ANNA)
    assert claim(ledger, ANNA_WITH_NUMBER).seventime_id == "id1"
    assert claim(ledger, Identities(number="number#anna")).seventime_id == "id1"


def test_a_number_of_its_own_never_follows_somebody_elses_email(ledger):
    created(ledger, Identities(number="number#first", email="email#info"))
    other = Identities(number="number#second", email="email#info")
    ledger.complete(claim(ledger, other), "id2", "1002", existing=False)
    assert claim(ledger, other).seventime_id == "id2"
    assert claim(ledger, Identities(email="email#info")).seventime_id == "id1"


def test_two_numbers_that_come_at_once_with_a_known_email_stay_two_customers(ledger, monkeypatch):
    created(ledger, Identities(email="email#info"))
    first = Identities(number="number#first", email="email#info")
    second = Identities(number="number#second", email="email#info")
    meet = ledger._meet

    def overtaken(*args):
        monkeypatch.setattr(ledger, "_meet", meet)
        claim(ledger, first)
        return meet(*args)

    monkeypatch.setattr(ledger, "_meet", overtaken)
    created(ledger, second, "id2")
    assert [claim(ledger, who).seventime_id for who in (first, second)] == ["id1", "id2"]


def test_nobody_gets_a_claim_that_is_held(ledger):
    claim(ledger, ANNA)
    with pytest.raises(Unavailable) as failure:
        claim(ledger, ANNA_WITH_NUMBER)
    assert (failure.value.code, failure.value.free) == ("claim_held", True)


def test_a_claim_whose_holder_died_has_to_be_settled(ledger, clock):
    claim(ledger, ANNA)
    clock.now += LEASE + 1
    taken = claim(ledger, ANNA)
    assert isinstance(taken, Claim)
    assert taken.lost_at is not None
    assert clock.now - taken.lost_at > 30


def test_a_released_claim_is_free_and_has_nothing_to_settle(ledger):
    ledger.release(claim(ledger, ANNA))
    assert claim(ledger, ANNA).lost_at is None


def test_a_lost_answer_is_remembered_over_every_retry(ledger, clock):
    ledger.lost(claim(ledger, ANNA), refused=True)
    lost_at = clock.now
    clock.now += 3600
    again = claim(ledger, ANNA)
    assert (again.lost_at, again.refusals) == (lost_at, 1)
    ledger.release(again)
    assert claim(ledger, ANNA).lost_at == lost_at


def test_only_who_can_find_what_was_sent_may_settle_it(ledger):
    ledger.lost(claim(ledger, ANNA, sent="by name"))
    with pytest.raises(Unavailable) as failure:
        claim(ledger, ANNA_WITH_NUMBER, sent="by number")
    assert (failure.value.code, failure.value.free) == ("unsettled", False)


def test_the_old_holder_of_a_claim_that_was_taken_over_writes_nothing(ledger, clock):
    old = claim(ledger, ANNA)
    clock.now += LEASE + 1
    new = claim(ledger, ANNA)
    with pytest.raises(Unavailable):
        ledger.complete(old, "old", "1", existing=False)
    ledger.complete(new, "new", "2", existing=False)
    assert claim(ledger, ANNA).seventime_id == "new"


def test_numbers_of_a_series_are_given_once_and_kept_for_their_customer(ledger):
    one = claim(ledger, ANNA)
    assert ledger.reserve_number(one, "W", 1000) == "W1000"
    other = claim(ledger, Identities(email="email#bo"))
    assert ledger.reserve_number(other, "W", 1000) == "W1001"
    ledger.lost(one)
    assert claim(ledger, ANNA).reserved == "W1000"


def test_an_identity_that_expired_is_free_although_it_still_stands_there(ledger, clock):
    created(ledger, ANNA)
    clock.now += 3 * 365 * 86_400
    assert isinstance(claim(ledger, ANNA), Claim)


def test_an_identity_that_comes_again_is_remembered_for_as_long_as_it_does(ledger, clock):
    created(ledger, ANNA_WITH_NUMBER)
    created(ledger, Identities(number="number#bo", email="email#anna"), "id2")
    for month in range(60):
        clock.now += 30 * 86_400
        assert claim(ledger, ANNA_WITH_NUMBER, delivery=f"d{month}").seventime_id == "id1"
        assert claim(ledger, Identities(number="number#bo", email="email#anna")).seventime_id == "id2"
    assert claim(ledger, ANNA).seventime_id == "id1"


def test_an_identity_that_was_forgotten_is_taken_up_again(ledger, clock):
    created(ledger, ANNA_WITH_NUMBER)
    for _ in range(26):
        clock.now += 30 * 86_400
        claim(ledger, Identities(number="number#anna"))
    assert claim(ledger, ANNA_WITH_NUMBER).seventime_id == claim(ledger, ANNA).seventime_id == "id1"


def test_a_delivery_is_remembered_with_its_tries_and_why_it_waits(ledger):
    ledger.deliveries.count_try("d", counts=True, status="pending", source="s", code="seventime_timeout")
    assert (
        ledger.deliveries.count_try("d", counts=True, status="pending", source="s", code="rate_limited") == 2
    )
    assert (
        ledger.deliveries.count_try("d", counts=False, status="pending", source="s", code="rate_limited") == 2
    )
    ledger.deliveries.record("d", status="created", code=None, seventime_id="id")
    known = ledger.deliveries.find("d")
    assert (known["status"], known["seventime_id"], known["tries"]) == ("created", "id", 2)
    assert "code" not in known


def test_an_unknown_delivery_is_none(ledger):
    assert ledger.deliveries.find("never seen") is None


def test_a_late_duplicate_does_not_make_a_settled_delivery_pending(ledger):
    ledger.deliveries.record("d", status="created", settled=True, seventime_id="id")
    assert (
        ledger.deliveries.count_try("d", counts=True, status="pending", source="s", code="seventime_timeout")
        == 0
    )
    assert ledger.deliveries.find("d")["status"] == "created"
