"""The plainest handler that verifies a Shopify webhook and queues it."""

import base64
import hmac
import json
import os
import time
from typing import Any

import boto3

sqs = boto3.client("sqs")
answer = boto3.client("secretsmanager").get_secret_value(SecretId=os.environ["SENDER_SECRETS_ID"])
secrets = json.loads(answer["SecretString"])


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Answer API Gateway."""
    source, headers = event["pathParameters"]["source"], event["headers"]
    body = base64.b64decode(event["body"])
    expected = base64.b64encode(hmac.digest(secrets[source].encode(), body, "sha256")).decode()
    if not hmac.compare_digest(expected, headers["X-Shopify-Hmac-Sha256"]):
        return {"statusCode": 401, "body": "{}"}
    message = {
        "delivery": headers["X-Shopify-Event-Id"],
        "source": source,
        "topic": headers["X-Shopify-Topic"],
        "received_at": time.time(),
        "body": body.decode(),
    }
    sqs.send_message(QueueUrl=os.environ["CUSTOMERS_QUEUE_URL"], MessageBody=json.dumps(message))
    return {"statusCode": 200, "body": json.dumps({"delivery": message["delivery"]})}
