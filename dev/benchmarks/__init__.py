"""Measures how fast the bridge is: `make bench`."""
