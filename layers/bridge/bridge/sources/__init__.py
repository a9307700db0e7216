"""Senders: the configured sources (`registry`), their signatures, and their payloads (`providers`)."""
