"""A twin of Seven Time's API: as documented, with its limit, with faults on demand (docs/simulator.md)."""
