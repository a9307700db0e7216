"""The plainest handler that looks customers up with the same requests: mark, slot, ask, unmark."""

import os
from typing import Any

import boto3
import requests

dynamodb = boto3.client("dynamodb")
table = os.environ["PACER_TABLE"]
answer = boto3.client("secretsmanager").get_secret_value(SecretId=os.environ["CLIENT_SECRET_ID"])
seventime = requests.Session()
seventime.headers["Client-Secret"] = answer["SecretString"]


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Answer API Gateway."""
    filters = event["queryStringParameters"]
    update(f"look_up#{sorted(filters.items())}", "SET #asked = :one", "asked")
    dynamodb.get_item(TableName=table, Key={"pk": {"S": "pacer"}}, ConsistentRead=True)
    update("pacer", "ADD #v :one", "v")
    found = seventime.get(f"{os.environ['SEVENTIME_BASE_URL']}/api/1/customers/", params=filters, timeout=10)
    update(f"look_up#{sorted(filters.items())}", "SET #asked = :one", "asked")
    return {"statusCode": found.status_code, "body": found.text}


def update(key: str, expression: str, name: str) -> None:
    """Write one attribute."""
    dynamodb.update_item(
        TableName=table,
        Key={"pk": {"S": key}},
        UpdateExpression=expression,
        ExpressionAttributeNames={f"#{name}": name},
        ExpressionAttributeValues={":one": {"N": "1"}},
    )
