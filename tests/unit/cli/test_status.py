"""`bridge status`: what it writes, and its exit codes."""

import json

import pytest

from bridge.model.outcome import DeliveryStatus
from bridge.model.reasons import Reason
from bridge.operations.problems import Problem, Trouble
from bridge.operations.status import Status
from bridge.operations.week import Week, Why
from cli.commands import status as command
from tests.support.terminal import Terminal

NOW = 1_800_000_000.0
COUNTS = {"form": {DeliveryStatus.CREATED: 42, DeliveryStatus.REJECTED: 2}, "shop": {}}
WHY = {Why("form", DeliveryStatus.REJECTED, Reason.NAME_MISSING): 2}
WELL = Status(NOW - 7 * 86_400, Week(COUNTS, {"2027-01-15": COUNTS}, WHY, {"form": 7}), (), 3)
ILL = WELL._replace(
    problems=(
        Problem(Trouble.DEAD_LETTERS, NOW - 7200, number=2),
        Problem(Trouble.SOURCE_PAUSED, NOW - 60, "shop", 5),
        Problem(Reason.CLIENT_SECRET_REFUSED),
    )
)


class Desk:
    """An operator's terminal; `found` is the status of the stack, at each look the next one."""

    def __init__(self, monkeypatch, capsys):
        self.terminal = Terminal(monkeypatch, capsys)
        self.found, self.slept = [WELL], []
        monkeypatch.setattr(command, "overview_of", lambda stack: self)
        monkeypatch.setattr(command.time, "time", lambda: NOW)
        monkeypatch.setattr(command.time, "sleep", self.slept.append)

    def read(self):
        if not self.found:
            raise KeyboardInterrupt
        return self.found.pop(0)

    def run(self, *arguments):
        return self.terminal.run("status", *arguments)


def objects(said):
    """What programs read."""
    return [json.loads(line) for line in said.splitlines() if line.startswith("{")]


@pytest.fixture
def desk(monkeypatch, capsys):
    return Desk(monkeypatch, capsys)


def test_numbers_are_shown_by_source_with_the_reasons_of_what_failed(desk):
    code, said = desk.run()
    rows = [line.split() for line in said.splitlines()]
    assert code == 0
    statuses = ["created", "existing", "ignored", "rejected", "discarded", "pending"]
    assert rows[0] == ["source", *statuses, "refused"]
    assert ["form", "42", "–", "–", "2", "–", "–", "7"] in rows
    assert ["shop", "–", "–", "–", "–", "–", "–", "–"] in rows
    assert "form: 2 rejected, name_missing\n  " in said
    assert "3 on the queue." in said
    assert "All is well." in said


def test_the_week_is_shown_day_by_day(desk):
    assert ["2027-01-15", "form", "42", "–", "–", "2", "–", "–"] in [
        line.split() for line in desk.run("--week")[1].splitlines()
    ]


def test_what_is_not_well_ends_with_1_and_says_since_when_and_what_to_do(desk):
    desk.found = [ILL]
    code, said = desk.run()
    assert code == 1
    assert "bridge dead-letters list (2, for 2 h)" in said
    assert "bridge pauses list (shop, 5, for 1 min)" in said
    assert "All is well." not in said


def test_programs_get_one_object(desk):
    desk.found = [ILL]
    code, said = desk.run("--json")
    [found] = objects(said)
    assert (code, found["healthy"]) == (1, False)
    assert (found["week"]["form"]["created"], found["week"]["form"]["refused"]) == (42, 7)
    assert {"reason", "since", "message"} <= found["problems"][0].keys()
    assert found["problems"][2]["since"] is None


def test_watching_shows_it_again_until_it_is_interrupted(desk):
    desk.found = [WELL, ILL]
    code, said = desk.run("--watch", "--json")
    assert code == 130
    assert [each["healthy"] for each in objects(said)] == [True, False]
    assert len(desk.slept) == 2


def test_without_a_terminal_it_is_shown_once(desk):
    assert desk.run("--watch")[0] == 0
    assert desk.slept == []
