"""The names in sources.yaml, without checking what it says of them: that takes half a second."""

from pathlib import Path

import yaml

from bridge.sources.registry import SHARED_CONTACTS


def source_names(path: Path) -> list[str]:
    """The names of the sources, in their order; none if it is no sources.yaml."""
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return []
    if not isinstance(entries, dict):
        return []
    return [str(name) for name in entries if name != SHARED_CONTACTS]
