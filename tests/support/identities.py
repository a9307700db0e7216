"""What deliveries are known by, for tests of the ledger."""

from bridge.creation.comparison import comparable
from bridge.identity.sealing import Sealer
from bridge.identity.traits import Unsent, traits_of
from bridge.seventime.models import BillingSettings, Customer

KEY = b"k" * 32
SEALER = Sealer(KEY)


def customer(**fields):
    """A customer in Seven Time's form. `personalNumber` is a billing setting."""
    if number := fields.pop("personalNumber", None):
        fields["billingSettings"] = BillingSettings(personalNumber=number)
    return Customer(**fields)


def sealed(delivery="d", *, company="", person="", person_number=None, **fields):
    """The sealed traits of a delivery with these fields of Seven Time."""
    ours = customer(**fields)
    unsent = Unsent(company, person, person_number)
    return SEALER.traits(traits_of(ours, unsent), ours, delivery)


def fields_of(**fields):
    """The same fields in a form to compare."""
    return comparable(customer(**fields))
