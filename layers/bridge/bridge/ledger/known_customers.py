"""Which customers are in Seven Time already, for the plans of files. Only a claim is certain."""

import time
from typing import Any

from bridge.aws.table import Table
from bridge.identity.sealing import Sealed, Sealer
from bridge.ledger.contacts import Contacts
from bridge.ledger.recognition import Recogniser
from bridge.ledger.records import ClaimState


class KnownCustomers:
    """Decides as a claim would, and writes nothing."""

    def __init__(self, table: Table, sealer: Sealer, clock: Any = time) -> None:
        self._contacts = Contacts(table, clock)
        self._recogniser = Recogniser(sealer)

    def are_known(self, everyone: list[Sealed]) -> list[bool]:
        """For each, True if the customer is in Seven Time already."""
        around = self._contacts.find_all(everyone)
        choices = [self._recogniser.choose(who, found) for who, found in zip(everyone, around, strict=True)]
        return [choice is not None and choice.customer.state is ClaimState.DONE for choice in choices]
