"""What became of each delivery. A final status stays."""

import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from bridge.aws.table import Conflict, Item, Table, Write
from bridge.ledger.listing import Listed, Listing, list_of
from bridge.ledger.records import Decision, DeliveryRecord, live
from bridge.model.backoff import Backoff
from bridge.model.delivery import Delivery
from bridge.model.failures import Failure, Unavailable
from bridge.model.lane import Lane
from bridge.model.outcome import DeliveryStatus, Outcome
from bridge.model.reasons import Reason

KEEP_DELIVERY = 90 * 86_400
"""Seconds after its last change for which a delivery is remembered."""

_ROUNDS = 4
_NOT_FINAL = "attribute_not_exists(#settled)"
_FINAL = "#settled = :final"
_OUTCOME = ("status", "source", "received_at", "code", "field")
_LISTED = (*_OUTCOME, "listed")
_DECISION = ("decision", "decided_by", "decided_at")
_CUSTOMER = (
    "seventime_id",
    "customer_number",
    "remarks",
    "matched_by",
    "differs",
    "brought_by",
    "similar",
    "completing",
    "completed",
)


class Deliveries:
    """The `delivery#` items of the ledger's table, and the `tally#` items that count the rows of files."""

    def __init__(self, table: Table, clock: Any = time) -> None:
        self._table = table
        self._clock = clock
        self._finished: list[Listed] | None = None
        """What the batch has finished so far; None while each delivery lists itself."""
        self._search_keys: dict[str, str] = {}
        """Delivery → its search keys, of the batch."""

    def begin_batch(self, messages: int) -> None:
        """From now on, list what is finished at the end of the batch, if it has several messages."""
        self._finished = [] if messages > 1 else None
        self._search_keys.clear()

    def describe(self, delivery: str, search_keys: str) -> None:
        """From now on, write the search keys down with whatever becomes of the delivery in this batch."""
        self._search_keys[delivery] = search_keys

    def end_batch(self) -> None:
        """List what the batch has finished. Only then may its messages be deleted. Raises Unavailable."""
        finished, self._finished = self._finished, None
        if finished:
            Listing(self._table, self._clock).write(finished, self._expires())

    def is_described(self, delivery: str) -> bool:
        """True if its search keys are known, or were written down in an earlier attempt."""
        return delivery in self._search_keys or bool(self.find(delivery).search_keys)

    def find(self, delivery: str) -> DeliveryRecord:
        """What is known of a delivery; an empty record for one that no worker has seen."""
        item = live(self._table.get(delivery_pk(delivery)), self._clock.time())
        return DeliveryRecord.from_item(item or {})

    def finish(self, delivery: Delivery, outcome: Outcome) -> None:
        """Write down that its customer is in Seven Time. This is final."""
        record = DeliveryRecord.of(outcome)._replace(
            final=True, source=delivery.source, received_at=delivery.received_at
        )
        names = (*_OUTCOME, *_CUSTOMER, "settled")
        batch = self._finished
        if batch is None:
            self._write_and_count(delivery, _listed(record), (*names, "listed"))
        elif self._write_and_count(delivery, record, names) and record.received_at:
            batch.append(self._entry(delivery, outcome.status))
        else:
            self.ensure_listed(delivery.id, self.find(delivery.id))

    def _entry(self, delivery: Delivery, status: DeliveryStatus) -> Listed:
        search_keys = self._search_keys.get(delivery.id, "")
        return Listed(delivery.id, delivery.source, status, delivery.received_at, "", search_keys)

    def ensure_listed(self, delivery: str, record: DeliveryRecord) -> None:
        """List a final delivery by its own item: the worker that finished it may have died before it could.

        It may be listed twice then, by the same outcome.
        """
        listed = _listed(record).listed
        if record.final and listed and not record.listed:
            self._table.update(
                delivery_pk(delivery), "SET #listed = :listed", {"listed": listed, "final": True}, _FINAL
            )

    def ignore(self, delivery: Delivery, reason: Reason) -> None:
        """Write down that it makes no customer. Not final: it may make one under other settings."""
        record = DeliveryRecord(
            status=DeliveryStatus.IGNORED,
            source=delivery.source,
            received_at=delivery.received_at,
            reason=reason,
        )
        self._write_and_count(delivery, _listed(record), (*_LISTED, "settled"))

    def discard(self, delivery: Delivery) -> None:
        """Write down that an operator has discarded what its paused source was sent. This is final."""
        record = _discarded(delivery, Reason.DISCARDED_AS_SPAM)._replace(final=True)
        self._write(delivery.id, record, (*_LISTED, "settled"))

    def discard_letter(self, delivery: Delivery, by: str = "") -> None:
        """Write down who discards its dead letter, unless a later replay took its place.

        Not final: the sender may deliver it again.
        """
        if self.find(delivery.id).replay <= delivery.replay:
            record = self._decided(_discarded(delivery, Reason.DISCARDED), Decision.DISCARD, by)
            self._write(delivery.id, record, (*_LISTED, *_DECISION))

    def note_replay(self, delivery: str, by: str) -> None:
        """Write down who replays its dead letter, unless it is final meanwhile."""
        self._write(delivery, self._decided(DeliveryRecord(), Decision.REPLAY, by), _DECISION)

    def _decided(self, record: DeliveryRecord, decision: Decision, by: str) -> DeliveryRecord:
        return record._replace(decision=decision, decided_by=by, decided_at=self._clock.time())

    def reject(self, delivery: Delivery, failure: Failure) -> None:
        """Write down that it is a dead letter. Its attempts begin anew when it comes back."""
        record = _failed(delivery, failure, DeliveryStatus.REJECTED)
        self._write_and_count(delivery, record, (*_LISTED, "replay", "tries"))

    def await_update(self, delivery: str, outcome: Outcome, completing: tuple[str, ...] = ()) -> None:
        """Write down that its customer is there and only an update is missing.

        Without `completing`, the fields of a known customer, these are the settings of a new one.
        """
        record = DeliveryRecord.of(outcome)._replace(status=DeliveryStatus.PENDING, completing=completing)
        self._write(delivery, record, ("status", *_CUSTOMER, "tries"))

    def begin_update(self, delivery: str, fields: tuple[str, ...]) -> None:
        """Write down which fields are changed, before the request that changes them may be lost."""
        self._write(delivery, DeliveryRecord(completed=fields), ("completed",))

    def count_attempt(self, delivery: Delivery, failure: Unavailable, backoff: Backoff | None = None) -> int:
        """Write down why it waits and, if that is known, for how long. Returns the attempts that counted."""
        record = _failed(delivery, failure, DeliveryStatus.PENDING)._replace(backoff=backoff)
        add, values = " ADD #tries :by", {"by": 0 if failure.free else 1}
        item = self._write(delivery.id, record, (*_LISTED, "replay", "backoff"), add, values)
        return DeliveryRecord.from_item(item).attempts

    def _write(
        self,
        delivery: str,
        record: DeliveryRecord,
        names: Sequence[str],
        add: str = "",
        more: Item | None = None,
    ) -> Item:
        """Change the item unless it is final. Returns it as it is then, empty if it was final."""
        update, values = self._update(delivery, record.to_item(), names)
        with suppress(Conflict):
            return self._table.update(delivery_pk(delivery), update + add, values | (more or {}), _NOT_FINAL)
        return {}

    def _write_and_count(self, delivery: Delivery, record: DeliveryRecord, names: Sequence[str]) -> bool:
        """Change the item; for the row of a file also its import's counts, in one transaction.

        So the counts are exact whoever dies in between or comes twice. False if the item was final.
        """
        if delivery.lane is not Lane.IMPORT:
            return bool(self._write(delivery.id, record, names))
        for _ in range(_ROUNDS):
            known = self.find(delivery.id)
            if known.final or known.counted == record.status:
                return bool(self._write(delivery.id, record, names))
            with suppress(Conflict):
                self._table.write(self._counted(delivery, record, names, known.counted))
                return True
        raise Unavailable(Reason.ROW_COUNTS_CONTENDED, "Many rows of a file at once", retry_after=1)

    def _counted(
        self, delivery: Delivery, record: DeliveryRecord, names: Sequence[str], before: DeliveryStatus | None
    ) -> list[Write]:
        status = str(record.status)
        item = record.to_item() | {"counted": status}
        update, values = self._update(delivery.id, item, (*names, "counted"))
        add, counts = f"ADD #{status} :one", {"expires": values["expires"], "one": 1}
        condition = "attribute_not_exists(#counted)"
        if before:  # the row was a dead letter and was replayed
            condition, values["before"] = "#counted = :before", before.value
            add, counts["minus"] = f"{add}, #{before} :minus", -1
        return [
            Write(delivery_pk(delivery.id), update, values, condition),
            Write(row_counts_pk(delivery.topic), f"SET #expires = :expires {add}", counts),
        ]

    def _update(self, delivery: str, item: Item, names: Sequence[str]) -> tuple[str, Item]:
        """The expression that makes the attributes `names` those of `item`, and its values.

        What is not known of a person in this attempt, such as of a paused source's, stays as it was.
        """
        values = {name: item[name] for name in names if name in item}
        if search_keys := self._search_keys.get(delivery):
            values["search_keys"] = search_keys
        values |= {"updated_at": self._clock.time(), "expires": self._expires()}
        update = "SET " + ", ".join(f"#{name} = :{name}" for name in values)
        if absent := [f"#{name}" for name in names if name not in item]:
            update += " REMOVE " + ", ".join(absent)
        return update, values

    def _expires(self) -> int:
        return int(self._clock.time() + KEEP_DELIVERY)


def row_counts_pk(import_id: str) -> str:
    """The key of the item that counts the rows of an import."""
    return f"tally#{import_id}"


def delivery_pk(delivery: str) -> str:
    """The key of a delivery's item."""
    return f"delivery#{delivery}"


def _failed(delivery: Delivery, failure: Failure, status: DeliveryStatus) -> DeliveryRecord:
    record = DeliveryRecord(
        status=status,
        source=delivery.source,
        received_at=delivery.received_at,
        reason=failure.reason,
        field=failure.field or "",
        replay=delivery.replay,
    )
    return _listed(record)


def _discarded(delivery: Delivery, reason: Reason) -> DeliveryRecord:
    record = DeliveryRecord(
        status=DeliveryStatus.DISCARDED,
        source=delivery.source,
        received_at=delivery.received_at,
        reason=reason,
    )
    return _listed(record)


def _listed(record: DeliveryRecord) -> DeliveryRecord:
    """The record of a delivery that lists itself, if it is known when it was received."""
    return record._replace(listed=list_of(record.received_at) if record.received_at else "")
