"""A file that needs several steps is planned as in one step, wherever they end or die."""

import json
import random
from collections import Counter
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.aws.table import Table
from bridge.imports.bucket import Bucket
from bridge.imports.new_file import NewFiles
from bridge.imports.plan import memory, plan_file
from bridge.imports.plan.plan import Plan
from bridge.imports.readers.rows import Unreadable
from bridge.ledger.contacts import Contacts
from bridge.ledger.imports import Imports
from tests.support.clock import Clock
from tests.support.dynamodb import DynamoDB
from tests.support.identities import SEALER
from tests.support.s3 import S3
from tests.support.workbooks import written


class Killed(BaseException):
    """The function ends in the middle."""


class Planning:
    """The steps that plan a file of which each chunk has two rows."""

    def __init__(self, content):
        self.operations, self.killed_at, self.ends_at, self.stored = count(), -1, 0, 0
        at_once = len(content) if content.startswith(b"PK") else 11  # a workbook is read before its first row
        self.clock, self.s3 = Clock(), S3(self._before, at_once)
        self.table = Table(DynamoDB(), "table")
        self.bucket, self.imports = Bucket(self.s3, "imports"), Imports(self.table, self.clock)
        self.s3.files["uploads/x"] = content
        self.id = NewFiles(self.bucket, self.imports, self.clock).take("uploads/x").id
        self.step = self.checks = 0

    def _before(self, operation):
        if next(self.operations) == self.killed_at:
            raise Killed
        self.stored += operation == "put_object"

    def _seconds_left(self):
        """A step has time for a chunk, then for so many looks at the clock."""
        self.checks += self.stored > 0
        return 0 if self.checks > self.ends_at else 60

    def take_step(self, ends_at=10**9, killed_at=-1):
        """Let a step end after so many looks at the clock, or be killed. Returns the whole plan."""
        self.stored, self.checks, self.ends_at = 0, 0, ends_at
        self.operations, self.killed_at = count(), killed_at
        planner = plan_file.FilePlanner(
            self.bucket, self.imports, SEALER, Contacts(self.table, self.clock), "1", self.clock
        )
        try:
            plan = planner.go_on(self.record, self.step, self._seconds_left)
        except Killed:
            return None
        self.step += 1
        return plan

    def idle(self):
        """Let a step end before it comes to a new chunk."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Planning, "_seconds_left", lambda _: 0)
            return self.take_step()

    def got(self):
        """Key → bytes that were read since the last call."""
        got, self.s3.got = self.s3.got, Counter()
        return got

    @property
    def record(self):
        return self.imports.get(self.id)

    def rows(self, plan):
        self.killed_at = -1
        return [row for number in range(plan.chunks) for row in self.bucket.chunk(self.id, number)]


@pytest.fixture(autouse=True, scope="module")
def small():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan_file, "CHUNK", 2)
        yield


def people(random_):
    """Rows of some people who share contacts, and come again."""
    for n in range(random_.randint(0, 25)):
        who = random_.randrange(9)
        yield {
            "Kundnr": str(random_.choice((n, who))),
            "Namn": random_.choice((f"Åsa Öberg {who}", 'Åsa "Ö"\nBerg', "", f"Ek {n}; AB")),
            "E-post": random_.choice((f"k{who}@example.se", "")),
            "Ort": random_.choice(("Malmö", "Lund, östra", "")),
        }


def as_csv(rows, random_):
    """With misquoted rows, empty lines, and headers that come again."""
    ending, bad = (
        random_.choice(("\n", "\r\n")),
        ('"Bo"x;"', 'Al;"Bo', "", "Kundnr;Namn;E-post;Ort", ";;;", "a;b;c;d;e"),
    )
    yield "Rapport" + ending + "Kundnr;Namn;E-post;Ort"
    for row in rows:
        if random_.random() < 0.2:
            yield ending + random_.choice(bad)
        if random_.random() < 0.05:
            yield ending + "Namn;E-post;Kundnr;Ort"
        cells = (
            '"' + cell.replace('"', '""') + '"' if set(cell) & set('";\n') else cell for cell in row.values()
        )
        yield ending + ";".join(cells)


def as_vcard(rows):
    for row in rows:
        yield f"BEGIN:VCARD\r\nFN:{row['Namn'].splitlines() and row['Namn'].splitlines()[0]}\r\n"
        yield f" AB\r\nEMAIL:{row['E-post']}\r\nEND:VCARD\r\n\r\n"


def written_as(form, rows, random_):
    """The file in one of the formats."""
    if form == "xlsx":
        return written(["Kundlista"], list(rows[0]), *[list(row.values()) for row in rows])
    if form == "csv":
        return "".join(as_csv(rows, random_)).encode(
            random_.choice(("utf-8", "utf-8-sig", "utf-16", "cp1252"))
        )
    if form == "vcard":
        return "".join(as_vcard(rows)).encode()
    if form == "ndjson":
        lines = (random_.choice((json.dumps(row), "[1]", "", json.dumps(row) + "x")) for row in rows)
        return "\n".join((json.dumps(rows[0]), *lines)).encode()
    indent = random_.choice((None, 1))
    return json.dumps(rows, ensure_ascii=False, indent=indent).encode(random_.choice(("utf-8", "utf-16")))


def outcome(content, steps, random_):
    """The planned rows and the plan, or where the file cannot be read."""
    planning, plan = Planning(content), None
    try:
        for _ in range(steps):
            killed_at = random_.randrange(60) if random_.random() < 0.3 else -1
            if plan := planning.take_step(random_.randrange(20), killed_at):
                break
        plan = plan or planning.take_step()
    except Unreadable as error:
        return error.reason, error.line, error.column
    return Plan.to_json(plan), [row.to_json() for row in planning.rows(plan)]


@pytest.mark.parametrize("form", ["csv", "json", "ndjson", "vcard", "xlsx"])
@settings(max_examples=60)
@given(seed=st.integers(0, 10**9))
def test_many_steps_plan_what_one_step_plans(form, seed):
    random_ = random.Random(seed)
    rows = list(people(random_)) or [{"Namn": "Bo", "E-post": "bo@example.se"}]
    content = written_as(form, rows, random_)
    assert outcome(content, 12, random_) == outcome(content, 0, random_)


def test_a_file_that_comes_to_no_new_chunk_in_two_steps_is_given_up():
    planning = Planning(b"Namn;Ort\n" + b"Bo;Lund\n" * 9)
    assert planning.take_step(ends_at=3) is None
    rows = Plan.from_json(planning.record.plan).rows
    assert rows
    planning.idle()
    assert planning.record.idle == 1
    with pytest.raises(Unreadable) as raised:
        planning.idle()
    assert raised.value.reason == "file_too_slow"


def test_a_new_chunk_between_two_idle_steps_is_progress():
    planning = Planning(b"Namn;Ort\n" + b"Bo;Lund\n" * 30)
    for _ in range(4):
        planning.idle()
        assert planning.take_step(ends_at=3) is None
        assert planning.record.idle == 0


def test_a_step_reads_nothing_again_that_earlier_steps_planned():
    planning = Planning(b"Namn;Ort\n" + b"".join(b"Bo %d;Lund\n" % n for n in range(300)))
    planning.got()
    steps = []
    while planning.take_step(ends_at=12) is None:
        steps.append(planning.got())
    assert len(steps) > 10
    assert not [key for step in steps for key in step if key.endswith(".jsonl.gz")]
    assert max(step["uploads/x"] for step in steps) < 1_000


SAME = b"Namn;E-post\n" + b"Bo;bo@example.se\n" * 9


def test_a_memory_of_another_format_is_passed_over(monkeypatch):
    planning = Planning(SAME)
    assert planning.take_step(ends_at=3) is None
    monkeypatch.setattr(memory, "FORMAT", memory.FORMAT + 1)
    planning.got()
    plan = planning.take_step()
    assert [key for key in planning.got() if key.endswith("000000.jsonl.gz")]
    assert [row.status for row in planning.rows(plan)] == ["ready"] + ["duplicate"] * 8


def test_a_memory_of_more_than_is_recorded_is_passed_over():
    planning = Planning(SAME)
    assert planning.take_step(ends_at=0) is None
    early = planning.record
    assert planning.take_step(ends_at=0) is None
    planning.imports.advance(planning.record, early, planning.step)
    plan = planning.take_step()
    assert [row.row for row in planning.rows(plan)] == list(range(1, 10))
    assert [row.status for row in planning.rows(plan)] == ["ready"] + ["duplicate"] * 8
