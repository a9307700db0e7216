"""Does what the first delivery needs while a process starts: so long it has a whole processor in Lambda."""

from collections.abc import Callable, Iterable
from contextlib import suppress

from bridge.model.source import Source
from bridge.seventime.models import Customer
from bridge.sources.providers import provider
from bridge.swedish.contact import read_phone

_ANY_PHONE = "070-174 06 05"


def load_late_imports(sources: Iterable[Source]) -> None:
    """Load what is imported or built at its first use: providers, phone numbers, Seven Time's models."""
    for name in {source.provider for source in sources}:
        provider(name)
    read_phone(_ANY_PHONE)
    Customer.model_validate({})


def read_ahead(*reads: Callable[[], object]) -> None:
    """Read what stays in memory, which opens the connections too. End at the first failure, and ignore it.

    A delivery meets it again, and then it is decided what happens. A process that does not start decides
    nothing, and one that waits here for each read in turn starts too late.
    """
    with suppress(Exception):
        for read in reads:
            read()
