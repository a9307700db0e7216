from inspect import signature

import pytest

from bridge.identity.identities import Identities
from bridge.ledger.claims import LEASE, SEND_WITHIN, Claim, Claims
from bridge.ledger.records import Fingerprint
from bridge.model.failures import Unavailable
from bridge.model.outcome import DeliveryStatus, Outcome
from bridge.model.reasons import Reason
from bridge.seventime.client import SevenTime
from tests.support.clock import Clock
from tests.support.interleaving import Interleaved
from tests.support.tables import KINDS, table

ANNA = Identities(email="email#anna")
ANNA_WITH_NUMBER = Identities(number="number#anna", email="email#anna")
BO = Identities(email="email#bo")
FIRST = Identities(number="number#first", email="email#info")
SECOND = Identities(number="number#second", email="email#info")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=KINDS)
def claims(request, clock):
    with table(request.param) as it:
        yield Claims(it, clock)


def claim(claims, who, lookup="lookup", pending="pending", delivery="d1"):
    return claims.claim(who, Fingerprint(lookup, pending), delivery)


def create(claims, who, id="id1", delivery="d1"):
    claims.complete(claim(claims, who, delivery=delivery), id, "1001", existing=False)


def test_a_created_customer_is_known_by_each_of_its_identities(claims):
    create(claims, Identities(number="number#a", email="email#a", contact="contact#a"))
    for who in (
        Identities(number="number#a"),
        Identities(email="email#a"),
        Identities(contact="contact#a"),
    ):
        assert claim(claims, who, delivery="d2") == Outcome(DeliveryStatus.EXISTING, "id1", "1001")


def test_the_delivery_that_created_a_customer_is_told_so_again(claims):
    create(claims, ANNA)
    assert claim(claims, ANNA) == Outcome(DeliveryStatus.CREATED, "id1", "1001")


def test_a_customer_that_was_there_before_is_existing_for_every_delivery(claims):
    claims.complete(claim(claims, ANNA), "id1", "1001", existing=True)
    assert claim(claims, ANNA).status is DeliveryStatus.EXISTING


def test_a_known_customer_gains_the_identities_of_a_later_delivery(claims):
    create(claims, ANNA)
    assert claim(claims, ANNA_WITH_NUMBER).seventime_id == "id1"
    assert claim(claims, Identities(number="number#anna")).seventime_id == "id1"


def test_a_number_of_its_own_never_follows_somebody_elses_email(claims):
    create(claims, FIRST)
    create(claims, SECOND, "id2")
    assert claim(claims, SECOND).seventime_id == "id2"
    assert claim(claims, Identities(email="email#info")).seventime_id == "id1"


def test_nobody_gets_a_claim_that_is_held(claims):
    claim(claims, ANNA)
    with pytest.raises(Unavailable) as failure:
        claim(claims, ANNA_WITH_NUMBER)
    assert (failure.value.reason, failure.value.free) == (Reason.CLAIM_HELD, True)


def test_a_request_that_may_be_sent_has_its_response_within_half_of_the_lease():
    timeouts = signature(SevenTime).parameters["timeout"].default
    assert SEND_WITHIN + sum(timeouts) < LEASE / 2


@pytest.mark.parametrize("taken_over", [False, True])
def test_a_claim_is_as_old_as_the_beginning_of_its_write(interleaved, workers, clock, taken_over):
    first, second = workers
    if taken_over:
        first.release(claim(first, ANNA))
    interleaved.before_the_next_write(lambda: clock.sleep(SEND_WITHIN))
    held = claim(second, ANNA)
    assert not second.is_stale(held)
    clock.now += 0.1
    assert second.is_stale(held)


def test_a_claim_whose_holder_died_has_to_be_resolved(claims, clock):
    claim(claims, ANNA)
    clock.now += LEASE + 1
    taken = claim(claims, ANNA)
    assert isinstance(taken, Claim)
    assert taken.lost_at is not None
    assert clock.now - taken.lost_at > 30


def test_a_released_claim_is_free_and_has_nothing_to_resolve(claims):
    claims.release(claim(claims, ANNA))
    assert claim(claims, ANNA).lost_at is None


def test_a_lost_answer_is_remembered_over_every_retry(claims, clock):
    claims.lose(claim(claims, ANNA), refused=True)
    lost_at = clock.now
    clock.now += 3600
    again = claim(claims, ANNA)
    assert (again.lost_at, again.refusals) == (lost_at, 1)
    claims.release(again)
    assert claim(claims, ANNA).lost_at == lost_at


def test_only_a_delivery_that_can_find_what_was_sent_may_resolve_it(claims):
    claims.lose(claim(claims, ANNA, lookup="by name"))
    with pytest.raises(Unavailable) as failure:
        claim(claims, ANNA_WITH_NUMBER, lookup="by number")
    assert (failure.value.reason, failure.value.free) == (Reason.UNRESOLVED, False)


def test_only_the_delivery_that_lost_a_request_may_resolve_it_with_other_settings(claims):
    claims.lose(claim(claims, ANNA, pending="a letter"))
    with pytest.raises(Unavailable) as failure:
        claim(claims, ANNA, pending="nothing", delivery="d2")
    assert failure.value.reason is Reason.UNRESOLVED
    assert isinstance(claim(claims, ANNA, pending="nothing", delivery="d1"), Claim)


