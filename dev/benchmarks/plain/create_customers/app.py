"""The plainest handler that creates a customer with the same requests: claim, look, create, done."""

import hmac
import json
import os
import time
from typing import Any

import boto3
import requests

dynamodb = boto3.client("dynamodb")
sqs = boto3.client("sqs")
secrets = boto3.client("secretsmanager")
ledger, pacer = os.environ["LEDGER_TABLE"], os.environ["PACER_TABLE"]
url = f"{os.environ['SEVENTIME_BASE_URL']}/api/1/customers/"
key = secrets.get_secret_value(SecretId=os.environ["LEDGER_KEY_ID"])["SecretString"].encode()
seventime = requests.Session()
seventime.headers["Client-Secret"] = secrets.get_secret_value(SecretId=os.environ["CLIENT_SECRET_ID"])[
    "SecretString"
]


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """SQS event → no message is kept."""
    for record in event["Records"]:
        create(json.loads(record["body"]))
    return {"batchItemFailures": []}


def create(message: dict[str, Any]) -> None:
    """Make the order's customer."""
    delivery = {"pk": {"S": f"delivery#{message['delivery']}"}}
    if "Item" in dynamodb.get_item(TableName=ledger, Key=delivery, ConsistentRead=True):
        return
    customer = read(json.loads(message["body"]))
    identities = [
        identity("email", customer["email"]),
        identity("contact", customer["phone"] + customer["name"]),
    ]
    request = {ledger: {"Keys": identities, "ConsistentRead": True}}
    if dynamodb.batch_get_item(RequestItems=request)["Responses"][ledger]:
        return
    claim = {"pk": {"S": f"customer#{message['delivery']}"}}
    dynamodb.transact_write_items(TransactItems=[written(each) for each in (claim, *identities)])
    slots = dynamodb.get_item(TableName=pacer, Key={"pk": {"S": "pacer"}}, ConsistentRead=True).get(
        "Item", {}
    )
    wait_for_slot(slots)
    found = seventime.get(url, params={"name": customer["name"]}, timeout=10).json()
    if not found:
        wait_for_slot(slots)
        found = [seventime.post(url, data=customer, timeout=10).json()]
    update(claim, "SET #state = :v", {"S": "done"})
    update(delivery, "SET #seventime_id = :v", {"S": found[0]["_id"]})


def read(order: dict[str, Any]) -> dict[str, str]:
    """Seven Time's fields out of Shopify's."""
    address = order["billing_address"]
    return {
        "name": f"{order['customer']['first_name']} {order['customer']['last_name']}",
        "email": order["email"],
        "phone": order["customer"]["phone"] or "",
        "address": address["address1"],
        "zipCode": address["zip"],
        "city": address["city"],
    }


def identity(kind: str, value: str) -> dict[str, Any]:
    """The key of an identity in the ledger."""
    return {"pk": {"S": f"{kind}#{hmac.digest(key, value.encode(), 'sha256').hex()}"}}


def written(item: dict[str, Any]) -> dict[str, Any]:
    """An update of a transaction."""
    return {
        "Update": {
            "TableName": ledger,
            "Key": item,
            "UpdateExpression": "SET #state = :v",
            "ConditionExpression": "attribute_not_exists(pk)",
            "ExpressionAttributeNames": {"#state": "state"},
            "ExpressionAttributeValues": {":v": {"S": "claimed"}},
        }
    }


def wait_for_slot(slots: dict[str, Any]) -> None:
    """As plain as it gets: count it, and wait for a gap."""
    dynamodb.update_item(
        TableName=pacer,
        Key={"pk": {"S": "pacer"}},
        UpdateExpression="ADD #v :one",
        ExpressionAttributeNames={"#v": "v"},
        ExpressionAttributeValues={":one": {"N": "1"}},
    )
    time.sleep(1 / float(os.environ["REQUESTS_PER_SECOND"]) if slots else 0)


def update(item: dict[str, Any], expression: str, value: dict[str, str]) -> None:
    """Write one attribute."""
    name = expression.split()[1]
    dynamodb.update_item(
        TableName=ledger,
        Key=item,
        UpdateExpression=expression,
        ExpressionAttributeNames={name: name[1:]},
        ExpressionAttributeValues={":v": value},
    )
