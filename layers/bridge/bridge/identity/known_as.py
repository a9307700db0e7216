"""What a planned row says of its customer beyond Seven Time's fields, on its way to the worker."""

from bridge.identity.relation import NumberSort
from bridge.identity.sealing import Sealer
from bridge.identity.traits import Unsent
from bridge.model.delivery import KnownAs


def known_as(unsent: Unsent, sealer: Sealer) -> KnownAs:
    """The record to keep. The personal number is sealed: only telling people apart needs it."""
    number = unsent.person_number
    key = sealer.number_key(NumberSort.PERSON, number) if number else ""
    return KnownAs(unsent.company, unsent.person, key)


def to_unsent(known: KnownAs, person_number: str | None = None) -> Unsent:
    """The same for the rule. `person_number` is one that is sent to Seven Time, too."""
    return Unsent(known.company, known.person, person_number, known.number or None)
