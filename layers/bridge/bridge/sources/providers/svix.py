"""Svix: Standard Webhooks, with headers of its own name (docs/senders/svix.md)."""

from bridge.sources.providers import standard_webhooks

KINDS = standard_webhooks.KINDS
SIGNATURE = standard_webhooks.SIGNATURE
TOPICS = standard_webhooks.TOPICS
OTHER_TOPICS = standard_webhooks.OTHER_TOPICS
OPTIONS = standard_webhooks.OPTIONS

key, topic, read = standard_webhooks.key, standard_webhooks.topic, standard_webhooks.read
