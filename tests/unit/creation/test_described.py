"""Each delivery that was read at all is found by what it says of a person, whatever became of it."""

import json
from dataclasses import replace

import pytest

from bridge.identity.sealing import Sealer
from bridge.identity.search_keys import search_for
from bridge.imports.options import SOURCES
from bridge.ledger.listing import Listing
from bridge.ledger.pause_record import PauseCause, PauseRecord
from bridge.model.delivery import KnownAs
from bridge.model.lane import Lane
from bridge.model.source import Validation
from bridge.operations.delivery_list import about
from tests.support.bridges import FORM, Bridge
from tests.support.tables import table

ASA = {"Namn": "Åsa Öberg", "E-post": "asa@example.se"}
BO = {"Namn": "Bo Ek", "E-post": "bo@example.se"}
NAMELESS = {"E-post": "asa@example.se"}


class Office(Bridge):
    """A worker, and somebody who searches."""

    def about(self, text):
        """Source and status of what is found."""
        listed = Listing(self.database, self.clock).since(self.now - 86_400)
        return [each.status.value for each in about(listed, search_for(text, Sealer(b"k" * 32)))]

    def bring(self, *people):
        return [self.arrive(self.delivery(**each)) for each in people]


@pytest.fixture
def office():
    with table() as database:
        yield Office(database)


def test_a_customer_that_came_alone_is_found(office):
    office.bring(ASA)
    office.work()
    assert office.about("öberg, åsa") == office.about("asa@example.se") == ["created"]
    assert office.about("Bo Ek") == office.about("bo@example.se") == []


def test_a_customer_of_a_batch_is_found_and_the_others_of_it_are_not(office):
    office.bring(ASA, BO, {**ASA, "Meddelande": "igen"})
    office.work()
    assert sorted(office.about("Åsa Öberg")) == ["created", "existing"]
    assert office.about("Bo Ek") == ["created"]


def test_what_waits_for_seven_time_is_found(office):
    office.break_requests("error_503")
    office.bring(ASA)
    office.work()
    assert office.about("Åsa Öberg") == ["pending"]


def test_what_waits_because_its_source_is_paused_is_found_and_stays_so(office):
    office.pauses.save("form", PauseRecord(since=1.0, cause=PauseCause.OPERATOR, begin=1.0))
    [delivery] = office.bring(ASA)
    office.work()
    assert office.about("Åsa Öberg") == ["pending"]
    office.deliveries.discard(delivery)
    assert office.about("Åsa Öberg") == ["discarded"]


def test_what_waits_and_cannot_be_read_waits_all_the_same(office):
    office.pauses.save("form", PauseRecord(since=1.0, cause=PauseCause.OPERATOR, begin=1.0))
    office.arrive(replace(office.delivery(**ASA), body=b"{"))
    office.work()
    assert (len(office.waiting), office.dead) == (1, [])


def test_a_dead_letter_without_a_name_is_found_by_the_rest(office):
    office.bring(NAMELESS)
    office.work()
    assert office.about("asa@example.se") == ["rejected"]


def test_a_strict_source_rejects_what_is_found_by_everything_else(office):
    office.sources(form=replace(FORM, validation=Validation.STRICT))
    office.bring({**ASA, "Telefon": "12"})
    office.work()
    assert office.about("Åsa Öberg") == office.about("asa@example.se") == ["rejected"]


def test_a_dead_letter_that_nobody_can_read_is_found_by_the_addresses_in_it(office):
    office.arrive(replace(office.delivery(**ASA), body=b'{"E-post": "asa@example.se", '))
    office.work()
    assert office.about("asa@example.se") == ["rejected"]
    assert office.about("bo@example.se") == []


def test_a_dead_letter_of_a_source_that_was_removed_is_found_by_what_was_read_before(office):
    office.break_requests("error_503")
    office.bring(ASA)
    office.work()
    office.sources(**SOURCES)
    office.clock.now += 60
    office.work()
    assert office.reasons() == ["source_unknown"]
    assert office.about("Åsa Öberg") == ["rejected"]


def test_a_replay_is_found_by_its_corrections(office):
    [delivery] = office.bring(NAMELESS)
    office.work()
    office.arrive(delivery.replayed({"name": "Bo Ek", "email": "bo@example.se"}))
    office.work()
    assert office.about("Bo Ek") == office.about("bo@example.se") == ["created"]


def test_the_row_of_a_file_is_found_by_what_its_plan_knew(office):
    office.sources(**SOURCES)
    row = office.delivery(name="Lundins Måleri AB")
    known = KnownAs(company="Lundins Måleri AB", person="Bo Ek")
    office.arrive(replace(row, source="import:look_up", topic="i", lane=Lane.IMPORT, known_as=known))
    office.work()
    assert office.about("Bo Ek") == office.about("lundins måleri") == ["created"]


def test_nothing_personal_is_written_or_logged(office):
    office.bring(ASA, NAMELESS)
    office.work()
    written = json.dumps([office.logged, office.database._client.items], default=str, ensure_ascii=False)
    assert not any(word in written.casefold() for word in ("öberg", "oberg", "asa@"))
