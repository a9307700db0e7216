"""`bridge deliveries list`, from its command line to the ledger."""

import json

import pytest

from bridge.ledger.deliveries import Deliveries
from bridge.ledger.listing import Listing
from bridge.model.delivery import Delivery
from bridge.model.failures import Rejected
from bridge.model.outcome import DeliveryStatus, Outcome
from bridge.model.reasons import Reason
from cli.commands import deliveries as command
from tests.support.clock import Clock
from tests.support.tables import table
from tests.support.terminal import Terminal

NOW, DAY = 1_800_000_000.0, 86_400.0


class Desk:
    """An operator's terminal; a shop's customer, a form without a name, and one of last week."""

    def __init__(self, database, monkeypatch, capsys):
        self.terminal, clock = Terminal(monkeypatch, capsys), Clock()
        clock.now = NOW
        deliveries = Deliveries(database, clock)
        deliveries.finish(self.delivery("a", "shop", 60), Outcome(DeliveryStatus.CREATED, "id", "1"))
        nameless = Rejected(Reason.NAME_MISSING, field="name")
        deliveries.reject(self.delivery("b", "form", 30), nameless)
        deliveries.reject(self.delivery("c", "form", 3 * DAY), nameless)
        monkeypatch.setattr(command, "listing_of", lambda stack: Listing(database, clock))
        monkeypatch.setattr(command.time, "time", lambda: NOW)

    def delivery(self, id_, source, age):
        return Delivery(id_, source, b"", received_at=NOW - age)

    def ids(self, *arguments):
        code, said = self.terminal.run("deliveries", "list", "--json", *arguments)
        assert code == 0
        return [json.loads(line)["delivery"] for line in said.splitlines() if line.startswith("{")]


@pytest.fixture
def desk(monkeypatch, capsys):
    with table() as database:
        yield Desk(database, monkeypatch, capsys)


def test_the_latest_come_first_and_those_of_a_day_unless_more_is_asked_for(desk):
    assert desk.ids() == ["b", "a"]
    assert desk.ids("--since", "7d") == ["b", "a", "c"]


def test_they_are_chosen_by_source_and_status(desk):
    assert desk.ids("--since", "7d", "--source", "form") == ["b", "c"]
    assert desk.ids("--status", "created") == ["a"]
    assert desk.ids("--status", "rejected", "--source", "shop") == []


def test_people_read_what_became_of_each_and_why(desk):
    code, said = desk.terminal.run("deliveries", "list")
    assert code == 0
    assert ["b", "2027-01-15", "07:59", "form", "rejected", "name_missing"] in [
        line.split() for line in said.splitlines()
    ]
    assert "There is no such delivery." in desk.terminal.run("deliveries", "list", "--status", "ignored")[1]
