"""What every test has: sources.json, made of sources.yaml as the build makes it."""

from pathlib import Path

from bridge.sources import definition, registry

_WRITTEN = Path(__file__).parents[1] / "sources.yaml"


def pytest_configure():
    if not registry.BUILT.exists() or registry.BUILT.stat().st_mtime < _WRITTEN.stat().st_mtime:
        definition.write(registry.BUILT, definition.parse(_WRITTEN.read_text(encoding="utf-8")))
