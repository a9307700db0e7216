"""Two workers on one DynamoDB in memory, of which the second acts between a read and a write of the first."""

from bridge.aws.table import Table
from tests.support.dynamodb import DynamoDB

_WRITES = ("update_item", "transact_write_items")


class Interleaved:
    """The table of both workers.

    After `before_the_next_write(act)`, the next worker that is about to write waits until `act()` is done.
    """

    def __init__(self):
        self.table = Table(DynamoDB(self._before), "table")
        self._act = None

    def before_the_next_write(self, act):
        """Let another worker act after the next worker has read, and before it writes."""
        self._act = act

    def _before(self, operation):
        if operation in _WRITES and self._act:
            act, self._act = self._act, None
            act()
