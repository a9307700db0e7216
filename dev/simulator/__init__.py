"""Simulates Seven Time's API as documented, with its rate limit and faults on demand (docs/simulator.md)."""
