"""Receives webhooks: verify, queue, answer 200. What it refuses of a known source, it keeps and counts."""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from bridge.aws.queue import Outgoing, Queue
from bridge.http import Request, Response, as_json, error
from bridge.model.delivery import Delivery
from bridge.model.failures import Failure, Unauthentic, Unavailable, describe_defect
from bridge.model.reasons import Reason
from bridge.model.source import Source
from bridge.sources.providers import (
    AsksForHandshake,
    DeliversByGet,
    Provider,
    deliveries_in,
    provider,
    verify,
)
from bridge.sources.secrets import SenderSecrets
from bridge.sources.signatures import Secrets

if TYPE_CHECKING:  # imported when a delivery is refused
    from bridge.aws.table import Table
    from bridge.sources.counting import RefusalCounter
    from bridge.sources.keeping import RefusedKeeper

_log = logging.getLogger(__name__)
_log.setLevel(logging.INFO)

# The same response to a bad signature, an unknown source and a source of the other kind: nothing to probe.
# Never 404 or 410: senders switch a webhook off for them.
REFUSED = error(401, Reason.UNAUTHENTIC, "Unknown source or invalid signature")
_NOT_BY_GET = error(405, Reason.METHOD_NOT_ALLOWED, "Send deliveries by POST").with_headers(Allow="POST")
_TOO_LARGE = error(413, Reason.TOO_LARGE, "The delivery is larger than the queue takes")
_NOT_QUEUED = error(503, Reason.UNAVAILABLE, "Not queued; deliver it again later")
_READY = as_json(200, {"accepts": "POST"})


@dataclass(frozen=True, slots=True)
class _Endpoint:
    """A source with its provider's module, and the senders' secrets."""

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
        if request.method == "POST":
            return True
        return isinstance(self.provider, DeliversByGet) and self.provider.is_delivery(request)

    def verify(self, request: Request) -> None:
        """Check the signature. If it does not fit, read the secrets again and check once more."""
        try:
            self._verify(request)
        except Failure:
            if not self.secrets.changed():
                raise
            self._verify(request)

    def _verify(self, request: Request) -> None:
        verify(request, self.source, self._current())

    def _current(self) -> Secrets:
        return self.secrets.current().get(self.source.id, ())


class Receiver:
    """Puts the deliveries of the sources of one kind on the Customers queue, refused ones on `refused`.

    It opens the ledger when it refuses the first one, and counts refused ones there; without one, nowhere.
    """

    def __init__(
        self,
        sources: Mapping[str, Source],
        secrets: SenderSecrets,
        queue: Queue,
        refused: Queue,
        ledger: "Callable[[], Table] | None" = None,
    ) -> None:
        self._endpoints = {
            id_: _Endpoint(source, provider(source.provider), secrets) for id_, source in sources.items()
        }
        self._secrets = secrets
        self._queue = queue
        self._refused = refused
        self._ledger = ledger

    def warm_up(self) -> None:
        """Read the secrets at the cold start. Ignore failures: the first delivery reports them."""
        with suppress(Unavailable):
            self._secrets.current()

    def receive(self, request: Request) -> Response:
        """Return exactly 200 once the delivery is safely queued; otherwise 401, 405, 413 or 503."""
        try:
            return self._receive(request)
        except Unauthentic as failure:
            self._report(logging.WARNING, "Delivery refused", request, failure)
            return REFUSED
        except Unavailable as failure:
            self._report(logging.ERROR, "Delivery not queued", request, failure)
            return _NOT_QUEUED

    def _receive(self, request: Request) -> Response:
        self._secrets.current()  # read them before looking for the source, so that an outage reveals no names
        endpoint = self._endpoints.get(_source_name(request))
        if endpoint and (response := endpoint.handshake(request)):
            return response
        is_delivery = endpoint.is_delivery(request) if endpoint else request.method == "POST"
        if not is_delivery:
            return _NOT_BY_GET if _carries_data(request) else _READY
        if endpoint is None:
            raise Unauthentic(Reason.UNKNOWN_SOURCE)
        endpoint.verify(request)
        return self._queue_all(list(deliveries_in(request, endpoint.source)), endpoint.source.provider)

    def _queue_all(self, deliveries: list[Delivery], provider_name: str) -> Response:
        """Queue all of them and name the first. After a 503 the sender delivers all of them again."""
        try:
            messages = [message_of(delivery, provider_name) for delivery in deliveries]
        except ValueError:
            return _TOO_LARGE
        self._queue.send_all(messages)
        for delivery, message in zip(deliveries, messages, strict=True):
            facts = {**message.attributes, "topic": delivery.topic, "bytes": len(delivery.body)}
            _log.info("Delivery queued", extra=facts)
        return as_json(200, {"delivery": deliveries[0].id})

    def _report(self, level: int, message: str, request: Request, failure: Failure) -> None:
        name = _source_name(request)
        facts = {
            "source": name if name in self._endpoints else None,  # a path can hold anything
            "reason": failure.reason,
            "hint": str(failure),
            "request_id": request.id,
            **self._keep(request, failure.reason),
        }
        _log.log(level, message, extra=facts)

    def _keep(self, request: Request, reason: Reason) -> dict[str, Any]:
        """Keep a refused delivery of a known source. Return what to log: whether it is kept, or why not."""
        endpoint = self._endpoints.get(_source_name(request))
        if endpoint is None or not endpoint.is_delivery(request):
            return {"kept": False}
        if reason is not Reason.QUEUE_UNAVAILABLE:  # that one did verify
            self._count(endpoint.source.id)
        try:
            not_kept = self._keeper.keep(request, endpoint.source, reason)
        except Exception as error:  # whatever it is, the sender gets the same response
            _log.error("Refused delivery not kept", extra=_describe(error) | {"source": endpoint.source.id})
            return {"kept": False}
        return {"kept": False, "not_kept": not_kept} if not_kept else {"kept": True}

    def _count(self, source: str) -> None:
        """Count a refused delivery. Whatever fails, the sender gets the same response."""
        try:
            if self._counter:
                self._counter.count(source)
        except Exception as error:
            _log.warning("Refused delivery not counted", extra=_describe(error) | {"source": source})

    @cached_property
    def _counter(self) -> "RefusalCounter | None":
        from bridge.ledger.refusals import Refusals  # a good delivery never needs them
        from bridge.sources.counting import RefusalCounter

        return RefusalCounter(Refusals(self._ledger())) if self._ledger else None

    @cached_property
    def _keeper(self) -> "RefusedKeeper":
        from bridge.sources.keeping import RefusedKeeper  # a good delivery never needs it

        return RefusedKeeper(self._refused)


def ledger_table(name: str) -> "Table":
    """Open the ledger."""
    from bridge.aws.clients import client  # a good delivery never needs it
    from bridge.aws.table import Table

    return Table(client("dynamodb"), name)


def _source_name(request: Request) -> str:
    return request.path_parameters.get("source", "")


def _describe(error: Exception) -> dict[str, str]:
    if isinstance(error, Failure):
        return {"reason": error.reason, "hint": str(error)}
    return {"reason": Reason.INTERNAL_ERROR, "hint": describe_defect(error)}


def message_of(delivery: Delivery, provider_name: str) -> Outgoing:
    """The message of a delivery. Raises ValueError if it is too large for the queue."""
    attributes = {"source": delivery.source, "delivery": delivery.id, "provider": provider_name}
    return Outgoing(delivery.to_message(), attributes)


def _carries_data(request: Request) -> bool:
    """True for a GET with data: the form that sends it must not believe that it has delivered."""
    return bool(request.body or request.query.keys() - {"token"})
