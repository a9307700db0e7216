"""The table says what was reached, and against what; no test asserts a time."""

import json

import pytest

from dev.benchmarks import report
from dev.benchmarks.report import Row, Section


@pytest.mark.parametrize(
    ("row", "reached"),
    [
        (Row("a ratio within its aim", "ms", 180, baseline=200, ratio=0.9, most=0.9), True),
        (Row("a ratio beyond it", "ms", 200, baseline=200, ratio=1.0, most=0.9), False),
        (Row("an amount within its aim", "µs", 800, baseline=100, most=1000), True),
        (Row("an amount beyond it", "µs", 1001, most=1000), False),
        (Row("nothing aimed at", "ms", 1), None),
    ],
    ids=lambda value: value.name if isinstance(value, Row) else "",
)
def test_a_row_knows_whether_its_aim_is_reached(row, reached):
    assert row.reached is reached


def test_the_table_shows_baseline_ours_ratio_and_aim(capsys):
    rows = [Row("look_up", "ms", 312.4, baseline=240.2, ratio=1.301, most=1.3), Row("  a part", "µs", 1.5)]
    report.show([Section("Cold start", rows, {})])
    lines = [line.split() for line in capsys.readouterr().out.splitlines() if line]
    assert lines[1:] == [
        ["Cold", "start"],
        ["look_up", "240", "ms", "312", "ms", "1.30", "x", "≤", "1.3", "x", "MISSED"],
        ["a", "part", "1.50", "µs"],
    ]


def test_a_section_may_have_a_table_of_its_own(capsys):
    report.show([Section("Budget", [], {}, [("world", "used"), ("5 ms", "92.2 %")])])
    assert capsys.readouterr().out.splitlines()[-3:] == ["  world  used", "  5 ms   92.2 %", ""]


def test_the_record_holds_rows_details_and_the_machine(tmp_path):
    path = tmp_path / "new" / "bench.json"
    report.save(path, [Section("Sizes", [Row("layer", "MB", 25, most=40)], {"packages": {"a": 1}})])
    record = json.loads(path.read_text(encoding="utf-8"))
    (section,) = record["sections"]
    assert section["rows"][0]["reached"] is True
    assert section["details"] == {"packages": {"a": 1}}
    assert record["machine"]["cores"]
