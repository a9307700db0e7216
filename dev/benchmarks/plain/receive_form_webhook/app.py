"""The plainest handler that verifies a Typeform webhook and queues it."""

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
    digest = base64.b64encode(hmac.digest(secrets[source].encode(), body, "sha256")).decode()
    if not hmac.compare_digest(f"sha256={digest}", headers["Typeform-Signature"]):
        return {"statusCode": 401, "body": "{}"}
    message = {
        "delivery": json.loads(body)["event_id"],
        "source": source,
        "received_at": time.time(),
        "body": body.decode(),
    }
    sqs.send_message(QueueUrl=os.environ["CUSTOMERS_QUEUE_URL"], MessageBody=json.dumps(message))
    return {"statusCode": 200, "body": json.dumps({"delivery": message["delivery"]})}
