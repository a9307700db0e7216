"""A flood of forgeries costs about as much as its requests."""

from dev.costs.floods import LOOKS, at_the_gateway, held, queued, refused
from dev.costs.prices import Prices

PRICES = Prices()


def test_refusing_costs_little_more_than_the_request():
    assert PRICES.A < refused(PRICES) < PRICES.A + 1


def test_keeping_a_forgery_costs_its_messages():
    assert refused(PRICES) + 3 * PRICES.Q < queued(PRICES) < refused(PRICES) + 3 * PRICES.Q + 0.1


def test_waiting_behind_a_pause_costs_a_look_an_hour():
    assert held(PRICES) > queued(PRICES)
    assert held(PRICES) > LOOKS * PRICES.Q


def test_what_api_gateway_throttles_costs_a_log_line():
    assert at_the_gateway(PRICES) < refused(PRICES) / 10
