"""What a webhook costs is a sum of counted parts."""

import pytest

from bridge.model.source import Existing
from dev.costs import webhooks
from dev.costs.busy import BATCH, BUSY, TIME
from dev.costs.counted import KNOWN, count
from dev.costs.prices import GB, Prices
from dev.costs.webhooks import Webhook, When, kept, parts, total

PRICES = Prices()


def test_counts_what_the_worker_really_does():
    assert count("person", Existing.LOOK_UP).requests == 2
    assert count("company", Existing.LOOK_UP).requests == 3
    assert count("person", Existing.LEDGER_ONLY).requests == 1
    assert count(KNOWN).requests == 0
    assert count(KNOWN).ledger_writes == 1


def test_the_page_has_the_numbers_of_the_formula(cost_page):
    assert f"t = {webhooks.RECEIVING} s, and {webhooks.COLD_RECEIVER} s more if it starts" in cost_page
    each = webhooks.ANSWER + webhooks.CALL
    assert f"*w* is\n{webhooks.CREATING} s + r · {each} s" in cost_page
    assert f"and {webhooks.COLD_WORKER} s more for a start" in cost_page
    assert f"{sum(webhooks.LINES.values())} B · C" in cost_page
    assert f"({webhooks.REQUEST_OUT} B · r + {webhooks.RESPONSE_OUT} B) · O" in cost_page
    assert f"{webhooks.COLD_SECRETS} · T" in cost_page


def test_the_page_has_what_workers_take_while_messages_wait(cost_page):
    assert cost_page.count(f"r · ({BUSY.writes} · W + {BUSY.reads} · R)") == 2
    assert f"in bursts {BUSY.seconds} s · r" in cost_page
    assert f"n · ( {BUSY.seconds} · r · 4/b · 0.25 · L" in cost_page
    assert f"({BUSY.batch} + {BUSY.batch_each} · r) · I" in cost_page
    assert f"in bursts {1 / BATCH:g}, or w/{TIME:g} if" in cost_page
    assert f"({BUSY.batch * 2 + 0.1:g} + {BUSY.batch_each * 2:g} · r) · Q" in cost_page


def test_counts_the_pacer_apart_from_the_ledger():
    few, many = count("person", Existing.LEDGER_ONLY), count("person", Existing.THOROUGH)
    assert few.ledger_writes == many.ledger_writes
    assert few.pacer_writes < many.pacer_writes


@pytest.mark.parametrize("when", When)
def test_a_company_costs_more_than_a_person_and_a_known_customer_less(when):
    company, person, known = (
        total(PRICES, Webhook(count(kind), when)) for kind in ("company", "person", KNOWN)
    )
    assert company > person > known > PRICES.A


def test_only_a_cold_start_reads_secrets():
    read = [parts(PRICES, Webhook(count("person"), when))["Secrets Manager"] for when in When]
    assert read == [0, 0, 3 * PRICES.T]


def test_workers_that_wait_for_slots_are_billed_for_it():
    busy, spread, alone = (Webhook(count("person"), when).worker_seconds for when in When)
    assert busy > spread
    assert alone > spread


def test_a_larger_budget_makes_waiting_shorter():
    slow, fast = (Webhook(count("person"), When.BUSY, budget).worker_seconds for budget in (4, 8))
    assert slow == pytest.approx(2 * fast)


def test_keeping_is_billed_by_bytes_and_months():
    person = count("person")
    gb_months = (24 * person.customer_bytes + 3 * person.delivery_bytes) * 1e6 / GB
    assert kept(PRICES, person) == pytest.approx(gb_months * (PRICES.D + PRICES.B))
