"""Which of the customers in the ledger a delivery belongs to, and which others it resembles."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol

from bridge.identity.names import Seal
from bridge.identity.relation import Kind, Profile, Strength, choose, relation
from bridge.identity.resemblance import TELLING_FIELDS, resemblance
from bridge.identity.sealing import Sealed
from bridge.ledger.contacts import MANY, SEVERAL, Found
from bridge.ledger.profiles import Fields
from bridge.ledger.records import ClaimState, CustomerRecord
from bridge.model.outcome import Similar
from bridge.model.reasons import Reason
from bridge.model.warnings import FieldWarning, Warnings

MOST_SIMILAR = 3
_MARK = 5
"""Characters of a sealed field: only equal or not is asked."""
_NOBODY = Profile(Kind.UNKNOWN)


class Choice(NamedTuple):
    """A delivery's customer."""

    customer: CustomerRecord
    strength: Strength | None
    """On which evidence; None if it needs none: the delivery claimed it before, or version 0.1 wrote it."""


class SealsNames(Protocol):
    """Has the seals under which customers' names are kept."""

    def under(self, customer: str) -> Seal:
        """The seal for what is kept of one customer."""


class Recogniser:
    """Compares deliveries with customers whose names are sealed."""

    def __init__(self, sealer: SealsNames) -> None:
        self._sealer = sealer

    def choose(self, who: Sealed, found: Found, delivery: str = "") -> Choice | None:
        """The customer that a delivery belongs to, None for a new one."""
        for each in found.customers:
            is_described = each.profile is not None or each.state is not ClaimState.DONE
            if delivery in each.claimants and is_described:
                return Choice(each, None)
        for each in found.customers:
            if each.profile is None:
                return Choice(each, None)
        strengths = self.relations(who, found, found.customers)
        place = choose(strengths)
        return None if place is None else Choice(found.customers[place], strengths[place])

    def relations(
        self, who: Sealed, found: Found, customers: Sequence[CustomerRecord]
    ) -> list[Strength | None]:
        """On which evidence the delivery is each customer's, None where it is not."""
        traits = who.traits.with_shared(found.shared_by(SEVERAL))
        return [relation(traits, each.profile or _NOBODY, self._sealer.under(each.pk)) for each in customers]

    def similar(
        self, customers: Sequence[CustomerRecord], who: Sealed, found: Found
    ) -> tuple[tuple[Similar, ...], Warnings]:
        """Those of the customers that somebody should compare with the delivery, and by which fields.

        A contact that many customers have says nothing: it is named once, without the customers.
        """
        of_many = found.shared_by(MANY)
        telling = tuple(each for each in who.traits.contacts if each.value not in of_many)
        traits = replace(who.traits, contacts=telling)
        fields: dict[str, None] = {}
        similar = []
        for each in customers:
            if each.state is ClaimState.OPEN:  # nobody knows yet if it will be a customer
                continue
            in_common = resemblance(traits, each.profile or _NOBODY, self._sealer.under(each.pk))
            fields |= dict.fromkeys(in_common)
            if in_common and each.seventime_id:
                similar.append(Similar(each.seventime_id, each.customer_number))
        warnings = [FieldWarning(Reason.POSSIBLE_DUPLICATE, field) for field in fields]
        crowded = {TELLING_FIELDS.get(each.sort) for each in who.traits.contacts if each.value in of_many}
        warnings += [
            FieldWarning(Reason.CONTACT_OF_MANY, field)
            for field in TELLING_FIELDS.values()
            if field in crowded
        ]
        return tuple(similar[-MOST_SIMILAR:]), tuple(warnings)

    def marks(self, pk: str, fields: Mapping[str, str]) -> Fields:
        """The values of fields, sealed under the customer's key."""
        seal = self._sealer.under(pk)
        return {field: seal(field, value)[:_MARK] for field, value in fields.items()}
