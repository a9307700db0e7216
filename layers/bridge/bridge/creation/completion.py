"""Completes a customer that is in Seven Time already with what another delivery of it brings. Version 2 only.

The delivery stays pending until the customer is updated or Seven Time has refused. Each attempt reads the
customer again, so that what a person has entered meanwhile stays and a message is added once.
"""

from dataclasses import dataclass, field, replace

from bridge.creation.completed_fields import Brought, Changes, changes_to, still_different, worth_looking
from bridge.creation.updates import attempt_number, is_refusal
from bridge.ledger.deliveries import Deliveries
from bridge.ledger.records import DeliveryRecord
from bridge.ledger.update_leases import UpdateLease, UpdateLeases
from bridge.model.failures import Rejected, Unavailable
from bridge.model.outcome import Outcome
from bridge.model.reasons import Reason
from bridge.model.warnings import FieldWarning
from bridge.seventime.client import SevenTime
from bridge.seventime.models import Customer


def complete_known(
    brought: Brought, outcome: Outcome, deliveries: Deliveries, leases: UpdateLeases, seventime: SevenTime
) -> Outcome:
    """Update the customer of the outcome, with one GET and at most one PUT. Nothing differs: no request.

    The outcome that is returned names the fields that changed, and has a warning for each that Seven Time
    refuses. Raises Unavailable if it cannot be done now.
    """
    if seventime.version != "2":
        return outcome
    record = deliveries.find(brought.delivery)
    if record.seventime_id != outcome.seventime_id:
        record = DeliveryRecord()
    fields = record.completing or worth_looking(brought, outcome.differs)
    if not fields:
        return outcome
    attempt = attempt_number(record, outcome, brought.delivery, deliveries, fields)
    lease = leases.take(outcome.seventime_id)
    update = _Update(brought, outcome, record, deliveries, seventime, fields)
    try:
        completed = update.run()
    except (Rejected, Unavailable) as failure:
        _end(lease, leases, failure)
        if not is_refusal(failure, attempt):
            raise
        return update.refused()
    leases.release(lease)
    return completed


def _end(lease: UpdateLease, leases: UpdateLeases, failure: Rejected | Unavailable) -> None:
    if isinstance(failure, Unavailable) and failure.unknown:
        leases.lose(lease)
    else:
        leases.release(lease)


@dataclass(slots=True)
class _Update:
    """One attempt, under a lease."""

    brought: Brought
    outcome: Outcome
    record: DeliveryRecord
    deliveries: Deliveries
    seventime: SevenTime
    fields: tuple[str, ...]
    """What Seven Time refuses, if it does: what may change, and after the GET what does."""
    changes: Changes = field(default_factory=lambda: Changes({}, (), ()))

    def run(self) -> Outcome:
        """Read the customer, and update it if anything is to be changed."""
        id_ = self.outcome.seventime_id
        stored = self.seventime.stored_customer(id_)
        self.changes = changes_to(Customer.from_response(stored), self.brought)
        self.fields = self.changes.changed
        if self.fields:
            tried = (*self._done_before(), *self.fields)
            self.deliveries.begin_update(self.brought.delivery, tried)
            self.seventime.update_customer(Customer(id=id_, **self.changes.values), stored)
        return self._completed(self.fields)

    def refused(self) -> Outcome:
        """The outcome after Seven Time has refused."""
        refused = tuple(FieldWarning(Reason.COMPLETION_REFUSED, name) for name in self.fields)
        outcome = self._completed(())
        return replace(outcome, warnings=(*outcome.warnings, *refused))

    def _completed(self, changed: tuple[str, ...]) -> Outcome:
        completed = (*self._done_before(), *changed)
        return replace(
            self.outcome,
            completed=completed,
            differs=still_different(self.outcome.differs, (*completed, *self.changes.there)),
            warnings=(*self.outcome.warnings, *self.changes.warnings),
        )

    def _done_before(self) -> tuple[str, ...]:
        """What an earlier attempt has changed although its answer was lost."""
        return tuple(name for name in self.record.completed if name in self.changes.there)
