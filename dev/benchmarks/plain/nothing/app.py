"""A handler that does nothing: the share of a cold start that is Lambda's runtime client and Python."""

from typing import Any


def handler(_event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Answer API Gateway."""
    return {"statusCode": 200, "body": "{}"}
