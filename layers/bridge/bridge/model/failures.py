"""The three ways in which a delivery can fail. The class is the decision (docs/guarantees.md).

Texts name methods, paths, statuses, request ids, fields and reasons: never a person, a body or a token.
"""

from traceback import walk_tb

from bridge.model.reasons import FREE, Reason, sentences


class Failure(Exception):
    """What went wrong: a reason, the field it concerns, and a sentence for the log that says what to do."""

    def __init__(self, reason: Reason, message: str = "", *, field: str | None = None) -> None:
        super().__init__(message or reason)
        self.reason = reason
        self.field = field
        self.error_message = ""
        """Seven Time's own words. They may quote the customer: only a message of a queue may hold them."""


class Unauthentic(Failure):
    """The sender could not prove who it is. Answer 401. A known source's delivery is kept for release."""


class Rejected(Failure):
    """This will never succeed as it is. Send it to the dead-letter queue with its reason and field."""


class Unavailable(Failure):
    """Not now. The message stays in the queue and is tried again.

    `unknown`: True if the request may have been carried out although no answer came.
    `retry_after`: seconds, None if nobody said.
    """

    def __init__(
        self,
        reason: Reason,
        message: str = "",
        *,
        retry_after: float | None = None,
        unknown: bool = False,
        field: str | None = None,
    ) -> None:
        super().__init__(reason, message, field=field)
        self.retry_after = retry_after
        self.unknown = unknown

    @property
    def free(self) -> bool:
        """True if the delivery is not to blame: the attempt is not counted."""
        return self.reason in FREE


def rejected(reason: Reason, field: str) -> Rejected:
    """The failure of a field, with the reason's own sentence."""
    return Rejected(reason, sentences(reason)["message"], field=field)


def describe_defect(error: BaseException) -> str:
    """The type and place of an unexpected error: `KeyError in bridge.mapping.gather.flat:57`.

    The place is the innermost one in our code. The error's text may hold anything, so it is left out.
    """
    places = [
        f"{frame.f_globals.get('__name__')}.{frame.f_code.co_name}:{line}"
        for frame, line in walk_tb(error.__traceback__)
    ]
    ours = [place for place in places if place.startswith("bridge.")]
    return f"{type(error).__name__} in {(ours or places or ['?'])[-1]}"
