"""The providers: what the bridge knows about each sender's webhooks.

To add a provider:

1. Write a module in this folder; formspree.py (a form) and squarespace.py (a shop) are short examples.
   `Provider` says which constants and functions a module must have. The protocols after it say which
   functions it may have in addition. A signature is usually one row of `signatures.Hmac` or `Token`;
   `form.submission` and `shop.ShopCustomer` do most of the reading.
2. Add its name to `NAMES`.
3. Add event files, tests, a page in docs/senders/ and a row in docs/sources.md. The tests say what is
   missing.

A module is imported when the first source needs it, so that a function loads only what it uses.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast, runtime_checkable

from bridge.http import Request, Response
from bridge.model.delivery import Delivery, delivery_id
from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason
from bridge.model.source import Source, SourceKind
from bridge.model.submission import Ignored, Submission
from bridge.sources.options import Options, Topics
from bridge.sources.sender_api import Get, SenderApi
from bridge.sources.signatures import Secrets, Signature

if TYPE_CHECKING:  # receivers import this module and never fetch
    from bridge.sources.fetching import Fetcher

_MAY_HAVE_ENTITIES = re.compile(rb"&|%26|u0026")
"""Also as a form and as JSON may write an ampersand."""

TEST_HEADER = "x-test-delivery"
"""A signed request with this header, `true`, is a test, whoever sends it: accepted, queued and ignored."""

_TEST_KEY = b"test\0"
"""Gives a marked test an id of its own, so that it never stands for the same delivery sent in earnest."""

NAMES = (
    "bigcommerce",
    "contact-form-7",
    "ecwid",
    "elementor",
    "fillout",
    "formspree",
    "github",
    "google-ads",
    "google-forms",
    "gravity-forms",
    "hmac",
    "hubspot",
    "jotform",
    "meta-lead-ads",
    "microsoft-forms",
    "netlify",
    "paperform",
    "plain",
    "quickbutik",
    "shopify",
    "squarespace",
    "standard-webhooks",
    "stripe",
    "svix",
    "tally",
    "typeform",
    "webflow",
    "wix",
    "woocommerce",
    "wpforms",
)
"""The providers' names, as in sources.yaml. A module has underscores in place of the hyphens."""


@runtime_checkable
class Provider(Protocol):
    """What every provider's module has."""

    KINDS: tuple[SourceKind, ...]
    """The kinds of sources that it can be: shop, form or both."""
    SIGNATURE: Signature
    """How its requests are verified."""
    TOPICS: Topics
    """The events that it delivers."""
    OPTIONS: Options
    """The `options` that its sources may have in sources.yaml."""

    def key(self, request: Request) -> bytes:
        """Return what is equal for every attempt at one delivery, and different for every other delivery."""

    def topic(self, request: Request) -> str:
        """Return the sender's name for the event, "" if it has none."""

    def read(self, delivery: Delivery) -> Submission | Ignored:
        """Read the customer's answers from a delivery. Raises Rejected for a payload that is malformed."""


@runtime_checkable
class AsksForHandshake(Protocol):
    """A provider whose sender asks a question, unsigned, before it delivers anything."""

    def handshake(self, request: Request, secrets: Secrets) -> Response | None:
        """Return the response to the question; None if the request is none."""


@runtime_checkable
class MarksTests(Protocol):
    """A provider whose sender marks a test in the request, not in the payload."""

    def is_test(self, request: Request) -> bool:
        """True if the request is a test."""


@runtime_checkable
class DeliversByGet(Protocol):
    """A provider whose sender delivers by GET, not only by POST."""

    def is_delivery(self, request: Request) -> bool:
        """True if the GET request is a delivery, and not somebody who looks at the address."""


@runtime_checkable
class ChangesBody(Protocol):
    """A provider that queues something else than the body: without a secret, or unwrapped."""

    def body(self, request: Request) -> bytes:
        """Return the bytes to queue."""


@runtime_checkable
class SendsBatches(Protocol):
    """A provider whose sender puts several customers into one request."""

    def split(self, request: Request) -> list[Request]:
        """Return one request per customer."""


