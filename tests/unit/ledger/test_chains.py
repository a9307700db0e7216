"""A new customer is written one item after the other, and decided at once, whoever comes in between."""

import pytest

from bridge.aws.table import Table
from bridge.ledger.claims import LEASE, Claim, Claims, KnownCustomer
from bridge.ledger.contacts import KEEP_CUSTOMER
from bridge.ledger.records import MOST_CUSTOMERS, Fingerprint
from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason
from tests.support.clock import Clock
from tests.support.dynamodb import DynamoDB
from tests.support.identities import SEALER, fields_of, sealed
from tests.support.interleaving import Interleaved

EMAIL, PHONE = {"email": "anna@berg.example"}, {"phone": "070-174 06 05"}
HOUSE = {"address": "Storgatan 1", "zipCode": "211 20", "city": "Malmö"}
NAME = {"name": "Anna Berg"}
ANNA = {**NAME, **EMAIL, **PHONE, **HOUSE}
ERIK = {"name": "Erik Ek", **EMAIL}
BY_ONE = [pytest.param({**NAME, **by}, id="_".join(by)) for by in (EMAIL, PHONE, HOUSE)]
WRITES = range(4)
"""The customer's own item, and three contacts."""


class Died(BaseException):
    """The worker is no longer there."""


def die():
    raise Died


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def interleaved():
    return Interleaved()


@pytest.fixture
def workers(interleaved, clock):
    return Claims(interleaved.table, SEALER, clock), Claims(interleaved.table, SEALER, clock)


def claim(claims, who, delivery):
    given = claims.claim(sealed(delivery, **who), fields_of(**who), Fingerprint("l", "p"), delivery)
    return given.outcome if isinstance(given, KnownCustomer) else given


def create(claims, who, delivery):
    """Claim a customer and create it in Seven Time. Returns its id, None if that has to wait."""
    try:
        given = claim(claims, who, delivery)
        if not isinstance(given, Claim):
            return given.seventime_id
        claims.complete(given, f"by {delivery}", "1", fields_of(**who), existing=False)
    except Unavailable:
        return None
    return f"by {delivery}"


@pytest.mark.parametrize("after", WRITES)
@pytest.mark.parametrize("who", BY_ONE)
def test_whoever_comes_between_two_writes_makes_no_second_customer(interleaved, workers, who, after):
    first, second = workers
    interleaved.before_the_next_write(lambda: create(second, who, "d2"), after)
    create(first, ANNA, "d1")
    ids = {create(first, ANNA, "d1"), create(second, who, "d2")}
    assert len(ids) == 1
    assert None not in ids


@pytest.mark.parametrize("after", WRITES)
@pytest.mark.parametrize("again", BY_ONE)
@pytest.mark.parametrize("who", BY_ONE)
def test_of_three_nobody_makes_a_second_customer(interleaved, workers, who, again, after):
    """The third comes while the second writes."""
    first, second = workers

    def between():
        interleaved.before_the_next_write(lambda: create(first, {**ANNA, **again}, "d3"), after % 2)
        create(second, who, "d2")

    interleaved.before_the_next_write(between, after)
    create(first, ANNA, "d1")
    deliveries = ((ANNA, "d1"), (who, "d2"), ({**ANNA, **again}, "d3"))
    ids = {create(first, *each) for each in deliveries}
    assert len(ids) == 1
    assert None not in ids


@pytest.mark.parametrize("after", WRITES)
@pytest.mark.parametrize("who", BY_ONE)
def test_the_customer_of_a_broken_chain_is_nobody(interleaved, workers, clock, who, after):
    """Its worker has died before it could send. Another delivery came by a contact that was not written."""
    first, second = workers
    interleaved.before_the_next_write(die, after)
    with pytest.raises(Died):
        claim(first, ANNA, "d1")
    clock.now += LEASE + 1
    assert create(second, who, "d2") == "by d2"
    assert create(second, ANNA, "d1") == "by d2"


def test_a_worker_that_died_behind_the_last_write_may_have_sent(workers, clock):
    first, _ = workers
    claim(first, ANNA, "d1")
    clock.now += LEASE + 1
    assert claim(first, {**NAME, **EMAIL}, "d2").lost_at == clock.now - LEASE / 2 - 1


@pytest.mark.parametrize("after", WRITES[1:])
@pytest.mark.parametrize("who", BY_ONE)
def test_a_worker_that_thaws_in_its_chain_makes_no_second_customer(interleaved, workers, clock, who, after):
    """What it adds later leads to nobody, and it can neither send nor write any more."""
    first, second = workers

    def freeze():
        clock.now += LEASE + 1
        create(second, who, "d2")

    interleaved.before_the_next_write(freeze, after)
    try:
        thawed = claim(first, ANNA, "d1")
    except Unavailable:
        thawed = None
    if isinstance(thawed, Claim):
        assert first.is_stale(thawed)
        with pytest.raises(Unavailable) as failure:
            first.release(thawed)
        assert failure.value.reason is Reason.CLAIM_TAKEN_OVER
    assert create(second, ANNA, "d1") == "by d2"


def test_a_neighbour_waits_until_the_chain_is_written(interleaved, workers):
    """It is decided by who has a contact, and by how many have it."""
    first, second = workers
    failures = []

    def between():
        with pytest.raises(Unavailable) as failure:
            claim(second, ERIK, "d2")
        failures.append(failure.value)

    interleaved.before_the_next_write(between, after=2)
    claim(first, ANNA, "d1")
    assert [(each.reason, each.free) for each in failures] == [(Reason.CLAIM_CONTENDED, True)]
    assert isinstance(claim(second, ERIK, "d2"), Claim)


