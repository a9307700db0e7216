"""Receives webhooks: verify, queue, answer 200, and nothing else."""

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from bridge.aws.queue import Outgoing, Queue
from bridge.http import Request, Response, as_json, error
from bridge.model.delivery import Delivery
from bridge.model.failures import Failure, Unauthentic, Unavailable
from bridge.model.reasons import Reason
from bridge.model.source import Source
from bridge.sources.providers import AsksForHandshake, DeliversByGet, Provider, deliveries, provider
from bridge.sources.secrets import SenderSecrets
from bridge.sources.signatures import Secrets

_log = logging.getLogger(__name__)
_log.setLevel(logging.INFO)

# The same answer to a bad signature, an unknown source and a source of the other kind: nothing to probe.
# Never 404 or 410: senders switch a webhook off for them.
_REFUSED = error(401, Reason.UNAUTHENTIC, "Unknown source or invalid signature")
_NOT_A_DELIVERY = error(405, Reason.METHOD_NOT_ALLOWED, "Send deliveries by POST")
_TOO_LARGE = error(413, Reason.TOO_LARGE, "The delivery is larger than the queue takes")
_NOT_QUEUED = error(503, Reason.UNAVAILABLE, "Not queued; deliver it again later")
_READY = as_json(200, {"accepts": "POST"})


@dataclass(frozen=True, slots=True)
class _Endpoint:
    """One source with its provider's code and the senders' secrets."""

    source: Source
    provider: Provider
    secrets: SenderSecrets

    def handshake(self, request: Request) -> Response | None:
        """The response to a sender's question before its first delivery; None for any other request."""
        if isinstance(self.provider, AsksForHandshake):
            return self.provider.handshake(request, self._current())
        return None

    def is_delivery(self, request: Request) -> bool:
        """True for a POST, and for the deliveries of senders that use GET."""
        if isinstance(self.provider, DeliversByGet) and self.provider.is_delivery(request):
            return True
        return request.method == "POST"

    def verify(self, request: Request) -> None:
        """Check the signature with the secrets in memory, then with those that have replaced them."""
        try:
            self._verify(request)
        except Failure:
            if not self.secrets.changed():
                raise
            self._verify(request)

    def _verify(self, request: Request) -> None:
        secrets = self._current()
        if not secrets:
            raise Unavailable(Reason.SECRET_MISSING, "Put the source's secret into the senders' secrets")
        self.provider.SIGNATURE.verify(request, secrets, self.source.options)

    def _current(self) -> Secrets:
        return self.secrets.current().get(self.source.id, ())


class Receiver:
    """Puts the deliveries of the sources of one kind on the Customers queue."""

    def __init__(self, sources: Mapping[str, Source], secrets: SenderSecrets, queue: Queue) -> None:
        self._endpoints = {
            id_: _Endpoint(source, provider(source.provider), secrets) for id_, source in sources.items()
        }
        self._secrets = secrets
        self._queue = queue

    def warm_up(self) -> None:
        """Read the secrets before a delivery waits for them. Ignore trouble: a delivery will meet it."""
        with suppress(Unavailable):
            self._secrets.current()

    def receive(self, request: Request) -> Response:
        """Exactly 200 once the delivery is safely queued; 401, 405, 413 or 503 otherwise."""
        try:
            return self._receive(request)
        except Unauthentic as failure:
            self._report(logging.WARNING, "Delivery refused", request, failure)
            return _REFUSED
        except Unavailable as failure:
            self._report(logging.ERROR, "Delivery not queued", request, failure)
            return _NOT_QUEUED

    def _receive(self, request: Request) -> Response:
        self._secrets.current()  # before the source is looked up, so that an outage reveals no names
        endpoint = self._endpoints.get(_source_name(request))
        if endpoint and (response := endpoint.handshake(request)):
            return response
        is_delivery = endpoint.is_delivery(request) if endpoint else request.method == "POST"
        if not is_delivery:
            return _NOT_A_DELIVERY if _carries_data(request) else _READY
        if endpoint is None:
            raise Unauthentic(Reason.UNKNOWN_SOURCE)
        endpoint.verify(request)
        return self._queue_all(list(deliveries(request, endpoint.source)), endpoint.source.provider)

    def _queue_all(self, deliveries: list[Delivery], provider_name: str) -> Response:
        """Queue all of them and name the first. After a 503 the sender delivers all again."""
        names = [{"source": d.source, "delivery": d.id, "provider": provider_name} for d in deliveries]
        try:
            messages = [delivery.to_message() for delivery in deliveries]
        except ValueError:
            return _TOO_LARGE
        self._queue.send_all([Outgoing(*each) for each in zip(messages, names, strict=True)])
        for delivery, named in zip(deliveries, names, strict=True):
            _log.info(
                "Delivery queued", extra={**named, "topic": delivery.topic, "bytes": len(delivery.body)}
            )
        return as_json(200, {"delivery": deliveries[0].id})

    def _report(self, level: int, message: str, request: Request, failure: Failure) -> None:
        name = _source_name(request)
        facts = {
            "source": name if name in self._endpoints else None,  # anybody can write anything into a path
            "reason": failure.reason,
            "hint": str(failure),
            "request_id": request.id,
        }
        _log.log(level, message, extra=facts)


def _source_name(request: Request) -> str:
    return request.path_parameters.get("source", "")


def _carries_data(request: Request) -> bool:
    """True for a form that delivers by GET: it must not take the answer to a mere look for a success."""
    return bool(request.body or request.query.keys() - {"token"})
