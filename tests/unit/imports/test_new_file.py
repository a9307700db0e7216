"""The first look at a file ends in time, whatever the file is."""

import itertools

import pytest

from bridge.aws.table import Table
from bridge.imports import new_file
from bridge.imports.bucket import Bucket
from bridge.imports.new_file import NewFiles
from bridge.imports.readers import formats
from bridge.ledger.import_records import ImportPhase
from bridge.ledger.imports import Imports
from bridge.model.failures import Unavailable
from tests.support.clock import Clock
from tests.support.dynamodb import DynamoDB
from tests.support.s3 import S3


class Long:
    """A body of 20 MB."""

    def __init__(self):
        self.sent = 0

    def read(self, size):
        self.sent += size
        return b"Namn;Ort\n".ljust(size, b"x") if self.sent < 20_000_000 else b""


@pytest.fixture
def s3():
    return S3()


@pytest.fixture
def files(s3):
    clock = Clock()
    return NewFiles(Bucket(s3, "imports"), Imports(Table(DynamoDB(), "table"), clock), clock)


def test_a_file_that_is_too_large_is_not_read_to_its_end(files, s3, monkeypatch):
    monkeypatch.setattr(formats, "LARGEST", 1_000_000)
    body = Long()
    monkeypatch.setattr(s3, "get_object", lambda **_: {"Body": body})
    record = files.take("uploads/x", lambda: 60.0)
    assert (record.phase, record.error.code) == (ImportPhase.FAILED, "file_too_large")
    assert body.sent < 1_500_000


def test_a_file_of_the_largest_size_is_read(files, s3, monkeypatch):
    s3.files["uploads/x"] = b"Namn\nBo\n"
    monkeypatch.setattr(formats, "LARGEST", 8)
    assert files.take("uploads/x").phase is ImportPhase.PLANNING


def test_a_file_that_s3_does_not_send_in_time_is_taken_later(files, s3, monkeypatch):
    body = Long()
    monkeypatch.setattr(s3, "get_object", lambda **_: {"Body": body})
    left = itertools.count(new_file.NEEDED + 3, -1)
    with pytest.raises(Unavailable) as raised:
        files.take("uploads/x", lambda: next(left))
    assert raised.value.reason == "bucket_unavailable"
    assert body.sent < 2_000_000
    s3.files["uploads/y"] = b"Namn\nBo\n"
    monkeypatch.undo()
    assert files.take("uploads/y", lambda: 60.0).phase is ImportPhase.PLANNING
