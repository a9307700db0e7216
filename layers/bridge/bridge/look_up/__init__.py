"""The look-up: Seven Time's get and list for other systems."""
