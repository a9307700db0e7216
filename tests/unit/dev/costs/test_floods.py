"""A flood of forgeries costs about as much as its requests."""

from dev.costs.floods import HIDDEN_LOOKS, WAITING, at_the_gateway, held, queued, refused
from dev.costs.prices import Prices

PRICES = Prices()


def test_refusing_costs_little_more_than_the_request():
    assert PRICES.A < refused(PRICES) < PRICES.A + 1


def test_keeping_a_forgery_costs_its_messages():
    assert refused(PRICES) + 3 * PRICES.Q < queued(PRICES) < refused(PRICES) + 3 * PRICES.Q + 0.1


def test_waiting_behind_a_pause_costs_more_than_a_look_an_hour():
    share = WAITING / 1_000_000
    assert held(PRICES) > share * (queued(PRICES) + HIDDEN_LOOKS * PRICES.Q)


def test_what_api_gateway_throttles_costs_a_log_line():
    assert at_the_gateway(PRICES) < refused(PRICES) / 10
