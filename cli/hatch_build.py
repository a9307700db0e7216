"""Says what the package needs, when it is built: what the layer needs, and what the command needs besides."""

from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface

_FILES = ("layers/bridge/requirements.in", "cli/requirements.in")


class Dependencies(MetadataHookInterface):  # type: ignore[misc]
    """Reads the dependencies from the files that `make lock` reads."""

    def update(self, metadata: dict[str, object]) -> None:
        """Set the dependencies of the package."""
        lines = [
            line.partition("  #")[0].strip()
            for file in _FILES
            for line in Path(self.root, file).read_text(encoding="utf-8").splitlines()
        ]
        metadata["dependencies"] = [line for line in lines if line and not line.startswith("#")]
