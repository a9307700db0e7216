"""What a delivery says of its customer that Seven Time does not get."""

from dataclasses import replace

from bridge.identity.known_as import to_unsent
from bridge.identity.traits import Unsent
from bridge.mapping.customer import Mapped
from bridge.mapping.field_names import NAME_FIELDS, NUMBER_FIELDS
from bridge.mapping.gather import flat
from bridge.model.delivery import Delivery


def unsent_of(delivery: Delivery, mapped: Mapped) -> Unsent:
    """What tells who the customer is: for a planned row what its plan went by, unless that was corrected."""
    known = delivery.known_as
    if known is None:
        return mapped.unsent
    corrected = flat(delivery.corrections).keys()
    if corrected & NAME_FIELDS:
        known = replace(known, company=mapped.unsent.company, person=mapped.unsent.person)
    if corrected & NUMBER_FIELDS:
        known = replace(known, number="")
    return to_unsent(known, mapped.unsent.person_number)
