"""What `python -m dev.footprint` counts."""

import runpy

import pytest

from dev.footprint.__main__ import measure
from dev.footprint.source import read
from dev.footprint.tracing import Trace
from dev.local.places import ROOT

CODE = """
IMPORTED = [
    number
    for number in range(3)
]

class Shape:
    sides = 4

def area(side):
    if side < 0:
        return 0
    return side * side
"""


@pytest.fixture
def package(tmp_path):
    def written(**modules):
        for name, text in modules.items():
            (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        return tmp_path

    return written


def test_a_line_counts_when_it_runs_inside_a_function(package):
    folder = package(shapes=CODE)
    area = runpy.run_path(str(folder / "shapes.py"))["area"]
    trace = Trace([folder])
    with trace:
        area(2)
    area(-1)
    file = str(folder / "shapes.py")
    assert trace.files == {file}
    assert trace.lines == {(file, 11), (file, 13)}


def test_bodies_of_modules_and_classes_do_not_count(package):
    folder = package(shapes="class Shape:\n    sides = 4\n")
    with Trace([folder]) as trace:
        runpy.run_path(str(folder / "shapes.py"))
    assert trace.files == set()


def test_code_elsewhere_does_not_count(package, tmp_path_factory):
    area = runpy.run_path(str(package(shapes=CODE) / "shapes.py"))["area"]
    with Trace([tmp_path_factory.mktemp("other")]) as trace:
        area(2)
    assert trace.lines == set()


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ('item["state"]', 1),
        ('self.item.get("state", 0)', 1),
        ('record["a"] + record.get("b")', 2),
        ('item["state"] = 1', 0),
        ("item[state]", 0),
        ("items.get(key)", 0),
        ('answers["name"]', 0),
        ('def from_item(item): return item["state"]', 0),
        ('def _from_item(item): return item["state"]', 0),
        ('def state(item): return item["state"]', 1),
    ],
)
def test_counts_reads_of_records_by_a_string_key(package, code, count):
    assert read(package(ledger=code)).reads.total() == count


def test_names_classes_that_are_defined_more_than_once(package):
    folder = package(api="class Page: ...\nclass Api: ...", results="def page():\n    class Page: ...")
    assert read(folder).repeated_classes == {"Page": ["api.py", "results.py"]}


def test_measures_the_way_of_an_imported_row():
    measured = measure("row", ROOT)
    functions = {f"functions/{name}/app.py" for name in ("import_customers", "create_customers")}
    assert functions < set(measured["files"]) < set(measured["reachable"])
    assert len(measured["files"]) < measured["lines"] < measured["reachable_lines"]
