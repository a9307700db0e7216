"""A worker as it is usually written, to compare ours with."""
