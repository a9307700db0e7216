"""Measures the processor time of a webhook from inside: see `warm_webhook`."""

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


class FakeClient:
    """An AWS client with the secrets of the senders, which accepts messages and stores none."""

    def get_secret_value(self, **_: Any) -> dict[str, str]:
        """The secrets of the senders."""
        return {"SecretString": json.dumps(senders.SECRETS)}

    def send_message(self, **_: Any) -> dict[str, str]:
        """Accept the message."""
        return {"MessageId": "1"}


def parts() -> Calls:
    """The steps of a delivery, each on its own."""
    request = Request.from_event(EVENT, 0.0)
    secrets = (senders.SECRETS["shop"],)
    delivery = _delivery(request)
    message, queue = delivery.to_message(), Queue(FakeClient(), "url")
    return {
        "read the event": lambda: Request.from_event(EVENT, 0.0),
        "verify the signature": lambda: shopify.SIGNATURE.verify(request, secrets, {}),
        "name the delivery": lambda: _delivery(request),
        "write the message": delivery.to_message,
        "hand it to the queue's client": lambda: queue.send(message, {"source": "shop"}),
        "write a line of log": lambda: LOG.info("Delivery queued", extra=FACTS),
    }


def whole() -> Calls:
    """Whole handlers: with a queue that takes no time, and with botocore over TLS."""
    sources = registry.load(kind=SourceKind.SHOP)
    queue = Queue(FakeClient(), "url")
    receiver = Receiver(sources, SenderSecrets(FakeClient(), "senders"), queue, refused=queue)
    api = Api({f"POST {EVENT['resource']}": receiver.receive})
    ours = runpy.run_path(str(FUNCTIONS / APP))["handler"]
    plain = runpy.run_path(str(PLAIN_BUILT / APP))["handler"]
    light = runpy.run_path(str(PLAIN_BUILT / APP))["handler"]
    light.__globals__["sqs"] = FakeClient()
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


def _select(found: dict[str, float], calls: Calls) -> dict[str, float]:
    return {name: found[name] for name in calls}


def _check(handlers: Calls) -> None:
    """Make sure that every handler accepts the webhook."""
    for name, handler in handlers.items():
        response = handler()
        if not isinstance(response, dict) or response["statusCode"] != 200:
            raise RuntimeError(f"{name}: {response}")


def main() -> None:
    """Print the microseconds. All are measured in turn, so that they can be compared."""
    log_as_on_lambda()
    LOG.setLevel(logging.INFO)
    handlers, steps = whole(), parts()
    _check(handlers)
    found = microseconds(handlers | steps, TIMES)
    print(json.dumps({"whole": _select(found, handlers), "parts": _select(found, steps)}))


if __name__ == "__main__":
    main()
