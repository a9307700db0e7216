"""The senders: who they are (`registry`), how they prove it (`signatures`), what they say (`providers`)."""
