"""The three ways in which a delivery can fail; the class is the decision (docs/guarantees.md).

Texts hold methods, paths, statuses, request ids, field names and codes, never a person, body or token.
"""


class Failure(Exception):
    """What went wrong, as a stable code, the field it concerns and a sentence that says what to do."""

    def __init__(self, code: str, message: str = "", *, field: str | None = None) -> None:
        super().__init__(message or code)
        self.code = code
        self.field = field


class Unauthentic(Failure):
    """Whoever sent this could not prove who they are: 401, nothing is kept."""


class Rejected(Failure):
    """It will never succeed as it is: to the dead-letter queue, with code and field."""


class Unavailable(Failure):
    """Not now: the message stays in the queue and is tried again.

    `unknown` says that the request may have been carried out although no answer came; `free` that the
    message is not to blame (rate limit, refused Client-Secret, no slot): no try is counted.
    `retry_after` is in seconds, None where nobody said.
    """

    def __init__(
        self,
        code: str,
        message: str = "",
        *,
        retry_after: float | None = None,
        unknown: bool = False,
        free: bool = False,
    ) -> None:
        super().__init__(code, message)
        self.retry_after = retry_after
        self.unknown = unknown
        self.free = free
