"""What is said of a delivery whose customer was known: by what, what differs, and what brought it."""

from collections.abc import Iterable
from typing import Any

from cli.languages import _

SAID = ("matched_by", "differs", "brought_by")
"""What the sentences say."""


def sentences(found: dict[str, Any]) -> Iterable[str]:
    """Return the sentences about a delivery as the API shows it."""
    if delivery := found.get("brought_by"):
        yield _("The customer was brought by delivery {id}.").format(id=delivery)
    else:
        yield _("The customer was in Seven Time before the bridge had it.")
    if fields := ", ".join(found.get("matched_by", ())):
        yield _("It was recognised by: {fields}.").format(fields=fields)
    if fields := ", ".join(found.get("differs", ())):
        yield _("This delivery says otherwise, and that was not changed: {fields}.").format(fields=fields)
    else:
        yield _("This delivery says nothing otherwise.")
