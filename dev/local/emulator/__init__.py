"""The AWS emulator, in its own environment."""
