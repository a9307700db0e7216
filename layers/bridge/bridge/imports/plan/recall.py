"""Take up the rows that earlier steps planned, out of their chunks."""

from collections.abc import Iterable

from bridge.identity.relation import Profile
from bridge.identity.sealing import Sealer
from bridge.identity.traits import traits_of
from bridge.imports.plan.duplicates import Duplicates
from bridge.imports.plan.file_customers import new_customer, to_item
from bridge.imports.plan.file_sealer import FileSealer
from bridge.imports.plan.planned_row import Place, PlannedRow
from bridge.seventime.models import Customer

_CUSTOMER_NUMBER = "customer_number#"


def recall(rows: Iterable[PlannedRow], duplicates: Duplicates, sealer: Sealer) -> None:
    """Add the rows of a chunk to `duplicates`."""
    for row in rows:
        place = Place(row.row, row.line)
        numbers = [key for key in row.keys if key.startswith(_CUSTOMER_NUMBER)]
        contacts = [key for key in row.keys if not key.startswith(_CUSTOMER_NUMBER)]
        for key in numbers:
            duplicates.add_number(key, place)
        if row.profile:
            duplicates.add(row.profile, contacts, row.same_as or place)
        elif contacts and row.known_as is None:
            _recall_old(row, place, duplicates, sealer)


def _recall_old(row: PlannedRow, place: Place, duplicates: Duplicates, sealer: Sealer) -> None:
    """Add a row that version 0.1 planned: what its customer is known by has to be found out again."""
    customer = Customer.model_validate(row.customer)
    who = sealer.traits(traits_of(customer), customer, "")
    new = new_customer(row.row)
    new = new._replace(profile=Profile.of(who.traits, FileSealer(sealer).under(new.pk)))
    duplicates.add(to_item(new), who.keys, place)
