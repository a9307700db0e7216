"""The operator's command for paused sources, from its command line to the ledger."""

import json

import pytest

from bridge.ledger.pause_record import PauseCause, PauseRecord
from bridge.ledger.pauses import Pauses
from bridge.model.source import Source
from bridge.operations.pauses import SourcePauses
from cli.commands import pauses as command
from tests.support.clock import Clock
from tests.support.tables import table
from tests.support.terminal import Terminal

NOW = 1_800_000_000.0
FLOODED = PauseRecord(since=NOW - 7200, cause=PauseCause.LIMIT, begin=NOW - 7200, limit=60)


class Desk:
    """An operator's terminal."""

    def __init__(self, database, monkeypatch, capsys):
        self.terminal = Terminal(monkeypatch, capsys)
        self.pauses = Pauses(database, Clock())
        operator = SourcePauses(self.pauses, Clock())
        monkeypatch.setattr(command, "pauses_of", lambda stack: operator)
        monkeypatch.setattr(command, "sources", lambda: {"form": Source("form", "form", "plain")})
        monkeypatch.setattr(command.time, "time", lambda: NOW)

    def run(self, *arguments, answer=""):
        """Exit code and what was written."""
        return self.terminal.run("pauses", *arguments, answer=answer)

    def flood(self):
        self.pauses.save("form", FLOODED)
        self.pauses.count_waiting("form")

    @property
    def pause(self):
        return self.pauses.find("form")


@pytest.fixture
def desk(monkeypatch, capsys):
    with table() as database:
        yield Desk(database, monkeypatch, capsys)


def test_lists_what_is_paused_since_when_how_many_wait_and_what_to_do(desk):
    assert desk.run("list") == (0, "No source is paused.\n")
    desk.flood()
    code, said = desk.run("list")
    assert code == 0
    [row] = [line.split() for line in said.splitlines() if line.startswith("form")]
    assert row == ["form", *["more", "than", "60", "deliveries", "an", "hour"], "~1", "2", "h"]
    assert "lift processes" in said
    assert "discard ignores" in said


def test_pauses_a_source_of_sources_yaml_until_it_is_lifted(desk):
    assert desk.run("pause", "from") == (2, "sources.yaml has no source from.\n")
    assert desk.run("pause", "form")[0] == 0
    assert (desk.pause.since, desk.pause.cause) == (NOW, PauseCause.OPERATOR)
    assert "paused by an operator" in desk.run("list")[1]
    code, said = desk.run("lift", "form")
    assert (code, desk.pause.is_paused, desk.pause.lifted_at) == (0, False, NOW)
    assert "processed within 75 minutes" in said


def test_a_pause_by_an_operator_leaves_one_by_a_limit_as_it_is(desk):
    desk.flood()
    assert desk.run("pause", "form")[0] == 0
    assert desk.pause == FLOODED._replace(version=1, waiting=1)


@pytest.mark.parametrize(("given", "seconds"), [("30m", 1800), ("2h", 7200), ("1d", 86_400)])
def test_lifts_for_some_time_in_which_nothing_is_counted(desk, given, seconds):
    assert desk.run("lift", "form", "--for", given)[0] == 0
    assert desk.pause.lifted_at == NOW + seconds
    assert "not counted for" in desk.run("list")[1]


def test_lifts_and_discards_only_what_is_paused(desk):
    for name in ("lift", "discard"):
        assert desk.run(name, "form") == (1, "form is not paused.\n")
    assert desk.run("lift", "form", "--for", "long")[0] == 2


def test_discards_after_asking_what_was_received_since_the_flood_began(desk):
    desk.flood()
    code, said = desk.run("discard", "form", answer="n\n")
    assert code == 1
    assert "since 2027-01-15 06:00 and is not in Seven Time (about 1)?" in said
    assert desk.pause.is_paused
    assert desk.run("discard", "form", answer="y\n")[0] == 0
    assert (desk.pause.is_paused, desk.pause.discards) == (False, ((NOW - 7200, NOW),))


def test_discards_since_a_time_without_asking(desk):
    desk.run("pause", "form")
    assert desk.run("discard", "form", "--from", "2027-01-15T04:30:00+00:00", "--yes")[0] == 0
    assert desk.pause.discards == ((NOW - 12_600, NOW),)
    desk.run("pause", "form")
    assert desk.run("discard", "form", "--from", "yesterday", "--yes")[0] == 2


def test_lists_json_for_programs(desk):
    desk.flood()
    code, out, _ = desk.terminal.run_alone("pauses", "list", "--json")
    shown = {"source": "form", "paused": True, "cause": "limit", "since": "2027-01-15T06:00:00+00:00"}
    assert (code, json.loads(out)) == (0, shown | {"limit": 60, "waiting": 1})
    _, out, _ = desk.terminal.run_alone("pauses", "lift", "form", "--for", "1h", "--json")
    assert json.loads(out) == {
        "source": "form",
        "paused": False,
        "uncounted_until": "2027-01-15T09:00:00+00:00",
    }


def test_discards_nothing_without_a_terminal_and_without_yes(desk):
    desk.flood()
    code, out, error = desk.terminal.run_alone("pauses", "discard", "form")
    assert (code, out, desk.pause.is_paused) == (2, "", True)
    assert "give --yes" in error
