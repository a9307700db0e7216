"""Other services' prices are those of the smallest plan that is enough."""

import pytest

from dev.costs.elsewhere import BY_OFFER, SERVICES, VOLUMES, Hookdeck, Service, Tier, rows

TWO = Service("two units each", 2, "$", (Tier("small", 10, 5), Tier("large", 100, 30)), "example.com", "2026")


@pytest.mark.parametrize(("webhooks", "price"), [(5, "$5"), (6, "$30"), (50, "$30"), (51, BY_OFFER)])
def test_the_smallest_plan_that_is_enough(webhooks, price):
    assert TWO.price(webhooks) == price


@pytest.mark.parametrize(
    ("webhooks", "price"), [(10_000, "$39"), (10_001, "$39"), (110_000, "$40"), (1_010_000, "$49")]
)
def test_hookdeck_bills_further_events_by_ten_thousand(webhooks, price):
    assert Hookdeck().price(webhooks) == price


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_larger_plans_cost_more(service):
    assert list(service.tiers) == sorted(service.tiers, key=lambda tier: (tier.units, tier.dollars))


def test_every_row_says_where_its_prices_were_read():
    for row in rows():
        assert len(row) == len(VOLUMES) + 2
        assert "](https://" in row[-1]
        assert "202" in row[-1]
