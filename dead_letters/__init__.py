"""The operator's command for dead letters: list, show, correct and replay, discard (docs/dead-letters.md)."""
