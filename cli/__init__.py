"""`bridge`, the command with which people operate deployments (docs/cli.md), and what `make` needs of it."""
