"""Creates customers in Seven Time from the deliveries in the Customers queue."""

import os
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.parameters import SecretsProvider

from bridge.aws import client
from bridge.creation import Creation
from bridge.dynamodb import Table
from bridge.identity import Identifier
from bridge.ledger import Ledger
from bridge.pacer import Pacer
from bridge.queues import Queue
from bridge.seventime.client import SevenTime
from bridge.sources.registry import load
from bridge.worker import Deadline, Worker

dynamodb, sqs = client("dynamodb"), client("sqs")
secrets = SecretsProvider(boto3_client=client("secretsmanager"))
logger = Logger()
deadline = Deadline()


def client_secret(fresh: bool) -> str:
    """The Client-Secret, kept for 5 minutes unless `fresh`."""
    return str(secrets.get(os.environ["CLIENT_SECRET_ID"], max_age=300, force_fetch=fresh))


ledger = Ledger(Table(dynamodb, os.environ["LEDGER_TABLE"]))
pacer = Pacer(
    Table(dynamodb, os.environ["PACER_TABLE"]), float(os.environ["REQUESTS_PER_SECOND"]), deadline.patience
)
seventime = SevenTime(
    os.environ["SEVENTIME_BASE_URL"],
    os.environ["SEVENTIME_API_VERSION"],
    client_secret,
    created_by_user=os.environ["CREATED_BY_USER"],
    pace=pacer,
)
identifier = Identifier(str(secrets.get(os.environ["LEDGER_KEY_ID"])).encode())
worker = Worker(
    sources=load(),
    creation=Creation(ledger, seventime, identifier),
    ledger=ledger,
    pacer=pacer,
    customers=Queue(sqs, os.environ["CUSTOMERS_QUEUE_URL"]),
    dead_letters=Queue(sqs, os.environ["DEAD_LETTERS_URL"]),
    deadline=deadline,
    log=logger.info,
)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """SQS event → the messages to keep."""
    return worker.handle(event, lambda: context.get_remaining_time_in_millis() / 1000)
