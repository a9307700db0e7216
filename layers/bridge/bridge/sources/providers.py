"""The table of providers, and what each one's module has to say about its deliveries."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Protocol, cast

from bridge.messages import Delivery
from bridge.sources.registry import Source
from bridge.sources.request import Request
from bridge.sources.signatures import Signature
from bridge.sources.submission import Ignored, Submission

NAMES = ("plain", "shopify", "standard-webhooks", "typeform", "woocommerce")
"""As in sources.yaml; the module is named the same, with underscores."""


class Provider(Protocol):
    """A provider's module.

    It may have two functions more: `handshake(request, secrets) -> Answer | None`, for what a sender asks
    before it is trusted, and `is_test(request) -> bool`, for tests that only a header tells.
    """

    KINDS: tuple[str, ...]
    """What it can be in sources.yaml: "shop", "form" or both."""
    SIGNATURE: Signature
    TOPICS: tuple[str, ...]
    """The topics that make customers unless the source says otherwise; () when every delivery does."""
    OTHER_TOPICS: tuple[str, ...] | None
    """Topics that `include_topics` may name beside them; None when any name is good."""
    OPTIONS: Mapping[str, str]
    """The `options` that a source of this provider may have → what for."""

    def key(self, request: Request) -> bytes:
        """What is the same for every attempt at one delivery, and for no other delivery."""

    def topic(self, request: Request) -> str:
        """What it is about, in the sender's words; "" when it does not say."""

    def read(self, delivery: Delivery) -> Submission | Ignored:
        """The customer in it; raises Rejected for a payload that cannot be read."""


def provider(name: str) -> Provider:
    """The module of the provider; imported when asked for, so that a function loads only what it uses."""
    return cast("Provider", import_module(f"bridge.sources.{name.replace('-', '_')}"))


def read(delivery: Delivery, source: Source) -> Submission | Ignored:
    """What a delivery of the source says; raises Rejected for a payload that cannot be read."""
    module = provider(source.provider)
    topics: tuple[str, ...] = source.include_topics or module.TOPICS
    if delivery.topic and topics and delivery.topic not in topics:
        return Ignored("topic_not_included")
    if delivery.test:
        return Ignored("test_delivery")
    return module.read(delivery)


def optional(module: Provider, name: str) -> Any:
    """The module's function of that name, None when it has none."""
    return getattr(module, name, None)
