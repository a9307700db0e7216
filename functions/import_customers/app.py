"""Plans files of customers and queues their rows, step by step."""

import os
from typing import Any

from aws_lambda_powertools import Logger

from bridge.aws import client
from bridge.dynamodb import Table
from bridge.identity import Identifier
from bridge.imports.arrival import Arrival
from bridge.imports.files import Files
from bridge.imports.known import Known
from bridge.imports.plan_file import FilePlanner
from bridge.imports.records import Imports
from bridge.imports.row_queue import RowQueue
from bridge.imports.send_rows import RowSender
from bridge.imports.steps import Steps
from bridge.queues import Queue

sqs, dynamodb = client("sqs"), client("dynamodb")
logger = Logger()
files = Files(client("s3"), os.environ["IMPORTS_BUCKET"])
ledger = Table(dynamodb, os.environ["LEDGER_TABLE"])
imports = Imports(ledger)
key = client("secretsmanager").get_secret_value(SecretId=os.environ["LEDGER_KEY_ID"])["SecretString"]
customers = RowQueue(sqs, os.environ["CUSTOMERS_QUEUE_URL"])
pacer = Table(dynamodb, os.environ["PACER_TABLE"])
steps = Steps(
    arrival=Arrival(files, imports),
    planner=FilePlanner(files, imports, Identifier(key.encode()), Known(ledger)),
    sender=RowSender(files, imports, customers, pacer, float(os.environ["REQUESTS_PER_SECOND"])),
    imports=imports,
    queue=Queue(sqs, os.environ["IMPORTS_QUEUE_URL"]),
    log=logger.info,
)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """SQS event → the messages to keep."""
    return steps.handle(event, lambda: context.get_remaining_time_in_millis() / 1000)
