"""After a rollback, what a newer version wrote waits; what nobody wrote does not."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.imports.plan.planned_row import PlannedRow
from bridge.ledger.import_records import ImportRecord, Ticket
from bridge.ledger.records import CustomerRecord, DeliveryRecord
from bridge.model import versions
from bridge.model.delivery import Delivery, KnownAs
from bridge.model.failures import Rejected, Unavailable
from bridge.model.reasons import FREE, Reason
from bridge.model.versions import VERSION, WAIT

BRIDGE = Path(versions.__file__).parents[1]
WRITTEN = Delivery("d", "form", b"{}", corrections={"city": "Malmö"}, known_as=KnownAs(person="Åsa Öberg"))

NO_VERSION = st.one_of(
    st.none(),
    st.text(),
    st.integers(max_value=VERSION - 1),
    st.floats().filter(lambda number: number != VERSION),
    st.just(False),
    st.lists(st.integers()),
    st.dictionaries(st.text(), st.integers()),
)


def message(version, **more):
    return json.dumps({**json.loads(WRITTEN.to_message()), "version": version, **more})


@given(st.integers(min_value=VERSION + 1))
def test_a_message_of_a_newer_version_waits_and_costs_no_attempt(version):
    with pytest.raises(Unavailable) as failure:
        Delivery.from_message(message(version))
    assert failure.value.reason == Reason.NEWER_VERSION
    assert failure.value.reason in FREE
    assert failure.value.retry_after == WAIT


@given(NO_VERSION)
def test_a_message_whose_version_is_no_version_is_malformed(version):
    with pytest.raises(Rejected, match="Not a message") as failure:
        Delivery.from_message(message(version))
    assert failure.value.reason == Reason.MALFORMED_MESSAGE


def test_a_newer_message_waits_whatever_else_is_in_it():
    with pytest.raises(Unavailable):
        Delivery.from_message('{"version": 2, "lane": ["a newer one"]}')


@pytest.mark.parametrize("text", ["", "[]", "2", '"version"', "null", '{"delivery": "d"}', '{"version": 2'])
def test_what_is_no_message_is_malformed(text):
    with pytest.raises(Rejected):
        Delivery.from_message(text)


@given(st.dictionaries(st.text().map("new_".__add__), st.integers() | st.none() | st.text()))
def test_further_fields_of_a_message_are_passed_over(further):
    known_as = {**WRITTEN.known_as.to_record(), **further}
    assert Delivery.from_message(message(VERSION, **further, known_as=known_as)) == WRITTEN


@given(st.dictionaries(st.text().map("new_".__add__), st.integers() | st.text()))
def test_further_fields_of_a_planned_row_are_passed_over(further):
    row = PlannedRow(1, 2, customer={"name": "Åsa Öberg"})
    assert PlannedRow.from_json(json.dumps(json.loads(row.to_json()) | further)) == row


def test_a_planned_row_of_a_newer_version_waits():
    with pytest.raises(Unavailable, match="newer version"):
        PlannedRow.from_json('{"version": 2}')


CUSTOMER = {
    "pk": "customer#1",
    "state": "done",
    "token": "t",
    "lease": 0,
    "since": 0,
    "delivery": "d",
    "sent": "a/b",
}
IMPORT = {"id": "i", "phase": "done", "wish": "go", "step": 1, "at": 1}
WORDS = [
    (DeliveryRecord.from_item, {"status": "created"}, "status"),
    (DeliveryRecord.from_item, {"status": "created", "counted": "created"}, "counted"),
    (CustomerRecord.from_item, CUSTOMER, "state"),
    (ImportRecord.from_item, IMPORT, "phase"),
    (ImportRecord.from_item, IMPORT, "wish"),
    (Ticket.from_item, {"id": "t", "options": "{}", "wish": "go"}, "wish"),
    (PlannedRow.from_json, {"row": 1, "line": 2, "status": "ready"}, "status"),
]


@pytest.mark.parametrize(("read", "item", "name"), WORDS)
def test_a_word_that_only_a_newer_version_knows_waits(read, item, name):
    written = json.dumps if read == PlannedRow.from_json else dict
    read(written(item))
    with pytest.raises(Unavailable) as failure:
        read(written(item | {name: "a newer word"}))
    assert failure.value.reason == Reason.NEWER_VERSION
    assert "a newer word" not in str(failure.value)


def test_no_stored_word_is_read_in_another_way():
    words = "|".join(
        {type(getattr(read(item), name)).__name__ for read, item, name in WORDS[:-1]} | {"RowStatus"}
    )
    modules = [*BRIDGE.glob("ledger/*.py"), *BRIDGE.glob("imports/**/*.py")]
    read = [(path.name, *re.findall(rf"\b(?:{words})\((?!StrEnum)", path.read_text())) for path in modules]
    assert [found for found in read if found[1:]] == []
