"""The webhook's processor time, measured inside: see `warm_webhook`."""

import json
import logging
import runpy
from collections.abc import Callable
from typing import Any

from bridge.api import Api
from bridge.aws.queue import Queue
from bridge.http import Request
from bridge.model.delivery import Delivery, delivery_id
from bridge.model.source import SourceKind
from bridge.sources import registry
from bridge.sources.providers import shopify
from bridge.sources.receiver import Receiver
from bridge.sources.secrets import SenderSecrets
from dev.benchmarks import senders
from dev.benchmarks.inside import log_as_on_lambda, microseconds
from dev.benchmarks.places import FUNCTIONS, PLAIN_BUILT

TIMES = 100
APP = "receive_shop_webhook/app.py"
EVENT = senders.shop_webhook()
LOG = logging.getLogger("webhook")
FACTS = {"source": "shop", "topic": "orders/create", "bytes": 20_000}

Calls = dict[str, Callable[[], object]]


class Nowhere:
    """An AWS client that has the senders' secrets and takes messages."""

    def get_secret_value(self, **_: Any) -> dict[str, str]:
        """The secrets."""
        return {"SecretString": json.dumps(senders.SECRETS)}

    def send_message(self, **_: Any) -> dict[str, str]:
        """Taken."""
        return {}


def parts() -> Calls:
    """The steps of a delivery, each by itself."""
    request = Request.from_event(EVENT, 0.0)
    secrets = (senders.SECRETS["shop"],)
    delivery = _delivery(request)
    message, queue = delivery.to_message(), Queue(Nowhere(), "url")
    return {
        "read the event": lambda: Request.from_event(EVENT, 0.0),
        "verify the signature": lambda: shopify.SIGNATURE.verify(request, secrets, {}),
        "name the delivery": lambda: _delivery(request),
        "write the message": delivery.to_message,
        "hand it to the queue's client": lambda: queue.send(message, {"source": "shop"}),
        "write a line of log": lambda: LOG.info("Delivery queued", extra=FACTS),
    }


def whole() -> Calls:
    """Handlers from event to answer: with a queue that costs nothing, and with botocore over TLS."""
    sources = registry.load(kind=SourceKind.SHOP)
    receiver = Receiver(sources, SenderSecrets(Nowhere(), "senders"), Queue(Nowhere(), "url"))
    api = Api({f"POST {EVENT['resource']}": receiver.receive})
    ours = runpy.run_path(str(FUNCTIONS / APP))["handler"]
    plain = runpy.run_path(str(PLAIN_BUILT / APP))["handler"]
    light = runpy.run_path(str(PLAIN_BUILT / APP))["handler"]
    light.__globals__["sqs"] = Nowhere()
    return {
        "own": lambda: api.handle(EVENT),
        "plain_own": lambda: light(EVENT, None),
        "sending": lambda: ours(EVENT, None),
        "plain_sending": lambda: plain(EVENT, None),
    }


def _delivery(request: Request) -> Delivery:
    return Delivery(
        id=delivery_id("shop", shopify.key(request)),
        source="shop",
        body=request.body,
        topic=shopify.topic(request),
        content_type=request.headers.get("content-type", ""),
    )


def _of(found: dict[str, float], calls: Calls) -> dict[str, float]:
    return {name: found[name] for name in calls}


def _good(handlers: Calls) -> None:
    for name, handler in handlers.items():
        answer = handler()
        if not isinstance(answer, dict) or answer["statusCode"] != 200:
            raise RuntimeError(f"{name}: {answer}")


def main() -> None:
    """Print the microseconds; all are taken in turn, so that they can be compared."""
    log_as_on_lambda()
    LOG.setLevel(logging.INFO)
    handlers, steps = whole(), parts()
    _good(handlers)
    found = microseconds(handlers | steps, TIMES)
    print(json.dumps({"whole": _of(found, handlers), "parts": _of(found, steps)}))


if __name__ == "__main__":
    main()