@runtime_checkable
class SendsIds(Protocol):
    """A provider whose sender delivers an id only: the worker fetches the rest from the sender's API."""

    API: SenderApi

    def fetch(self, delivery: Delivery, source: Source, get: Get) -> Any:
        """Return the payload for `read`, or Ignored. `get` asks the API. Raises Rejected or Unavailable."""


def provider(name: str) -> Provider:
    """Import the provider's module."""
    return cast("Provider", import_module(f"bridge.sources.providers.{name.replace('-', '_')}"))


def verify(request: Request, source: Source, secrets: Secrets) -> None:
    """Return if a request comes from the source. Raises Unauthentic; Unavailable without usable secrets."""
    if not secrets:
        raise Unavailable(Reason.SECRET_MISSING, "Put the source's secret into the senders' secrets")
    provider(source.provider).SIGNATURE.verify(request, secrets, source.options)


def deliveries_in(request: Request, source: Source) -> Iterator[Delivery]:
    """Yield one delivery for each customer in a verified request."""
    module = provider(source.provider)
    parts = module.split(request) if isinstance(module, SendsBatches) else []
    for part in parts or [request]:
        yield Delivery(
            id=delivery_id(source.id, _TEST_KEY * _is_marked(part) + module.key(part)),
            source=source.id,
            body=module.body(part) if isinstance(module, ChangesBody) else part.body,
            topic=module.topic(part),
            content_type=part.headers.get("content-type", ""),
            received_at=part.received_at,
            test=_is_test(module, part),
        )


def _is_test(module: Provider, request: Request) -> bool:
    """True if the sender marks a test in its own way, or whoever signed the request marks it in ours."""
    return _is_marked(request) or (isinstance(module, MarksTests) and module.is_test(request))


def _is_marked(request: Request) -> bool:
    return request.headers.get(TEST_HEADER, "").lower() == "true"


def read(delivery: Delivery, source: Source, fetcher: "Fetcher | None" = None) -> Submission | Ignored:
    """Read the customer's answers from a delivery. Raises Rejected for a payload that is malformed.

    Without a `fetcher`, the body of a delivery is taken for what the sender's API would have answered.
    """
    module = provider(source.provider)
    topics = source.include_topics or module.TOPICS.default
    if delivery.topic and topics and delivery.topic not in topics:
        return Ignored(Reason.TOPIC_NOT_INCLUDED)
    if delivery.test:
        return Ignored(Reason.TEST_DELIVERY)
    if fetcher and isinstance(module, SendsIds):
        payload = module.fetch(delivery, source, partial(fetcher.get, module.API, source.id))
        if isinstance(payload, Ignored):
            return payload
        delivery = replace(delivery, body=json.dumps(payload).encode())
    found = _decoded(_read_forwarded(delivery, source) or module.read(delivery), delivery)
    if isinstance(found, Submission) and (reason := _reason_to_ignore(found, delivery, source)):
        return Ignored(reason)
    return found


def _read_forwarded(delivery: Delivery, source: Source) -> Submission | Ignored | None:
    """Read another shop's order that is passed on as it is, None if the delivery is none."""
    from bridge.sources.forwarded import find_order

    if found := find_order(delivery, source):
        shop, order = found
        return provider(shop).read(order)
    return None


def _reason_to_ignore(found: Submission, delivery: Delivery, source: Source) -> Reason | None:
    """Return why the source does not want the submission, None if it does."""
    from bridge.sources.shop_events import is_older_than  # receivers load this module but read no delivery

    if found.test and source.options.get("tests") != "keep":
        return Reason.TEST_DELIVERY
    if found.thin and source.options.get("accounts") != "keep":
        return Reason.CUSTOMER_WITHOUT_AN_ADDRESS
    is_update = delivery.topic in provider(source.provider).TOPICS.updates
    if is_update and is_older_than(source.oldest_update, found.submitted_at, delivery.received_at):
        return Reason.OLD_ORDER
    return None


def _decoded(found: Submission | Ignored, delivery: Delivery) -> Submission | Ignored:
    """The same with texts that the sender stores as HTML decoded."""
    if isinstance(found, Submission) and _MAY_HAVE_ENTITIES.search(delivery.body):
        from bridge.sources.html_entities import decode_submission  # receivers load this module

        return decode_submission(found)
    return found
