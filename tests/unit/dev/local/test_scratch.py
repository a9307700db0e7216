"""The emulator's temporary folder is in memory if there is room, and nothing of it stays."""

import pytest

from dev.local import scratch


@pytest.fixture
def memory(tmp_path, monkeypatch):
    memory = tmp_path / "memory"
    memory.mkdir()
    monkeypatch.setattr(scratch, "MEMORY", memory)
    monkeypatch.setattr(scratch, "FOLDER", tmp_path / "tmp")
    monkeypatch.setattr(scratch, "ROOM", 0)
    return memory


def test_is_in_memory_if_there_is_room(memory):
    folder = scratch.create()
    (folder / "layer").write_text("50 MB")
    assert [each.name for each in memory.glob("*/*")] == ["layer"]
    scratch.remove()
    assert not folder.is_symlink()
    assert list(memory.iterdir()) == []


@pytest.mark.parametrize("lack", ["room", "memory"])
def test_is_on_disk_otherwise(memory, monkeypatch, lack):
    if lack == "room":
        monkeypatch.setattr(scratch, "ROOM", float("inf"))
    else:
        memory.rmdir()
    folder = scratch.create()
    assert folder.is_dir()
    assert not folder.is_symlink()
    scratch.remove()
    assert not folder.exists()


def test_is_empty_even_if_the_stack_before_was_killed(memory):
    (scratch.create() / "layer").write_text("50 MB")
    assert list(scratch.create().iterdir()) == []
    assert len(list(memory.iterdir())) == 1
