"""What the samples in tests/sources become is what somebody has pinned (docs/sources.md)."""

import json
from datetime import date
from pathlib import Path

import pytest

from bridge.sources import registry
from building.compile_sources import parse, write
from cli.pinning import FOLDER, pinned_samples

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = pinned_samples(FOLDER)


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    built = tmp_path_factory.mktemp("built") / "sources.json"
    write(built, parse((ROOT / "sources.yaml").read_text(encoding="utf-8")))
    return registry.load(built)


@pytest.mark.parametrize("pinned", SAMPLES, ids=lambda pinned: pinned.sample.stem)
def test_a_sample_becomes_what_is_pinned(pinned, sources):
    assert pinned.source in sources, f"{pinned.sample.name}: sources.yaml has no such source"
    expected = json.loads(pinned.expected.read_text(encoding="utf-8"))
    today = date.fromisoformat(expected["today"])
    found = {
        version: pinned.results(sources[pinned.source], version, today) for version in expected["versions"]
    }
    assert found == expected["versions"], f"If that is right: {command(pinned)}"


def command(pinned):
    source, case = pinned.sample.stem.split(".", 1)
    return f"make pin SOURCE={source} CASE={case}"


def test_every_sample_has_an_expectation_and_every_expectation_a_sample():
    paired = {path for pinned in SAMPLES for path in pinned}
    there = {path for path in FOLDER.iterdir() if path.is_file()}
    assert paired == there, "make pin SOURCE= CASE= writes an expectation"
