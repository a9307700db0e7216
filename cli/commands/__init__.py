"""The commands of `bridge`, a module for each group. They present what `bridge.operations` does."""
