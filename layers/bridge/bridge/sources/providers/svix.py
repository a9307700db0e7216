"""Svix: Standard Webhooks with Svix's own header names (docs/senders/svix.md)."""

from bridge.sources.providers import standard_webhooks

KINDS = standard_webhooks.KINDS
SIGNATURE = standard_webhooks.SIGNATURE
TOPICS = standard_webhooks.TOPICS
OPTIONS = standard_webhooks.OPTIONS

key = standard_webhooks.key
topic = standard_webhooks.topic
read = standard_webhooks.read