@pytest.mark.parametrize("who", BY_ONE)
def test_a_customer_that_is_known_is_told_from_one_that_is_being_written(interleaved, workers, clock, who):
    """A transaction that changes a contact in between would be one decision too many."""
    first, second = workers
    bo = {"name": "Bo Ek", **{each: ANNA[each] for each in who if each != "name"}}
    create(first, {"name": "Bo Ek", "email": "bo@ek.example"}, "d0")
    contact = {"email": "bo@ek.example", **bo} if "email" not in bo else bo | {"phone": "08-465 004 05"}
    interleaved.before_the_next_write(lambda: create(second, contact, "d2"), after=3)
    assert isinstance(claim(first, ANNA, "d1"), Claim)
    item = interleaved.table.get(sealed("d1", **ANNA).keys[0])
    assert "customers" not in item


def test_nothing_is_left_of_a_chain_that_met_another_customer(interleaved, workers):
    """Neighbours at the contacts that it had written need not wait."""
    first, second = workers
    interleaved.before_the_next_write(lambda: create(second, {**NAME, **PHONE}, "d2"), after=1)
    assert create(first, ANNA, "d1") == "by d2"
    assert isinstance(claim(second, ERIK, "d3"), Claim)


@pytest.mark.parametrize("after", WRITES)
def test_nothing_is_left_of_a_chain_that_failed(interleaved, workers, after):
    first, second = workers
    failure = Unavailable(Reason.LEDGER_UNAVAILABLE, "throttled")

    def fail():
        raise failure

    interleaved.before_the_next_write(fail, after)
    assert create(first, ANNA, "d1") is None
    assert create(second, {**NAME, **EMAIL}, "d2") == "by d2"
    assert create(first, ANNA, "d1") == "by d2"


@pytest.mark.parametrize("after", WRITES)
def test_a_write_whose_response_was_lost_is_known_again(clock, after):
    losses = iter([False] * after + [True])
    database = DynamoDB(lost=lambda: next(losses, False))
    claims = Claims(Table(database, "table"), SEALER, clock)
    claims.release(claim(claims, ANNA, "d1"))
    assert len([pk for pk in database.items if pk.startswith("customer#")]) == 1


def test_a_contact_that_is_full_is_never_the_last(interleaved, workers, clock):
    """The last one has to lead to the customer: so it is known that all were written."""
    first, _ = workers
    everybody = [f"customer#{n}" for n in range(MOST_CUSTOMERS)]
    place = sealed("d1", **ANNA).keys[-1]
    full = {"customers": everybody, "customer": everybody[0], "version": 1, "expires": clock.now + 9}
    others = {"state": "open", "token": "t", "lease": 0, "since": 0, "delivery": "d", "sent": "a/b"}
    for pk, values in [(place, full), *((pk, others | {"expires": clock.now + 9}) for pk in everybody)]:
        interleaved.table.update(pk, "SET " + ", ".join(f"#{name} = :{name}" for name in values), values)
    claim(first, ANNA, "d1")
    clock.now += LEASE + 1
    assert claim(first, ANNA, "d1").lost_at is not None


def test_a_chain_is_forgotten_when_the_claim_ends(interleaved, workers):
    first, _ = workers
    given = claim(first, ANNA, "d1")
    assert "chain" in interleaved.table.get(given.pk)
    first.complete(given, "id", "1", {}, existing=False)
    assert "chain" not in interleaved.table.get(given.pk)


def test_a_claim_that_was_taken_over_needs_no_chain(interleaved, workers, clock):
    """The version before takes an expired claim over although its chain is broken."""
    first, _ = workers
    interleaved.before_the_next_write(die, after=3)
    with pytest.raises(Died):
        claim(first, ANNA, "d1")
    [pk] = [pk for pk in interleaved.database.items if pk.startswith("customer#")]
    values = {
        "token": "of the version before",
        "lease": clock.now + LEASE,
        "expires": clock.now + KEEP_CUSTOMER,
    }
    interleaved.table.update(pk, "SET #token = :token, #lease = :lease, #expires = :expires", values)
    clock.now += 2 * LEASE
    assert claim(first, ANNA, "d1").pk == pk


def test_a_broken_chain_that_is_taken_over_meanwhile_is_not_ended(interleaved, workers, clock):
    first, second = workers
    interleaved.before_the_next_write(die, after=2)
    with pytest.raises(Died):
        claim(first, ANNA, "d1")
    clock.now += LEASE + 1
    [pk] = [pk for pk in interleaved.database.items if pk.startswith("customer#")]
    values = {"token": "of the version before", "lease": clock.now + LEASE}

    def take_over():
        interleaved.table.update(pk, "SET #token = :token, #lease = :lease", values)

    interleaved.before_the_next_write(take_over)
    with pytest.raises(Unavailable) as failure:
        claim(second, ANNA, "d1")
    assert failure.value.reason is Reason.CLAIM_HELD


def test_two_customers_never_share_a_key(interleaved, workers, monkeypatch):
    """Keys are random. Two equal ones are as good as impossible, and do no harm."""
    keys = iter(["same", "token1", "same", "token2", "other", "token3"])
    monkeypatch.setattr("bridge.ledger.claims.token_urlsafe", lambda _: next(keys))
    first, second = workers
    assert claim(first, ANNA, "d1").pk == "customer#same"
    assert claim(second, {"name": "Bo Ek", "email": "bo@ek.example"}, "d2").pk == "customer#other"
