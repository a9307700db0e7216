"""Two workers on one DynamoDB in memory, of which the second acts between a read and a write of the first."""

from bridge.aws.table import Table
from tests.support.dynamodb import DynamoDB

_WRITES = ("update_item", "transact_write_items")


class Interleaved:
    """The table of both workers.

    After `before_the_next_write(act)`, the next worker that is about to write waits until `act()` is done.
    """

    def __init__(self):
        self.database = DynamoDB(self._before)
        self.table = Table(self.database, "table")
        self._act, self._writes = None, 0

    def before_the_next_write(self, act, after=0):
        """Let another worker act after the next worker has read, and before it writes.

        `after`: so many writes come before that.
        """
        self._act, self._writes = act, after

    def _before(self, operation):
        if operation not in _WRITES or not self._act:
            return
        if self._writes:
            self._writes -= 1
            return
        act, self._act = self._act, None
        act()
