import random
from functools import partial
from inspect import signature

import pytest

from bridge.aws.table import Table
from bridge.ledger.claims import LEASE, SEND_WITHIN, Claim, Claims, KnownCustomer
from bridge.ledger.contacts import MANY, SEVERAL
from bridge.ledger.records import Fingerprint
from bridge.model.failures import Unavailable
from bridge.model.outcome import DeliveryStatus, Similar
from bridge.model.reasons import Reason
from bridge.seventime.client import SevenTime
from tests.faults.world import LambdaClock, World
from tests.support.clock import Clock
from tests.support.dynamodb import DynamoDB
from tests.support.identities import SEALER, fields_of, sealed
from tests.support.interleaving import Interleaved
from tests.support.tables import KINDS, table

ANNA = {"name": "Anna Berg", "email": "anna@berg.example"}
ANNA_WITH_NUMBER = ANNA | {"personalNumber": "19900101-2385"}
BY_NUMBER = {"name": "Anna Berg", "personalNumber": "19900101-2385"}
BO = {"name": "Bo Ek", "email": "bo@ek.example"}
ERIK = {"name": "Erik Berg", "email": "anna@berg.example"}
FIRST = {"name": "Första Norrfrakt AB", "organizationNumber": "556016-0680", "email": "info@agent.example"}
SECOND = {"name": "Andra Norrfrakt AB", "organizationNumber": "556036-0793", "email": "info@agent.example"}


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=KINDS)
def claims(request, clock):
    with table(request.param) as it:
        yield Claims(it, SEALER, clock)


def claim(claims, who, lookup="lookup", pending="pending", delivery="d1"):
    given = claims.claim(sealed(delivery, **who), fields_of(**who), Fingerprint(lookup, pending), delivery)
    return given.outcome if isinstance(given, KnownCustomer) else given


def create(claims, who, id="id1", delivery="d1"):
    claims.complete(claim(claims, who, delivery=delivery), id, "1001", fields_of(**who), existing=False)


def id_of(claims, who, delivery="another"):
    return claim(claims, who, delivery=delivery).seventime_id


@pytest.mark.parametrize(
    ("again", "matched_by"),
    [
        ({"organizationNumber": "556016-0680", "name": "Nytt Namn AB"}, ("organizationNumber",)),
        ({"name": "Norrfrakt AB", "email": "eva@norrfrakt.example"}, ("name", "email")),
        ({"name": "Norrfrakt Aktiebolag", "phone": "08-465 004 05"}, ("name", "phone")),
    ],
)
def test_a_created_customer_is_known_by_its_number_and_by_its_name_with_a_contact(claims, again, matched_by):
    bolaget = {"name": "Norrfrakt AB", "organizationNumber": "556016-0680", "email": "eva@norrfrakt.example"}
    create(claims, bolaget | {"phone": "08-465 004 05"})
    known = claim(claims, again, delivery="d2")
    assert (known.status, known.seventime_id) == (DeliveryStatus.EXISTING, "id1")
    assert (known.customer_number, known.brought_by) == ("1001", "d1")
    assert set(matched_by) <= set(known.matched_by)


def test_one_address_alone_makes_nobody_the_same(claims):
    create(claims, ANNA)
    create(claims, ERIK, "id2", "d2")
    assert [id_of(claims, who) for who in (ANNA, ERIK)] == ["id1", "id2"]


def test_a_new_customer_is_told_whom_it_resembles(claims):
    create(claims, ANNA)
    erik = claim(claims, ERIK, delivery="d2")
    assert erik.similar == (Similar("id1", "1001"),)
    assert [str(warning) for warning in erik.warnings] == ["possible_duplicate email"]


def test_neighbours_resemble_nobody(claims):
    house = {"address": "Storgatan 1", "zipCode": "211 20"}
    create(claims, ANNA | house)
    bo = claim(claims, BO | house, delivery="d2")
    assert (bo.similar, bo.warnings) == ((), ())


def test_a_contact_of_many_is_named_once_and_without_the_customers(claims):
    for n in range(MANY):
        agent = {"name": f"Brf Eken {n}", "email": "info@agent.example"}
        create(claims, agent, f"id{n}", f"d{n}")
    last = claim(claims, {"name": "Brf Asken", "email": "info@agent.example"}, delivery="last")
    assert (last.similar, [str(each) for each in last.warnings]) == ((), ["contact_of_many email"])


