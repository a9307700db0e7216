"""Which refused deliveries are kept, and how many of a flood."""

from dataclasses import replace

import pytest

from bridge.model.delivery import MAX_BYTES
from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason
from bridge.model.source import Source
from bridge.sources import keeping
from bridge.sources.keeping import NotKept, RefusedKeeper, network
from bridge.sources.refused import RefusedDelivery
from tests.support.requests import request

SHOP = Source("shop", "shop", "shopify")
FORM = Source("form", "form", "plain")
SENT = replace(request(b"{}"), client_address="192.0.2.1")


class Queue:
    """The Refused queue in memory."""

    def __init__(self):
        self.kept, self.others, self.asked = [], 0, 0

    def send(self, body, attributes):
        self.kept.append((RefusedDelivery.from_message(body), attributes))

    def waiting(self):
        self.asked += 1
        return self.others + len(self.kept)


class Flood:
    """A keeper, and somebody who sends to it."""

    def __init__(self):
        self.queue, self.now = Queue(), 1000.0
        self.keeper = RefusedKeeper(self.queue, lambda: self.now)

    def send(self, count=1, address="192.0.2.1", source=SHOP, seconds=0.0, body=b"{}"):
        """Send as many refused deliveries in so many seconds. Return how many were kept."""
        before = len(self.queue.kept)
        sent = replace(SENT, client_address=address, body=body)
        for _ in range(count):
            self.now += seconds / count
            self.keeper.keep(sent, source, Reason.BAD_SIGNATURE)
        return len(self.queue.kept) - before


@pytest.fixture
def flood():
    return Flood()


@pytest.mark.parametrize(
    ("reason", "source", "not_kept"),
    [
        (Reason.BAD_SIGNATURE, SHOP, None),
        (Reason.BAD_TOKEN, FORM, None),
        (Reason.TIMESTAMP_OUT_OF_TOLERANCE, SHOP, None),
        (Reason.SECRET_MISSING, SHOP, None),
        (Reason.SECRET_MALFORMED, SHOP, None),
        (Reason.SECRETS_MALFORMED, SHOP, None),
        (Reason.SECRETS_UNAVAILABLE, SHOP, None),
        (Reason.SIGNATURE_MISSING, SHOP, NotKept.NOT_MENDABLE),
        (Reason.MALFORMED_TIMESTAMP, SHOP, NotKept.NOT_MENDABLE),
        (Reason.TOKEN_MISSING, FORM, None),  # sources.yaml may name the wrong header
        (Reason.TOO_LARGE, SHOP, NotKept.NOT_MENDABLE),
        (Reason.QUEUE_UNAVAILABLE, SHOP, NotKept.NOT_MENDABLE),
    ],
)
def test_keeps_what_a_mended_secret_or_setting_could_let_in(flood, reason, source, not_kept):
    assert flood.keeper.keep(SENT, source, reason) == not_kept
    assert len(flood.queue.kept) == (not_kept is None)


def test_says_in_the_attributes_what_it_is_and_nothing_personal(flood):
    flood.send()
    [(delivery, attributes)] = flood.queue.kept
    assert (delivery.source, delivery.reason) == ("shop", "bad_signature")
    assert attributes == {"source": "shop", "reason": "bad_signature", "provider": "shopify"}


def test_keeps_a_part_of_a_flood(flood):
    assert flood.send(100_000) == 120
    assert flood.keeper.keep(SENT, SHOP, Reason.BAD_SIGNATURE) == NotKept.TOO_MANY
    assert flood.send(100_000, seconds=3600) < 120 + 30 * 60


def test_keeps_everything_that_a_busy_shop_sends(flood):
    assert flood.send(1_000, seconds=3600) == 1_000


def test_a_flood_from_one_address_leaves_room_for_another_address_and_another_source(flood):
    flood.send(10_000)
    assert flood.send(100, address="192.0.2.2") == 100
    assert flood.send(100, source=FORM) == 100


def test_a_flood_from_many_addresses_ends_at_the_sources_allowance(flood):
    kept = sum(flood.send(address=f"198.51.{n // 250}.{n % 250}") for n in range(5_000))
    assert kept == 1_200
    assert flood.send(10, source=FORM) == 10


def test_the_addresses_that_are_remembered_are_limited(flood):
    for n in range(3 * keeping.MOST_ADDRESSES):
        flood.send(address=f"198.51.{n // 250}.{n % 250}", seconds=1)
    assert len(flood.keeper._addresses) == keeping.MOST_ADDRESSES


def test_a_flood_slows_down_by_itself_and_stops(flood):
    flood.queue.others = 5_000
    assert flood.send(1_000) == 120 // 11
    flood.queue.others = 60_000
    flood.now += 3600
    assert flood.send(1_000) == 0


def test_two_weeks_of_a_flood_leave_what_an_operator_can_walk_through(flood):
    kept = sum(flood.send(60, seconds=60) for _ in range(14 * 1_440))
    assert 20_000 < kept < 30_000


def test_a_large_body_costs_as_much_as_sqs_bills(flood):
    assert flood.send(100, body=b"x" * (10 * 65_536)) == 120 // 11


def test_a_body_that_the_customers_queue_would_not_take_is_not_kept(flood):
    sent = replace(SENT, body=b"x" * (MAX_BYTES + 1))
    assert flood.keeper.keep(sent, SHOP, Reason.BAD_SIGNATURE) == NotKept.TOO_LARGE
    sent = replace(SENT, headers={"x": "y" * MAX_BYTES})
    assert flood.keeper.keep(sent, SHOP, Reason.BAD_SIGNATURE) == NotKept.TOO_LARGE
    assert flood.queue.kept == []


def test_a_flood_does_not_ask_for_the_number_of_messages_each_time(flood):
    flood.send(10_000, seconds=119)
    assert flood.queue.asked == 2


def test_a_queue_that_does_not_answer_is_asked_again_a_minute_later(flood, monkeypatch):
    def fail():
        flood.queue.asked += 1
        raise Unavailable(Reason.QUEUE_UNAVAILABLE)

    monkeypatch.setattr(flood.queue, "waiting", fail)
    with pytest.raises(Unavailable):
        flood.send()
    assert (flood.send(5), flood.queue.asked) == (5, 1)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.10", "192.0.2.10"),
        ("2001:db8:1:2:a:b:c:d", "2001:db8:1:2"),
        ("2001:db8:1:2:ffff:b:c:e", "2001:db8:1:2"),
        ("", ""),
    ],
)
def test_one_sender_has_one_ipv4_address_or_a_network_of_ipv6(address, expected):
    assert network(address) == expected
