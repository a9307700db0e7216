"""Why the rows of an import wait."""

from dataclasses import replace

import pytest

from bridge.imports.bucket import Bucket
from bridge.imports.plan.planned_row import PlannedRow, RowStatus
from bridge.imports.send.queue_ahead import row_delivery
from bridge.imports.waiting import WaitingRows
from bridge.ledger.bulk_reader import BulkReader
from bridge.ledger.deliveries import Deliveries
from bridge.ledger.import_records import ImportPhase, ImportRecord, Mark
from bridge.model.delivery import Delivery
from bridge.model.failures import Unavailable
from bridge.model.lane import Lane
from bridge.model.reasons import Reason
from tests.support.clock import Clock
from tests.support.s3 import S3
from tests.support.tables import table

RECORD = ImportRecord("i", ImportPhase.SENDING, at=5, sent=4, marks=(Mark(1_000.0, 0, 1),))


@pytest.fixture
def rows():
    with table() as database:
        bucket, clock = Bucket(S3(), "imports"), Clock()
        planned = [PlannedRow(n, n + 1) for n in range(1, 7)]
        planned[0] = replace(planned[0], status=RowStatus.INVALID)
        bucket.put_chunk("i", 0, planned)
        yield WaitingRows(bucket, BulkReader(database, clock)), Deliveries(database, clock)


def fail(deliveries, row, reason, received_at):
    delivery = Delivery(row_delivery("i", row), "import:look_up", b"{}", "i", "", received_at, Lane.IMPORT)
    deliveries.count_attempt(delivery, Unavailable(reason))


def test_most_rows_say_why_and_the_first_of_them_since_when(rows):
    waiting, deliveries = rows
    fail(deliveries, 3, Reason.SEVENTIME_TIMEOUT, 980.0)
    fail(deliveries, 4, Reason.SEVENTIME_TIMEOUT, 970.0)
    fail(deliveries, 5, Reason.SEVENTIME_MAINTENANCE, 900.0)
    assert waiting.cause(RECORD, 1, 1_010.0) == (Reason.SEVENTIME_TIMEOUT, 970.0)


def test_while_rows_are_done_none_waits(rows):
    waiting, deliveries = rows
    fail(deliveries, 3, Reason.SEVENTIME_TIMEOUT, 980.0)
    assert waiting.cause(RECORD, 2, 1_010.0) is None
    assert waiting.cause(RECORD, 1, 1_009.0) is None
    assert waiting.cause(replace(RECORD, marks=()), 1, 1_010.0) is None


def test_rows_that_nobody_has_tried_say_nothing(rows):
    assert rows[0].cause(RECORD, 1, 1_010.0) is None


def test_rows_that_were_not_queued_say_nothing(rows):
    waiting, deliveries = rows
    for row in (1, 6):
        fail(deliveries, row, Reason.SEVENTIME_TIMEOUT, 980.0)
    assert waiting.cause(RECORD, 1, 1_010.0) is None
