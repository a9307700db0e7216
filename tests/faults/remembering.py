"""Pure functions whose results a simulation remembers: each attempt maps the same form again."""

from contextlib import contextmanager
from unittest.mock import patch

from bridge.creation import processing
from bridge.identity.identities import Identifier


@contextmanager
def mapping_remembered():
    """Map each submission once."""
    to_customer, mapped = processing.to_customer, {}

    def remembered(*given):
        key = repr(given)
        if key not in mapped:
            mapped[key] = to_customer(*given)
        return mapped[key]

    with patch.object(processing, "to_customer", remembered):
        yield


class RememberingIdentifier(Identifier):
    """Identifies each customer once."""

    def __init__(self, key):
        super().__init__(key)
        self._found = {}

    def of(self, customer, delivery=None):
        key = (customer.model_dump_json(), delivery)
        if key not in self._found:
            self._found[key] = super().of(customer, delivery)
        return self._found[key]
