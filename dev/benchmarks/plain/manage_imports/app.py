"""The plainest handler that shows an import that is not there: it reads two items."""

import json
import os
from typing import Any

import boto3

sqs, dynamodb, s3 = boto3.client("sqs"), boto3.client("dynamodb"), boto3.client("s3")


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Answer API Gateway."""
    for kind in ("import", "ticket"):
        key = {"pk": {"S": f"{kind}#{event['pathParameters']['id']}"}}
        dynamodb.get_item(TableName=os.environ["LEDGER_TABLE"], Key=key, ConsistentRead=True)
    return {"statusCode": 404, "body": json.dumps({"error": {"code": "import_unknown"}})}