def test_what_a_known_customer_has_otherwise_or_not_at_all_differs(claims):
    create(claims, ANNA | {"phone": "070-174 06 05", "country": "SE"})
    more = {"phone": "+46 70 174 06 06", "address": "Storgatan 1", "notes": "Ring mig"}
    for _ in range(2):  # it is learnt at once, and Seven Time still lacks it
        assert claim(claims, ANNA | more, delivery="d2").differs == ("phone", "notes", "address")
    assert claim(claims, {"name": "ANNA BERG", "email": "Anna@Berg.example"}, delivery="d3").differs == ()


def test_the_delivery_that_created_a_customer_is_told_so_again(claims):
    create(claims, ANNA)
    again = claim(claims, ANNA)
    assert (again.status, again.seventime_id, again.differs) == (DeliveryStatus.CREATED, "id1", ())


def test_a_customer_that_was_there_before_is_existing_for_every_delivery(claims):
    claims.complete(claim(claims, ANNA), "id1", "1001", fields_of(**ANNA), existing=True)
    known = claim(claims, ANNA)
    assert (known.status, known.brought_by) == (DeliveryStatus.EXISTING, "")


def test_a_known_customer_gains_the_numbers_and_contacts_of_a_later_delivery(claims):
    create(claims, ANNA)
    assert id_of(claims, ANNA_WITH_NUMBER) == "id1"
    assert id_of(claims, BY_NUMBER) == "id1"


def test_a_known_customer_of_whom_nothing_is_new_is_not_written(claims):
    create(claims, ANNA)
    before = claims._table.get(sealed(**ANNA).keys[0])
    assert id_of(claims, ANNA) == "id1"
    assert claims._table.get(sealed(**ANNA).keys[0]) == before


def test_a_number_of_its_own_never_follows_somebody_elses_email(claims):
    create(claims, FIRST)
    create(claims, SECOND, "id2", "d2")
    assert [id_of(claims, who) for who in (FIRST, SECOND)] == ["id1", "id2"]


def test_nobody_gets_a_claim_that_is_held(claims):
    claim(claims, ANNA)
    with pytest.raises(Unavailable) as failure:
        claim(claims, ANNA_WITH_NUMBER)
    assert (failure.value.reason, failure.value.free) == (Reason.CLAIM_HELD, True)


def test_somebody_else_at_the_same_address_waits_for_nobody(claims):
    claim(claims, ANNA)
    assert isinstance(claim(claims, ERIK, delivery="d2"), Claim)


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
    assert clock.now - taken.lost_at == LEASE / 2 + 1


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
        claims.complete(old, "old", "1", {}, existing=False)
    assert failure.value.reason is Reason.CLAIM_TAKEN_OVER
    claims.complete(new, "new", "2", {}, existing=False)
    assert claim(claims, ANNA).seventime_id == "new"


def test_numbers_of_a_series_are_given_once_and_kept_for_their_customer(claims):
    one = claim(claims, ANNA)
    assert claims.reserve_number(one, "W", 1000) == "W1000"
    other = claim(claims, BO)
    assert claims.reserve_number(other, "W", 1000) == "W1001"
    claims.lose(one)
    assert claim(claims, ANNA).reserved == "W1000"


def test_a_contact_that_expired_leads_to_nobody_although_its_item_is_still_there(claims, clock):
    create(claims, ANNA)
    clock.now += 3 * 365 * 86_400
    assert isinstance(claim(claims, ANNA), Claim)


def test_a_customer_that_comes_again_is_kept_for_as_long_as_it_does(claims, clock):
    create(claims, ANNA_WITH_NUMBER)
    create(claims, ERIK, "id2", "erik")
    for half_year in range(10):
        clock.now += 182 * 86_400
        assert id_of(claims, ANNA_WITH_NUMBER, f"d{half_year}") == "id1"
        assert id_of(claims, ERIK, f"e{half_year}") == "id2"
    assert id_of(claims, BY_NUMBER) == id_of(claims, ANNA) == "id1"


def test_a_contact_that_was_forgotten_is_taken_up_again(claims, clock):
    create(claims, ANNA_WITH_NUMBER)
    for _ in range(5):
        clock.now += 182 * 86_400
        claim(claims, BY_NUMBER)
    assert id_of(claims, ANNA_WITH_NUMBER) == id_of(claims, ANNA) == "id1"


