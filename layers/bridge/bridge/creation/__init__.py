"""From a queued delivery to exactly one customer in Seven Time."""
