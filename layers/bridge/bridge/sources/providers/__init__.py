"""The table of providers, and what each one's module has to say about its deliveries."""

import json
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

from bridge.http import Request
from bridge.model.delivery import Delivery
from bridge.model.reasons import Reason
from bridge.model.source import Source
from bridge.model.submission import Ignored, Submission
from bridge.sources.options import Options
from bridge.sources.signatures import Signature

if TYPE_CHECKING:  # receivers import this module and never fetch
    from bridge.sources.fetching import Fetcher

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
"""As in sources.yaml; the module is named the same, with underscores."""


class Provider(Protocol):
    """A provider's module.

    It may have some functions more:
    `handshake(request, secrets) -> Response | None`, for what a sender asks before it is trusted;
    `is_test(request) -> bool`, for tests that only a header tells;
    `delivers(request) -> bool`, for a sender that delivers by GET: whether this is a delivery, not a look;
    `body(request) -> bytes`, what is queued where that is not the body as it came: secrets never are;
    `split(request) -> list[Request]`, one request per customer, for a sender that puts several into one.

    A sender that sends ids only has an `API` (`SenderApi`) and `fetch(delivery, source, get)`, which
    returns Ignored or the payload that `read` then finds in the body.
    """

    KINDS: tuple[str, ...]
    """What it can be in sources.yaml: "shop", "form" or both."""
    SIGNATURE: Signature
    TOPICS: tuple[str, ...]
    """The topics that make customers unless the source says otherwise; () when every delivery does."""
    OTHER_TOPICS: tuple[str, ...] | None
    """Topics that `include_topics` may name beside them; None when any name is good."""
    OPTIONS: Options
    """The `options` that a source of this provider may have."""

    def key(self, request: Request) -> bytes:
        """What is the same for every attempt at one delivery, and for no other delivery."""

    def topic(self, request: Request) -> str:
        """What it is about, in the sender's words; "" when it does not say."""

    def read(self, delivery: Delivery) -> Submission | Ignored:
        """The customer in it; raises Rejected for a payload that cannot be read."""


def provider(name: str) -> Provider:
    """The module of the provider; imported when asked for, so that a function loads only what it uses."""
    return cast("Provider", import_module(f"bridge.sources.providers.{name.replace('-', '_')}"))


def read(delivery: Delivery, source: Source, fetcher: "Fetcher | None" = None) -> Submission | Ignored:
    """What a delivery of the source says; raises Rejected for a payload that cannot be read.

    Without a `fetcher`, a delivery that is only an id is taken for what would have been fetched.
    """
    module = provider(source.provider)
    topics: tuple[str, ...] = source.include_topics or module.TOPICS
    if delivery.topic and topics and delivery.topic not in topics:
        return Ignored(Reason.TOPIC_NOT_INCLUDED)
    if delivery.test:
        return Ignored(Reason.TEST_DELIVERY)
    if fetcher and (fetch := optional(module, "fetch")):
        payload = fetch(delivery, source, partial(fetcher.get, optional(module, "API"), source.id))
        if isinstance(payload, Ignored):
            return payload
        delivery = replace(delivery, body=json.dumps(payload).encode())
    found = module.read(delivery)
    if isinstance(found, Submission) and found.test and source.options.get("tests") != "keep":
        return Ignored(Reason.TEST_DELIVERY)
    return found


def optional(module: Provider, name: str) -> Any:
    """The module's function of that name, None when it has none."""
    return getattr(module, name, None)
