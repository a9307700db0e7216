"""What other services ask for the same number of webhooks, by their public list prices."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

VOLUMES = (1_000, 10_000, 100_000, 1_000_000)
"""Webhooks a month."""

BY_OFFER = "by offer"
NOT_FOUND = "not found"


@dataclass(frozen=True, slots=True)
class Tier:
    """A plan that includes `units` a month."""

    name: str
    units: int
    dollars: float


@dataclass(frozen=True, slots=True)
class Service:
    """A service that bills `each` units for a webhook."""

    name: str
    each: int
    currency: str
    tiers: tuple[Tier, ...]
    page: str
    read: str
    """When somebody copied the page, and that copy was read."""
    beyond: str = BY_OFFER
    """What there is instead of a price beyond the tiers."""

    def price(self, webhooks: int) -> str:
        """Return the price of the smallest plan that is enough, a month."""
        for tier in self.tiers:
            if tier.units >= webhooks * self.each:
                return f"{self.currency}{tier.dollars:,.0f}"
        return self.beyond


_ZAPIER = tuple(
    Tier("Professional", units, dollars)
    for units, dollars in (
        (750, 19.99),
        (1_500, 39),
        (2_000, 49),
        (5_000, 89),
        (10_000, 129),
        (20_000, 189),
        (50_000, 289),
        (100_000, 489),
        (200_000, 769),
        (300_000, 1_069),
        (400_000, 1_269),
        (500_000, 1_499),
        (750_000, 1_999),
        (1_000_000, 2_199),
        (1_500_000, 2_999),
        (1_750_000, 3_199),
        (2_000_000, 3_389),
    )
)
"""Billed by the year. The first tier was confirmed in 2026, the others only in a copy of 2025."""

_MAKE = (Tier("Free", 1_000, 0), Tier("Core", 10_000, 12))
"""Billed by the month. Core has larger tiers, whose prices the page shows only when they are chosen."""

_N8N = (Tier("Starter", 2_500, 20), Tier("Pro", 10_000, 50), Tier("Business", 40_000, 667))
"""Billed by the year."""

SERVICES = (
    Service("Zapier, the customer only created: 1 task", 1, "$", _ZAPIER, "zapier.com/pricing", "2025"),
    Service("Zapier, searched for first: 2 tasks", 2, "$", _ZAPIER, "zapier.com/pricing", "2025"),
    Service(
        "Make, searched for first: 3 credits", 3, "$", _MAKE, "make.com/en/pricing", "July 2026", NOT_FOUND
    ),
    Service("n8n Cloud: 1 execution", 1, "€", _N8N, "n8n.io/pricing", "May 2026"),
)


@dataclass(frozen=True, slots=True)
class Hookdeck:
    """It receives, keeps and delivers webhooks. Somebody else has to create the customers."""

    plan: float = 39.0
    included: int = 10_000
    more: float = 1.0
    """Dollars for each further 100,000 events, billed by 10,000. Large numbers are cheaper."""
    page: str = "hookdeck.com/pricing"
    read: str = "September 2026"

    def price(self, webhooks: int) -> str:
        """Return the price of the plan Team."""
        tens = max(ceil((webhooks - self.included) / 10_000), 0)
        return f"${self.plan + tens * self.more / 10:,.0f}"


def rows() -> Iterator[list[str]]:
    """A row for each service: its prices for `VOLUMES`, and the page."""
    for service in (*SERVICES,):
        yield [service.name, *(service.price(each) for each in VOLUMES), _source(service.page, service.read)]
    hookdeck = Hookdeck()
    prices = [hookdeck.price(each) for each in VOLUMES]
    yield ["Hookdeck Team, only passed on: 1 event", *prices, _source(hookdeck.page, hookdeck.read)]


def _source(page: str, read: str) -> str:
    return f"[{page}](https://{page}), {read}"