# Two workers, of which the second acts between the first one's read and its write.


@pytest.fixture
def interleaved():
    return Interleaved()


@pytest.fixture
def workers(interleaved, clock):
    return Claims(interleaved.table, SEALER, clock), Claims(interleaved.table, SEALER, clock)


def test_of_two_workers_that_claim_a_new_customer_one_gets_it(interleaved, workers):
    first, second = workers
    claimed = []
    interleaved.before_the_next_write(lambda: claimed.append(claim(second, ANNA, delivery="d2")))
    with pytest.raises(Unavailable) as failure:
        claim(first, ANNA_WITH_NUMBER)
    assert failure.value.reason is Reason.CLAIM_HELD
    second.complete(claimed[0], "id1", "1001", {}, existing=False)
    assert claim(first, ANNA_WITH_NUMBER).seventime_id == "id1"


@pytest.mark.parametrize("state", ["open", "unknown", "claimed by a worker that died"])
def test_of_two_workers_that_take_over_a_claim_one_gets_it(interleaved, workers, clock, state):
    """One comes by number, the other by e-mail address."""
    first, second = workers
    held = claim(first, ANNA_WITH_NUMBER)
    if state == "open":
        first.release(held)
    if state == "unknown":
        first.lose(held)
    clock.now += LEASE + 1
    claimed = []
    interleaved.before_the_next_write(lambda: claimed.append(claim(second, BY_NUMBER)))
    with pytest.raises(Unavailable) as failure:
        claim(first, ANNA)
    assert failure.value.reason is Reason.CLAIM_HELD
    second.complete(claimed[0], "id1", "1001", {}, existing=False)
    assert claim(first, ANNA).seventime_id == "id1"


def test_two_numbers_that_come_at_once_with_a_known_email_are_two_customers(interleaved, workers):
    first, second = workers
    create(first, {"name": "Ombudet", "email": "info@agent.example"}, "id0", "d0")
    interleaved.before_the_next_write(lambda: create(first, FIRST))
    create(second, SECOND, "id2", "d2")
    assert [id_of(first, who) for who in (FIRST, SECOND)] == ["id1", "id2"]


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


def test_a_contact_that_comes_at_once_with_two_customers_leads_to_both(interleaved, workers):
    """The e-mail address is new to both, and each knows the number of another customer."""
    first, second = workers
    without = [{k: v for k, v in who.items() if k != "email"} for who in (FIRST, SECOND)]
    create(first, without[0], "id1", "d1")
    create(first, without[1], "id2", "d2")
    interleaved.before_the_next_write(lambda: claim(second, SECOND, delivery="d3"))
    assert id_of(first, FIRST) == "id1"
    by_email = [{k: v for k, v in who.items() if k != "organizationNumber"} for who in (FIRST, SECOND)]
    assert [id_of(first, who) for who in by_email] == ["id1", "id2"]


def test_a_customer_that_comes_between_a_read_and_a_write_is_seen(interleaved, workers):
    """The second worker makes the customer of whom the first one has just read that it is new."""
    first, second = workers
    phone = {"name": "Anna Berg", "phone": "070-174 06 05"}
    interleaved.before_the_next_write(lambda: create(second, ANNA | phone, "id1", "d2"))
    assert id_of(first, ANNA) == "id1"


def test_an_item_that_expired_and_is_still_there_takes_part_in_the_condition(interleaved, workers, clock):
    first, second = workers
    create(first, ANNA, "old")
    clock.now += 3 * 365 * 86_400
    interleaved.before_the_next_write(lambda: create(second, ANNA, "new", "d2"))
    assert id_of(first, ANNA) == "new"


def test_what_two_deliveries_teach_of_one_customer_at_once_is_all_kept(interleaved, workers):
    """They have no contact in common, so only the customer's own item can tell."""
    first, second = workers
    create(first, ANNA_WITH_NUMBER)
    by_number = BY_NUMBER | {"phone": "070-174 06 05"}
    by_email = ANNA | {"phone": "070-174 06 06"}
    interleaved.before_the_next_write(lambda: claim(second, by_number, delivery="d2"))
    assert id_of(first, by_email, "d3") == "id1"
    item = interleaved.table.get(claim_pk(first, BY_NUMBER))
    assert len([key for key in item["contacts"] if key.startswith("phone#")]) == 2


