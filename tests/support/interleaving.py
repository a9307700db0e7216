"""Two workers on one table, of which the other acts between a read and a write of the first."""


class Interleaved:
    """The table of the first worker. `meanwhile()` runs once, just before that worker's first write."""

    def __init__(self, table, meanwhile):
        self._table, self._meanwhile = table, meanwhile

    def get(self, pk):
        return self._table.get(pk)

    def get_many(self, pks):
        return self._table.get_many(pks)

    def update(self, *given):
        self._interleave()
        return self._table.update(*given)

    def write(self, writes):
        self._interleave()
        self._table.write(writes)

    def _interleave(self):
        meanwhile, self._meanwhile = self._meanwhile, None
        if meanwhile:
            meanwhile()
