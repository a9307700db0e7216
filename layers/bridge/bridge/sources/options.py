"""What a provider lets its sources set in sources.yaml: `include_topics` and `options`."""

from collections.abc import Mapping
from typing import NamedTuple


class Topics(NamedTuple):
    """The kinds of events that a sender delivers, by the sender's own names."""

    default: tuple[str, ...] = ()
    """Those that make customers unless the source names others. Empty: all do."""
    optional: tuple[str, ...] = ()
    """Those that a source may name as well."""
    updates: tuple[str, ...] = ()
    """Those about something that may be years old: `Source.oldest_update` is for them."""
    any_name: bool = False
    """True if a source may name any topic."""


NO_TOPICS = Topics()
"""For a sender that delivers one kind of event."""
ANY_TOPIC = Topics(any_name=True)
"""For a sender whose topics are unknown here."""


class Option(NamedTuple):
    """One option of a provider."""

    pattern: str
    """A regular expression for the whole value."""
    description: str
    """The value in words, to complete "has to be …"."""
    required: bool = False
    needs: tuple[str, str] | None = None
    """A part of the value, and the option without which a value with that part means nothing."""

    def lacks(self, value: str, given: Mapping[str, str]) -> str:
        """Return the option that this value needs and that is not given, "" if there is none."""
        if self.needs is None or self.needs[0] not in value or self.needs[1] in given:
            return ""
        return self.needs[1]


Options = Mapping[str, Option]

HEADER = Option(r"[A-Za-z0-9-]+", "the name of a header: letters, digits and hyphens")

NO_OPTIONS: Options = {}
ACCOUNT_OPTIONS: Options = {
    "accounts": Option("keep", "keep, which lets accounts without an address make customers too")
}
"""For a shop that also delivers customers who have not ordered yet."""
TOKEN_OPTIONS: Options = {"header": HEADER}
"""For a sender with a shared token: the name of the header that holds it."""
