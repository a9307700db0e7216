"""`bridge deliveries list`, from its command line to the ledger."""

import json

import pytest

from bridge.identity.sealing import Sealer
from bridge.identity.search_keys import search_keys
from bridge.identity.traits import NOTHING_UNSENT
from bridge.ledger.deliveries import Deliveries
from bridge.ledger.key_check import KeyCheck
from bridge.ledger.listing import Listing
from bridge.model.delivery import Delivery
from bridge.model.failures import Rejected, Unavailable
from bridge.model.outcome import DeliveryStatus, Outcome
from bridge.model.reasons import Reason
from bridge.seventime.models import Customer
from cli import stacks
from cli.commands import deliveries as command
from tests.support.aws import client
from tests.support.clock import Clock
from tests.support.tables import table
from tests.support.terminal import Terminal

NOW, DAY = 1_800_000_000.0, 86_400.0
KEY = "k" * 32


class Desk:
    """An operator's terminal; a shop's customer, a form without a name, and one of last week."""

    def __init__(self, database, monkeypatch, capsys):
        self.terminal, clock = Terminal(monkeypatch, capsys), Clock()
        clock.now = NOW
        self.deliveries = deliveries = Deliveries(database, clock)
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


class Search(Desk):
    """What Åsa and Bo have sent, and the ledger's key."""

    def __init__(self, database, monkeypatch, capsys):
        super().__init__(database, monkeypatch, capsys)
        clock = Clock()
        clock.now = NOW
        sealer = Sealer(KEY.encode())
        monkeypatch.setattr(command, "sealer_of", lambda stack: sealer)
        for id_, age, name in (("d", 60, "Åsa Öberg"), ("e", 80 * DAY, "Öberg, Åsa"), ("f", 60, "Bo Ek")):
            deliveries = Deliveries(database, clock)
            deliveries.describe(id_, search_keys(Customer(name=name), NOTHING_UNSENT, sealer, id_))
            deliveries.finish(self.delivery(id_, "form", age), Outcome(DeliveryStatus.CREATED, "id", "1"))


@pytest.fixture
def searching(monkeypatch, capsys):
    with table() as database:
        yield Search(database, monkeypatch, capsys)


def test_those_about_a_person_are_found_as_long_as_they_are_kept(searching):
    assert searching.ids("--about", "öberg åsa") == ["d", "e"]
    assert searching.ids("--about", "Åsa Öberg", "--since", "1d") == ["d"]
    assert searching.ids("--about", "Åsa Öberg", "--source", "shop") == []
    assert searching.ids("--about", "Bo Berg") == []


def test_what_nobody_can_be_found_by_is_wrong_use(searching):
    code, said = searching.terminal.run("deliveries", "list", "--about", "?")
    assert (code, "This is no name" in said) == (2, True)


def test_the_text_of_a_search_is_logged_nowhere(searching, caplog):
    caplog.set_level("DEBUG")
    code, said = searching.terminal.run("deliveries", "list", "--about", "Åsa Öberg")
    assert code == 0
    assert "Öberg" not in said + caplog.text
    assert "Öberg" not in searching.terminal.run("deliveries", "list", "--about", "Öberg@")[1]


def test_the_ledgers_key_is_the_one_it_was_made_with(monkeypatch, capsys):
    with table("moto") as database:
        KeyCheck(database, Sealer(b"k" * 32))()
        client("secretsmanager").create_secret(Name="key", SecretString="l" * 32)
        Terminal(monkeypatch, capsys, LedgerTable="table", LedgerKeyId="key")
        with pytest.raises(Unavailable, match="another key"):
            stacks.sealer_of(stacks.stack_of(None))


WHOLE = "8574dc802eec7964822efbc2746a"


@pytest.fixture
def asked(desk, monkeypatch):
    """What the API was asked for; it knows everything."""
    paths = []

    def get(_api, path, **_query):
        paths.append(path.rpartition("/")[2])
        return {"delivery": "d", "status": "created"}

    monkeypatch.setattr(command.Api, "get", get)
    monkeypatch.setattr(stacks, "api_key_of", lambda stack: "key")
    for id_ in (WHOLE, "8574dd" + WHOLE[6:], "8574dc"[::-1] + WHOLE[6:]):
        desk.deliveries.ignore(desk.delivery(id_, "form", 60 * DAY), Reason.TEST_ORDER)
    return paths


@pytest.mark.parametrize("name", ["show", "wait"])
@pytest.mark.parametrize("begin", [WHOLE[:6], WHOLE[:20], WHOLE])
def test_a_listed_delivery_is_found_by_the_beginning_of_its_id(desk, asked, name, begin):
    assert desk.terminal.run("deliveries", name, begin, "--stack", "bridge-test")[0] == 0
    assert asked == [WHOLE]


def test_an_id_that_is_not_listed_is_asked_for_as_it_is(desk, asked):
    desk.terminal.run("deliveries", "show", "ffffff", "--stack", "bridge-test")
    assert asked == ["ffffff"]


@pytest.mark.parametrize(("begin", "why"), [("8574d", "too short"), ("aaaaaa", "Several ids begin")])
def test_nothing_is_guessed(desk, asked, begin, why):
    for end in "12":
        desk.deliveries.ignore(desk.delivery(f"aaaaaa{end}", "form", 60), Reason.TEST_ORDER)
    code, said = desk.terminal.run("deliveries", "show", begin, "--stack", "bridge-test")
    assert (code, why in said, asked) == (2, True, [])
