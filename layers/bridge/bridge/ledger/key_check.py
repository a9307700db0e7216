"""The item `key` of the ledger's table: a seal that tells with which key the ledger was made."""

from bridge.aws.table import Conflict, Table
from bridge.identity.sealing import Sealer
from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason

PK = "key"

_RETRY_AFTER = 300.0


class KeyCheck:
    """Checks that the ledger was made with this key: with another one, nobody in it would be recognised.

    A ledger that does not know yet, a new one or one of version 0.1, takes the first key it meets. A process
    that knows that its key fits does not look again.
    """

    def __init__(self, table: Table, sealer: Sealer) -> None:
        self._table = table
        self._seal = sealer.key_of("key", "of this ledger")
        self._fits = False

    def __call__(self) -> None:
        """Return if the key fits. Raises Unavailable("ledger_key_wrong") if it does not."""
        if self._fits:
            return
        if self._stored_seal() != self._seal:
            text = "The ledger was made with another key; give the stack its old one back"
            raise Unavailable(Reason.LEDGER_KEY_WRONG, text, retry_after=_RETRY_AFTER)
        self._fits = True

    def _stored_seal(self) -> str:
        item = self._table.get(PK) or self._store()
        return str(item["seal"])

    def _store(self) -> dict[str, str]:
        try:
            return self._table.update(
                PK, "SET #seal = :seal", {"seal": self._seal}, "attribute_not_exists(pk)"
            )
        except Conflict as conflict:  # another worker was first
            return conflict.item
