"""Normal forms of what customers in Sweden are known by: values in, values or `Invalid` out, no I/O."""

from bridge.model.reasons import Reason


class Invalid(ValueError):
    """Not a value of this kind. The text never holds the value."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason
