"""The memory that planning a file takes: `python -m dev.benchmarks.planning_memory ROWS` prints megabytes."""

import io
import json
import resource
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from bridge.aws.table import Table
from bridge.identity.sealing import Sealer
from bridge.imports.bucket import UPLOADS, Bucket
from bridge.imports.new_file import NewFiles
from bridge.imports.options import Options
from bridge.imports.plan.plan_file import FilePlanner
from bridge.ledger.contacts import Contacts
from bridge.ledger.import_records import Wish
from bridge.ledger.imports import Imports

ENCODING = "cp1252"


class DiskBucket:
    """An S3 client that reads one file from disk and stores nothing."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def get_object(self, **_: Any) -> dict[str, Any]:
        """The file."""
        return {"Body": self._file.open("rb")}

    def put_object(self, **_: Any) -> None:
        """Store nothing."""


class EmptyTable:
    """A DynamoDB client of a table without items."""

    def batch_get_item(self, **_: Any) -> dict[str, Any]:
        """No items."""
        return {"Responses": {}}

    def get_item(self, **_: Any) -> dict[str, Any]:
        """No item."""
        return {}

    def update_item(self, **given: Any) -> dict[str, Any]:
        """The item that the update would have created."""
        names, values = given["ExpressionAttributeNames"], given["ExpressionAttributeValues"]
        attributes = {}
        for name in names:
            if f":{name[1:]}" in values:
                attributes[name[1:]] = values[f":{name[1:]}"]
        return {"Attributes": attributes}


def lines(run: str, count: int) -> Iterator[str]:
    """A file of so many customers with the columns of an export from Seven Time."""
    yield "Kundnr;Namn;Adress 1;Postnr;Ort;Telefon 1;E-post;Betalningsvillkor\n"
    for number in range(count):
        place = f"Östra gatan {number};211 20;Malmö;070-174 06 {5 + number % 95:02}"
        email = f"{run}{number}@example.se"
        yield f"{run}-{number};Åsa Öberg {run} {number};{place};{email};30 dagar\n"


def megabytes(count: int) -> float:
    """Plan a file of so many rows. Return the most memory that this process ever took."""
    with tempfile.NamedTemporaryFile() as file:
        with io.TextIOWrapper(open(file.name, "wb"), ENCODING) as text:
            text.writelines(lines("r", count))
        _plan(Path(file.name))
    return peak()


def _plan(file: Path) -> None:
    table = Table(EmptyTable(), "ledger")
    bucket, imports = Bucket(DiskBucket(file), "imports"), Imports(table)
    record = NewFiles(bucket, imports).take(f"{UPLOADS}bench")
    planner = FilePlanner(bucket, imports, Sealer(b"k" * 40), Contacts(table), "1")
    planner.go_on(replace(record, options=Options().to_json(), wish=Wish.GO), 0, lambda: 60.0)


def reset_peak() -> None:
    """Forget the most memory that this process took, on Linux."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def peak() -> float:
    """The most memory that this process took, in megabytes."""
    # On Linux, ru_maxrss includes the peak of the process that started this one.
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(megabytes(int(sys.argv[1]))))
