"""The plainest handler that takes a step of an import that is not there: hold the message, read two items."""

import json
import os
from typing import Any

import boto3

sqs, dynamodb, s3 = boto3.client("sqs"), boto3.client("dynamodb"), boto3.client("s3")
boto3.client("secretsmanager").get_secret_value(SecretId=os.environ["LEDGER_KEY_ID"])


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """SQS event → the messages to keep."""
    for record in event["Records"]:
        sqs.change_message_visibility(
            QueueUrl=os.environ["IMPORTS_QUEUE_URL"],
            ReceiptHandle=record["receiptHandle"],
            VisibilityTimeout=65,
        )
        for kind in ("import", "ticket"):
            key = {"pk": {"S": f"{kind}#{json.loads(record['body'])['import']}"}}
            dynamodb.get_item(TableName=os.environ["LEDGER_TABLE"], Key=key, ConsistentRead=True)
    return {"batchItemFailures": []}
