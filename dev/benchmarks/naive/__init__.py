"""A worker as it is usually written, to measure ours against."""
