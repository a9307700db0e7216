"""Development: the local stack, Seven Time's simulator, benchmarks."""
