"""Seven Time's customer API, versions 1 and 2: `client` talks, `models` are what it talks about."""
