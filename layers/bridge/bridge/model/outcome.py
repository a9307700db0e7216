"""What became of a customer."""

from dataclasses import dataclass

from bridge.model.warnings import Remarks


@dataclass(frozen=True, slots=True)
class Outcome:
    """`status` is created or existing; `remarks` say what was left out or looks odd."""

    status: str
    seventime_id: str
    customer_number: str
    remarks: Remarks = ()
