"""The sizes of the layer, built for this machine, and of the functions."""

import io
import zipfile
from pathlib import Path

from dev.benchmarks.places import FUNCTIONS, LAYER
from dev.benchmarks.report import Row, Section
from dev.local.progress import step

MB, KB = 1_000_000, 1_000
MOST = 48.0
"""MB that the layer may have unpacked; Lambda allows 250."""


def measure(_quick: bool) -> Section:
    """Sizes unpacked, and zipped as Lambda stores and fetches them."""
    with step("sizes"):
        packed = _zipped(LAYER) / MB
    functions = sorted(path.parent for path in FUNCTIONS.glob("*/app.py"))
    packages = {path.name: _size(path) / MB for path in LAYER.iterdir() if path.is_dir()}
    largest = sorted(packages.items(), key=lambda each: -each[1])[:6]
    return Section(
        "Sizes",
        [
            Row("layer, unpacked", "MB", _size(LAYER) / MB, most=MOST),
            *(Row(f"  {name}", "MB", size) for name, size in largest),
            Row("layer, zipped", "MB", packed),
            *(Row(f"{folder.name}, zipped", "KB", _zipped(folder) / KB) for folder in functions),
        ],
        {"packages_mb": packages},
    )


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _zipped(folder: Path) -> int:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            archive.write(file, file.relative_to(folder))
    return packed.tell()
