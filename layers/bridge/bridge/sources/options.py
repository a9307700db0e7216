"""What the `options` of a source may say: each provider's module names its own, `definition` checks them."""

from collections.abc import Mapping
from typing import NamedTuple


class Option(NamedTuple):
    """One option: what it has to look like, as a pattern and in words, and whether it has to be there."""

    pattern: str
    wanted: str
    required: bool = False


HEADER = Option(r"[A-Za-z0-9-]+", "the name of a header: letters, digits and hyphens")

Options = Mapping[str, Option]
NONE: Options = {}
TOKEN: Options = {"header": HEADER}
"""Those of a sender with a shared token: the header that holds it."""