def claim_pk(claims, who):
    """The key of the customer's item."""
    return claims.claim(sealed(**who), {}, Fingerprint("lookup", "pending"), "another").pk


def test_a_mailbox_of_three_customers_is_nobodys_own(claims):
    """A part of a name would otherwise be recognised by it."""
    mailbox = {"email": "anna.berg@byran.example"}
    for n, name in enumerate(("Anna Karin Berg", "Bo Ek", "Cecilia Dahl")[: SEVERAL - 1]):
        create(claims, {"name": name, **mailbox}, f"id{n}", f"d{n}")
    assert id_of(claims, {"name": "Anna Berg", **mailbox}) == "id0"
    create(claims, {"name": "Dag Falk", **mailbox}, "id9", "d9")
    assert isinstance(claim(claims, {"name": "Anna K Berg", **mailbox}, delivery="last"), Claim)


def test_a_delivery_finds_what_it_claimed_itself_although_nobody_is_recognised_by_it(claims):
    claims.lose(claim(claims, {"name": "Bo"}))
    assert claim(claims, {"name": "Bo"}).lost_at is not None
    assert claim(claims, {"name": "Bo"}, delivery="d2").lost_at is None


def test_a_record_of_another_customer_is_known_as_such(claims):
    create(claims, ANNA)
    erik = claim(claims, ERIK, delivery="d2")
    assert claims.records_of_others(erik, sealed(**ERIK)) == {"id1"}


@pytest.mark.parametrize("lost", [False, True])
def test_nobody_knows_whose_a_record_is_while_a_similar_customer_is_created(claims, clock, lost):
    annas = claim(claims, ANNA)
    erik = claim(claims, ERIK, delivery="d2")
    if lost:
        claims.lose(annas)
    with pytest.raises(Unavailable) as failure:
        claims.records_of_others(erik, sealed(**ERIK))
    assert (failure.value.reason, failure.value.free) == (Reason.CLAIM_HELD, True)
    clock.now += 2 * 86_400
    assert claims.records_of_others(erik, sealed(**ERIK)) == set()


def test_of_two_lost_requests_the_older_one_is_resolved_first(claims, clock):
    """So neither waits for the other for ever."""
    annas = claim(claims, ANNA)
    clock.now += 1
    erik = claim(claims, ERIK, delivery="d2")
    for each in (annas, erik):
        claims.lose(each)
    assert claims.records_of_others(annas, sealed(**ANNA)) == set()
    with pytest.raises(Unavailable):
        claims.records_of_others(erik, sealed(**ERIK))


def test_many_workers_that_meet_at_one_contact_each_get_their_customer():
    """They part in time, else all but a few would return to the queue together, and meet again."""
    world = World(seed=1)
    random.seed(1)
    table = Table(DynamoDB(lambda _: world.step(world.random.uniform(0.004, 0.008))), "table")
    claimed = []

    def work(n):
        claims = Claims(table, SEALER, LambdaClock(world, 0))
        who = {"name": f"Brf Eken {n}", "email": "info@agent.example", "phone": f"070-174 06 {10 + n}"}
        claimed.append(claim(claims, who, delivery=f"d{n}").pk)

    for n in range(10):
        world.spawn(partial(work, n))
    world.run(world.now + 60)
    assert len(set(claimed)) == 10


def test_a_customer_that_a_cheap_read_missed_is_seen_at_once(clock):
    """By the condition of the first contact, and then by a consistent read."""
    database = DynamoDB(stale=lambda: True)
    claims = Claims(Table(database, "table"), SEALER, clock)
    first = claim(claims, ANNA)
    with pytest.raises(Unavailable) as held:
        claim(claims, ANNA, delivery="d2")
    assert held.value.reason is Reason.CLAIM_HELD
    claims.complete(first, "id1", "1001", fields_of(**ANNA), existing=False)
    assert id_of(claims, ANNA) == "id1"
    held_by = [pk for pk, item in database.items.items() if item.get("token", {}).get("S")]
    assert held_by == [first.pk], "nothing is left of a claim that failed"


def test_a_new_customer_is_found_to_be_one_at_half_the_price(clock):
    read = []
    database = DynamoDB(stale=lambda: read.append("half"))
    claims = Claims(Table(database, "table"), SEALER, clock)
    claim(claims, ANNA_WITH_NUMBER)
    assert read == ["half", "half"]