def test_the_old_holder_of_a_claim_that_was_taken_over_writes_nothing(claims, clock):
    old = claim(claims, ANNA)
    clock.now += LEASE + 1
    new = claim(claims, ANNA)
    with pytest.raises(Unavailable) as failure:
        claims.complete(old, "old", "1", existing=False)
    assert failure.value.reason is Reason.CLAIM_TAKEN_OVER
    claims.complete(new, "new", "2", existing=False)
    assert claim(claims, ANNA).seventime_id == "new"


def test_numbers_of_a_series_are_given_once_and_kept_for_their_customer(claims):
    one = claim(claims, ANNA)
    assert claims.reserve_number(one, "W", 1000) == "W1000"
    other = claim(claims, BO)
    assert claims.reserve_number(other, "W", 1000) == "W1001"
    claims.lose(one)
    assert claim(claims, ANNA).reserved == "W1000"


def test_an_identity_that_expired_is_free_although_its_item_is_still_there(claims, clock):
    create(claims, ANNA)
    clock.now += 3 * 365 * 86_400
    assert isinstance(claim(claims, ANNA), Claim)


def test_an_identity_that_comes_again_is_kept_for_as_long_as_it_does(claims, clock):
    create(claims, ANNA_WITH_NUMBER)
    bo = Identities(number="number#bo", email="email#anna")
    create(claims, bo, "id2")
    for half_year in range(10):
        clock.now += 182 * 86_400
        assert claim(claims, ANNA_WITH_NUMBER, delivery=f"d{half_year}").seventime_id == "id1"
        assert claim(claims, bo).seventime_id == "id2"
    assert claim(claims, ANNA).seventime_id == "id1"


def test_an_identity_that_was_forgotten_is_taken_up_again(claims, clock):
    create(claims, ANNA_WITH_NUMBER)
    for _ in range(5):
        clock.now += 182 * 86_400
        claim(claims, Identities(number="number#anna"))
    assert claim(claims, ANNA_WITH_NUMBER).seventime_id == claim(claims, ANNA).seventime_id == "id1"


# Two workers, of which the second acts between the first one's read and its write.


@pytest.fixture
def interleaved():
    return Interleaved()


@pytest.fixture
def workers(interleaved, clock):
    return Claims(interleaved.table, clock), Claims(interleaved.table, clock)


def test_of_two_workers_that_claim_a_new_customer_one_gets_it(interleaved, workers):
    first, second = workers
    claimed = []
    interleaved.before_the_next_write(lambda: claimed.append(claim(second, ANNA, delivery="d2")))
    with pytest.raises(Unavailable) as failure:
        claim(first, ANNA_WITH_NUMBER)
    assert failure.value.reason is Reason.CLAIM_HELD
    second.complete(claimed[0], "id1", "1001", existing=False)
    assert claim(first, ANNA_WITH_NUMBER).seventime_id == "id1"


@pytest.mark.parametrize("state", ["open", "unknown", "claimed by a worker that died"])
def test_of_two_workers_that_take_over_a_claim_one_gets_it(interleaved, workers, clock, state):
    first, second = workers
    held = claim(first, ANNA)
    if state == "open":
        first.release(held)
    if state == "unknown":
        first.lose(held)
    clock.now += LEASE + 1
    claimed = []
    interleaved.before_the_next_write(lambda: claimed.append(claim(second, ANNA)))
    with pytest.raises(Unavailable) as failure:
        claim(first, ANNA)
    assert failure.value.reason is Reason.CLAIM_HELD
    second.complete(claimed[0], "id1", "1001", existing=False)
    assert claim(first, ANNA).seventime_id == "id1"


def test_two_numbers_that_come_at_once_with_a_known_email_are_two_customers(interleaved, workers):
    first, second = workers
    create(first, Identities(email="email#info"))
    interleaved.before_the_next_write(lambda: claim(first, FIRST))
    create(second, SECOND, "id2")
    assert [claim(first, who).seventime_id for who in (FIRST, SECOND)] == ["id1", "id2"]


def test_a_slow_worker_does_not_release_what_another_one_has_taken_over(interleaved, workers, clock):
    first, second = workers
    slow = claim(first, ANNA)
    clock.now += LEASE + 1
    claimed = []
    interleaved.before_the_next_write(lambda: claimed.append(claim(second, ANNA)))
    with pytest.raises(Unavailable) as failure:
        first.release(slow)
    assert failure.value.reason is Reason.CLAIM_TAKEN_OVER
    with pytest.raises(Unavailable) as failure:
        claim(first, ANNA)
    assert failure.value.reason is Reason.CLAIM_HELD


def test_an_identity_that_comes_at_once_with_two_customers_belongs_to_one(interleaved, workers):
    """The e-mail address is new to both, and each knows the number of another customer."""
    first, second = workers
    create(first, Identities(number="number#first"), "id1")
    create(first, Identities(number="number#second"), "id2")
    interleaved.before_the_next_write(lambda: claim(second, SECOND))
    assert claim(first, FIRST).seventime_id == "id1"
    assert claim(first, Identities(email="email#info")).seventime_id == "id2"


def test_two_customers_never_share_a_key(interleaved, workers, monkeypatch):
    """Keys are random. Two equal ones are as good as impossible, and do no harm."""
    keys = iter(["same", "token1", "same", "token2", "other", "token3"])
    monkeypatch.setattr("bridge.ledger.claims.token_hex", lambda _: next(keys))
    first, second = workers
    assert claim(first, ANNA).pk == "customer#same"
    assert claim(second, BO).pk == "customer#other"
