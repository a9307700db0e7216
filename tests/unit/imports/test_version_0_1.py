"""What version 0.1 stored is still read, and what is stored now can be read by version 0.1."""

import json

from bridge.imports.options import Options
from bridge.imports.plan.plan import Plan
from bridge.imports.plan.planned_row import PlannedRow, Problem, RowStatus
from bridge.ledger.import_records import ImportPhase, ImportRecord, Mark, ReadingError, Ticket, Wish
from bridge.model.warnings import FieldWarning

OPTIONS = (
    '{"defaults": {}, "existing": "look_up", "mapping": {"Fax": ""}, "person_numbers": "drop", '
    '"validation": "lenient"}'
)
PLAN = {
    "rows": 4,
    "chunks": 1,
    "counts": {"ready": 1, "known": 0, "invalid": 2, "duplicate": 1},
    "columns": ["Kundnr", "Namn", "E-post", "Personnr", "Fax"],
    "problems": [
        {"line": 3, "code": "duplicate", "same_as_line": 2},
        {"line": 4, "code": "name_missing", "field": "name"},
        {"line": 5, "code": "customer_number_twice", "field": "customerNumber", "same_as_line": 2},
    ],
    "remarks": {"person_number_dropped personalNumber": 1},
}
IMPORT = {
    "id": "981aba8802af9720507037cdde7c",
    "phase": "sending",
    "wish": "go",
    "step": 1,
    "at": 4,
    "key": "uploads/ticket1",
    "options": OPTIONS,
    "size": 124,
    "began_at": 1800000000.0,
    "plan": json.dumps(PLAN),
    "format": "csv",
    "encoding": "utf-8",
    "sent": 1,
    "paced_until": 1800000001.5,
    "settled": 1,
    "marks": "[[1800000001.0, 7, 1]]",
}
FAILED = IMPORT | {"phase": "failed", "error": '{"code": "quote_not_closed", "line": 3, "column": 5}'}
TICKET = {
    "id": "ticket1",
    "options": OPTIONS,
    "wish": "hold",
    "stored": True,
    "import": "981aba8802af9720507037cdde7c",
}
ROWS = (
    '{"row": 1, "line": 2, "status": "ready", "cells": {"Namn": "Bo Ek", "Personnr": ""}, '
    '"customer": {"name": "Bo Ek", "customerNumber": "1", "typeOfCustomer": 20}, "keys": '
    '["email#511cecd7ff340db7c74e73b4a9241587741ca1d3"], '
    '"remarks": ["person_number_dropped personalNumber"]}',
    '{"row": 2, "line": 3, "status": "duplicate", "cells": {"Namn": "Bo Ek"}, '
    '"customer": {"name": "Bo Ek", "typeOfCustomer": 20}, "same_row": 1, "same_line": 2}',
    '{"row": 3, "line": 4, "status": "invalid", "cells": {"Kundnr": "2"}, "code": "name_missing", '
    '"field": "name"}',
    '{"row": 4, "line": 5, "status": "invalid", "code": "too_many_cells", "column": 9}',
)


def test_an_import_is_read_and_written_as_before():
    record = ImportRecord.from_item(IMPORT)
    assert (record.phase, record.wish, record.done) == (ImportPhase.SENDING, Wish.GO, 1)
    assert record.marks == (Mark(1800000001.0, 7, 1),)
    assert _present(record.to_item()) == IMPORT


def test_an_import_that_failed_is_read_and_written_as_before():
    record = ImportRecord.from_item(FAILED)
    assert record.error == ReadingError("quote_not_closed", 3, 5)
    assert _present(record.to_item()) == FAILED


def test_a_ticket_is_read_as_before():
    ticket = Ticket.from_item(TICKET)
    assert ticket == Ticket("ticket1", OPTIONS, Wish.HOLD, stored=True, import_id=IMPORT["id"])
    assert Options.from_json(OPTIONS).to_json() == OPTIONS


def test_a_plan_is_read_and_written_as_before():
    plan = Plan.from_json(json.dumps(PLAN))
    assert plan.counts[RowStatus.INVALID] == 2
    assert plan.problems[0] == Problem(3, "duplicate", same_as_line=2)
    assert plan.warnings == {FieldWarning("person_number_dropped", "personalNumber"): 1}
    assert json.loads(plan.to_json()) == PLAN


def test_rows_are_read_and_written_as_before():
    for text in ROWS:
        assert json.loads(PlannedRow.from_json(text).to_json()) == json.loads(text)
    ready, duplicate, invalid, unread = map(PlannedRow.from_json, ROWS)
    assert ready.warnings == (FieldWarning("person_number_dropped", "personalNumber"),)
    assert duplicate.same_as == (1, 2)
    assert (invalid.reason, invalid.field, unread.column) == ("name_missing", "name", 9)


def _present(item):
    return {name: value for name, value in item.items() if value is not None}
