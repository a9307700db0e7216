"""The list of imports, and their ids by the first characters."""

from typing import Any

from cli import ids
from cli.api import Api
from cli.languages import _
from cli.showing import state
from cli.times import local

_OUTCOMES = ("created", "existing", "rejected")


def head() -> list[str]:
    """The titles of the list."""
    return [_("import"), _("begun"), _("file"), _("rows"), *_OUTCOMES, _("status")]


def row(shown: dict[str, Any]) -> list[str]:
    """One line of the list."""
    counts = [f"{shown['counts'][outcome]:,}" for outcome in _OUTCOMES]
    begun = local(shown["began_at"]) if "began_at" in shown else ""
    name = shown["file"].get("name", "")
    return [shown["import"], begun, name, f"{shown['rows']:,}", *counts, state(shown)]


def whole(api: Api, given: str) -> str:
    """Return the id of the one listed import that begins like this; else what was given."""
    if len(given) < ids.SHORTEST or ids.are_whole([given]):
        return given
    found = ids.completed([given], (each["import"] for each in api.get("/imports")["imports"]))
    return found.pop() if found else given
