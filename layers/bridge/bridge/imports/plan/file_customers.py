"""Customers of a file as records like the ledger's, so that one rule compares rows with both."""

from collections.abc import Mapping
from typing import Any

from bridge.identity.relation import Profile
from bridge.imports.plan.file_sealer import OF_A_ROW
from bridge.ledger.profiles import profile_from_item, profile_to_item
from bridge.ledger.records import ClaimState, CustomerRecord, Fingerprint
from bridge.model.versions import known

_AFTER_ALL = 1e11
"""Unix seconds from which on the customers of the file seem to exist: all of the ledger are older."""
_NO_FINGERPRINT = Fingerprint("", "")


def new_customer(row: int, profile: Profile | None = None) -> CustomerRecord:
    """The customer that a row makes. Its key stands for the id that Seven Time will give it."""
    return _customer(f"{OF_A_ROW}{row:09}", ClaimState.DONE, _AFTER_ALL + row, profile)


def to_item(customer: CustomerRecord) -> dict[str, Any]:
    """What later rows and steps need of a customer. Nothing in it is readable."""
    item = profile_to_item(customer.profile) if customer.profile else {}
    if customer.since >= _AFTER_ALL:
        return {"pk": customer.pk, **item}
    ledgers = {"state": customer.state.value, "since": customer.since, "id": customer.seventime_id}
    return {"pk": customer.pk, **ledgers, "nr": customer.customer_number, **item}


def from_item(item: Mapping[str, Any]) -> CustomerRecord:
    """Read what `to_item` wrote."""
    profile = profile_from_item(dict(item))
    if "since" not in item:
        return new_customer(int(item["pk"].partition("#")[2]), profile)
    customer = _customer(item["pk"], known(ClaimState, item["state"]), item["since"], profile)
    return customer._replace(seventime_id=item["id"], customer_number=item["nr"])


def _customer(pk: str, state: ClaimState, since: float, profile: Profile | None) -> CustomerRecord:
    return CustomerRecord(
        pk=pk,
        state=state,
        token="",
        lease=0.0,
        since=since,
        delivery="",
        fingerprint=_NO_FINGERPRINT,
        seventime_id=pk,
        profile=profile,
    )
