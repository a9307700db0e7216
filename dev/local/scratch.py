"""The emulator's temporary folder: it unpacks the layer there, 50 MB, for every instance of a function."""

import shutil
import tempfile
from pathlib import Path

from dev.local.places import STATE

FOLDER = STATE / "tmp"
MEMORY = Path("/dev/shm")
ROOM = 4_000_000_000
"""Bytes that have to be free in memory."""


def create() -> Path:
    """An empty folder, in memory if there is room: some file systems take a second to delete a layer."""
    remove()
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        FOLDER.symlink_to(tempfile.mkdtemp(prefix="seventime-bridge-", dir=MEMORY))
    else:
        FOLDER.mkdir()
    return FOLDER


def remove() -> None:
    """Delete the folder, also one that a stack has left behind that was killed."""
    shutil.rmtree(FOLDER.resolve(), ignore_errors=True)
    if FOLDER.is_symlink():
        FOLDER.unlink()
