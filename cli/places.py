"""Where the checkout is, in which samconfig.toml, sources.yaml and the local stack are."""

from pathlib import Path

_NAMES = ("samconfig.toml", "template.yaml", "sources.yaml")


def _checkout() -> Path:
    """The checkout that this code is in. An installed command takes the one in whose folders it is run."""
    here = Path.cwd()
    for folder in (Path(__file__).parents[1], here, *here.parents):
        if all((folder / name).is_file() for name in _NAMES):
            return folder
    return here


CHECKOUT = _checkout()
SOURCES = CHECKOUT / "sources.yaml"
LOCAL_STACK = CHECKOUT / ".local" / "stack.json"
"""Written by `make run` while its stack runs."""
