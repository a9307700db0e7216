"""Seven Time's customer API, versions 1 and 2: `client` makes the requests, `models` holds the customers.

Nothing in here knows AWS.
"""
