"""The refused deliveries of one stack: verify them again, release those that verify, discard others.

Each is verified as it arrived, with today's secrets and today's settings of its source: its timestamp counts
against the time at which it was received. What does not verify never gets out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bridge.aws.queue import Outgoing, Queue
from bridge.model.failures import Failure, Rejected
from bridge.model.reasons import Reason, sentences
from bridge.model.source import Source
from bridge.operations.letter import moment
from bridge.operations.queue_walk import RETENTION, QueueWalk
from bridge.queue import Message
from bridge.sources.providers import deliveries_in, verify
from bridge.sources.receiver import message_of
from bridge.sources.refused import RefusedDelivery
from bridge.sources.secrets import SenderSecrets


@dataclass(frozen=True, slots=True)
class Refused:
    """One refused delivery, as it is kept, and what becomes of it if it is released now."""

    message: Message
    source: str
    reason: str
    """Why it was refused when it arrived."""
    delivery: RefusedDelivery | None
    """None if the message cannot be read."""
    messages: tuple[Outgoing, ...] = ()
    """For the Customers queue, as the receiver would have sent them. Empty if it does not verify."""
    problem: Reason | None = None
    """Why it does not verify today either, None if it does."""

    @property
    def id(self) -> str:
        """SQS's id of the message. The delivery's own id can be forged."""
        return self.message.id


def shown(refused: Refused) -> dict[str, Any]:
    """The refused delivery as JSON, with what to do if it does not verify now; nothing personal."""
    received_at = refused.delivery.request.received_at if refused.delivery else refused.message.sent_at
    facts = {
        "id": refused.id,
        "source": refused.source,
        "reason": refused.reason,
        "received_at": moment(received_at),
        "kept_until": moment(refused.message.sent_at + RETENTION),
        "verifies": refused.problem is None,
        "problem": refused.problem,
        **sentences(refused.problem or ""),
        "deliveries": [each.attributes["delivery"] for each in refused.messages],
    }
    return {name: value for name, value in facts.items() if value not in ("", None, [])}


class RefusedDeliveries(QueueWalk):
    """The refused deliveries of a queue. What is released goes to `customers`."""

    def __init__(
        self, client: Any, url: str, customers: Queue, sources: Mapping[str, Source], secrets: SenderSecrets
    ) -> None:
        super().__init__(client, url)
        self._customers = customers
        self._sources = sources
        self._secrets = secrets
        self._released: set[str] = set()

    def __iter__(self) -> Iterator[Refused]:
        """Each refused delivery once, verified anew. Raises Unavailable if the secrets cannot be read."""
        for message in self.messages():
            yield self._refused(message)

    def release(self, refused: Refused) -> int:
        """Send it to the worker, and only then delete it here. Return the number of messages sent.

        Copies of one delivery are sent once. Raises Rejected for one that does not verify.
        """
        if not refused.messages:
            raise Rejected(refused.problem or Reason.UNAUTHENTIC, "It does not verify, so it stays here")
        new = [each for each in refused.messages if each.attributes["delivery"] not in self._released]
        self._customers.send_all(new)
        self._released |= {each.attributes["delivery"] for each in new}
        self.delete(refused.message)
        return len(new)

    def discard(self, refused: Refused) -> None:
        """Delete it for good."""
        self.delete(refused.message)

    def _refused(self, message: Message) -> Refused:
        source, reason = (message.attributes.get(name, "") for name in ("source", "reason"))
        try:
            delivery = RefusedDelivery.from_message(message.body)
        except Rejected as failure:
            return Refused(message, source, reason, None, problem=failure.reason)
        secrets = self._secrets.current()
        try:
            messages = self._verified(delivery, secrets.get(delivery.source, ()))
        except Failure as failure:
            return Refused(message, delivery.source, delivery.reason, delivery, problem=failure.reason)
        return Refused(message, delivery.source, delivery.reason, delivery, messages)

    def _verified(self, delivery: RefusedDelivery, secrets: tuple[str, ...]) -> tuple[Outgoing, ...]:
        """Return the messages that the receiver would have sent. Raises a failure if it does not verify."""
        source = self._sources.get(delivery.source)
        if source is None:
            raise Rejected(Reason.SOURCE_UNKNOWN)
        verify(delivery.request, source, secrets)
        deliveries = list(deliveries_in(delivery.request, source))
        try:
            return tuple(message_of(each, source.provider) for each in deliveries)
        except ValueError as error:
            raise Rejected(Reason.TOO_LARGE, "It is larger than the Customers queue takes") from error
