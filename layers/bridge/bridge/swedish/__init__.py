"""Normal forms of what customers in Sweden are known by: values in, values or `Invalid` out, no I/O."""


class Invalid(ValueError):
    """Not a value of this kind; `code` is a row of bridge.model.warnings, the text never holds the value."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
