"""The plainest handler that reads one item and shows it."""

import json
import os
from typing import Any

import boto3

dynamodb = boto3.client("dynamodb")


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Answer API Gateway."""
    key = {"pk": {"S": f"delivery#{event['pathParameters']['id']}"}}
    answer = dynamodb.get_item(TableName=os.environ["LEDGER_TABLE"], Key=key, ConsistentRead=True)
    item = {name: next(iter(value.values())) for name, value in answer.get("Item", {}).items()}
    return {"statusCode": 200, "body": json.dumps({"status": "pending", **item})}
