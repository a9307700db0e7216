"""The front door of the webhooks: verify, queue, answer 200, and nothing else."""

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from bridge.answers import Answer, as_json, error
from bridge.failures import Failure, Unauthentic, Unavailable
from bridge.messages import Delivery, delivery_id
from bridge.queues import Queue
from bridge.sources.providers import Provider, optional, provider
from bridge.sources.registry import Source
from bridge.sources.request import Request
from bridge.sources.secrets import SenderSecrets
from bridge.sources.signatures import Secrets

_log = logging.getLogger(__name__)
_log.setLevel(logging.INFO)


# One answer for a wrong signature, an unknown source and one of the other kind: nothing to probe.
# Never 404 or 410: senders switch a webhook off for them.
_REFUSED = error(401, "unauthentic", "No source of this name takes this signature")
_NOT_ALLOWED = error(405, "method_not_allowed", "Deliveries come by POST")
_TOO_LARGE = error(413, "too_large", "The delivery is larger than the queue takes")
_UNAVAILABLE = error(503, "unavailable", "Not queued; deliver it again later")
_READY = as_json(200, {"accepts": "POST"})


@dataclass(frozen=True, slots=True)
class _Door:
    """One source's way in."""

    source: Source
    provider: Provider
    secrets: SenderSecrets

    def handshake(self, request: Request) -> Answer | None:
        """The answer to what the sender asks before it delivers anything."""
        shake = optional(self.provider, "handshake")
        answer: Answer | None = shake(request, self._secrets(required=False)) if shake else None
        return answer

    def verify(self, request: Request) -> None:
        """Against the secrets in memory first, then against those that may have taken their place."""
        try:
            self._verify(request)
        except Failure:
            if not self.secrets.changed():
                raise
            self._verify(request)

    def delivery(self, request: Request) -> Delivery:
        """What goes on the queue."""
        is_test = optional(self.provider, "is_test")
        return Delivery(
            id=delivery_id(self.source.id, self.provider.key(request)),
            source=self.source.id,
            body=request.body,
            topic=self.provider.topic(request),
            content_type=request.headers.get("content-type", ""),
            received_at=request.received_at,
            test=bool(is_test and is_test(request)),
        )

    def _verify(self, request: Request) -> None:
        secrets = self._secrets(required=True)
        self.provider.SIGNATURE.verify(request, secrets, self.source.options)

    def _secrets(self, *, required: bool) -> Secrets:
        secrets = self.secrets.current().get(self.source.id, ())
        if required and not secrets:
            raise Unavailable("secret_missing", "Put the source's secret into the senders' secrets")
        return secrets


class Receiver:
    """Takes the deliveries of the sources of one kind and puts them on the Customers queue."""

    def __init__(
        self,
        sources: Mapping[str, Source],
        secrets: SenderSecrets,
        queue: Queue,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._doors = {
            id_: _Door(source, provider(source.provider), secrets) for id_, source in sources.items()
        }
        self._secrets = secrets
        self._queue = queue
        self._clock = clock

    def warm_up(self) -> None:
        """Read the secrets before the first delivery waits for them; trouble is for that one to meet."""
        with suppress(Unavailable):
            self._secrets.current()

    def answer(self, event: dict[str, Any]) -> dict[str, Any]:
        """API Gateway's event → its answer: exactly 200 once the message is safely queued."""
        try:
            return self._answer(Request.from_event(event, self._clock())).to_event()
        except Unauthentic as failure:
            self._report(logging.WARNING, "Delivery refused", event, failure)
            return _REFUSED.to_event()
        except Unavailable as failure:
            self._report(logging.ERROR, "Delivery not queued", event, failure)
            return _UNAVAILABLE.to_event()

    def _answer(self, request: Request) -> Answer:
        self._secrets.current()  # before the name is looked up: an outage tells no names
        door = self._doors.get(request.source)
        if door and (answer := door.handshake(request)):
            return answer
        if request.method != "POST":
            return _without_delivery(request)
        if door is None:
            raise Unauthentic("unknown_source")
        door.verify(request)
        return self._take(door.delivery(request), door.source.provider)

    def _take(self, delivery: Delivery, provider_name: str) -> Answer:
        try:
            message = delivery.to_message()
        except ValueError:
            return _TOO_LARGE
        names = {"source": delivery.source, "delivery": delivery.id, "provider": provider_name}
        self._queue.send(message, names)
        facts = {"topic": delivery.topic, "bytes": len(delivery.body)}
        _log.info("Delivery queued", extra=names | facts)
        return as_json(200, {"delivery": delivery.id})

    def _report(self, level: int, message: str, event: dict[str, Any], failure: Failure) -> None:
        name = (event.get("pathParameters") or {}).get("source")
        known = name if name in self._doors else None  # anybody can write anything into a path
        _log.log(level, message, extra={"source": known, "code": failure.code, "hint": str(failure)})


def _without_delivery(request: Request) -> Answer:
    """To a look at the address, 200; but a form that delivers by GET must not think that it did."""
    carries_data = request.body or request.query.keys() - {"token"}
    is_look = request.method in ("GET", "HEAD", "OPTIONS") and not carries_data
    return _READY if is_look else _NOT_ALLOWED
