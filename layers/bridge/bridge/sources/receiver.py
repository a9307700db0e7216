"""The front door of the webhooks: verify, queue, answer 200, and nothing else."""

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from bridge.aws.queue import Queue
from bridge.http import Answer, as_json, error
from bridge.model.delivery import Delivery, delivery_id
from bridge.model.failures import Failure, Unauthentic, Unavailable
from bridge.model.source import Source
from bridge.sources.providers import Provider, optional, provider
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

    def deliveries(self, request: Request) -> list[Delivery]:
        """What goes on the queue: one delivery, or as many as there are customers in it."""
        split = optional(self.provider, "split")
        parts: list[Request] = split(request) if split else []
        return [self._delivery(part) for part in parts or [request]]

    def _delivery(self, request: Request) -> Delivery:
        is_test, body = (optional(self.provider, name) for name in ("is_test", "body"))
        return Delivery(
            id=delivery_id(self.source.id, self.provider.key(request)),
            source=self.source.id,
            body=body(request) if body else request.body,
            topic=self.provider.topic(request),
            content_type=request.headers.get("content-type", ""),
            received_at=request.received_at,
            test=bool(is_test and is_test(request)),
        )

    def delivers(self, request: Request) -> bool:
        """Whether this is a delivery: a POST, but for the senders that deliver by GET."""
        delivers = optional(self.provider, "delivers")
        return request.method == "POST" or bool(delivers and delivers(request))

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
        if not (door.delivers(request) if door else request.method == "POST"):
            return _without_delivery(request)
        if door is None:
            raise Unauthentic("unknown_source")
        door.verify(request)
        return self._take(door.deliveries(request), door.source.provider)

    def _take(self, deliveries: list[Delivery], provider_name: str) -> Answer:
        """Queue all of them; the answer names the first. After a 503 the sender brings all again."""
        names = [{"source": d.source, "delivery": d.id, "provider": provider_name} for d in deliveries]
        try:
            messages = [each.to_message() for each in deliveries]
        except ValueError:
            return _TOO_LARGE
        self._queue.send_all(list(zip(messages, names, strict=True)))
        for delivery, named in zip(deliveries, names, strict=True):
            facts = {"topic": delivery.topic, "bytes": len(delivery.body)}
            _log.info("Delivery queued", extra=named | facts)
        return as_json(200, {"delivery": deliveries[0].id})

    def _report(self, level: int, message: str, event: dict[str, Any], failure: Failure) -> None:
        name = (event.get("pathParameters") or {}).get("source")
        known = name if name in self._doors else None  # anybody can write anything into a path
        _log.log(level, message, extra={"source": known, "code": failure.code, "hint": str(failure)})


def _without_delivery(request: Request) -> Answer:
    """To a look at the address, 200; but a form that delivers by GET must not think that it did."""
    carries_data = request.body or request.query.keys() - {"token"}
    is_look = request.method in ("GET", "HEAD", "OPTIONS") and not carries_data
    return _READY if is_look else _NOT_ALLOWED
