"""The names in sources.yaml."""

from pathlib import Path

import pytest

from bridge.sources.registry import made_of
from building.compile_sources import read
from building.source_names import source_names

WRITTEN = Path(__file__).parents[3] / "sources.yaml"


def test_they_are_those_that_the_functions_know():
    assert source_names(WRITTEN) == list(made_of(read(WRITTEN)))


def test_what_shops_share_is_no_source(tmp_path):
    path = tmp_path / "sources.yaml"
    path.write_text(
        "shared_contacts: [info@example.se]\nform: {kind: form, provider: nonsense}\n", encoding="utf-8"
    )
    assert source_names(path) == ["form"]


@pytest.mark.parametrize("content", [b"", b"- a", b"a: [", b"\xff\xfe\xff"])
def test_a_file_that_is_none_names_nothing(tmp_path, content):
    path = tmp_path / "sources.yaml"
    path.write_bytes(content)
    assert source_names(path) == []
    assert source_names(tmp_path / "missing.yaml") == []
