"""DynamoDB fails when a batch lists what it has finished, more often than anywhere else."""

from tests.faults.simulation import Simulation
from tests.support.dynamodb import throttled


class Lists(Simulation):
    """A third of the lists cannot be written at first."""

    def __init__(self, seed):
        super().__init__(seed)
        self._write = self.database.update_item
        self.database.update_item = self._write_unless_it_is_a_list

    def _write_unless_it_is_a_list(self, **request):
        is_list = request["Key"]["pk"]["S"].startswith("listed#")
        if is_list and self.broken and self.random.random() < 1 / 3:
            raise throttled()
        return self._write(**request)
