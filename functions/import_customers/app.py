"""Plans files of customers and queues their rows, step by step."""

import os
from typing import Any

from aws_lambda_powertools import Logger

from bridge.aws.clients import client
from bridge.aws.queue import Queue
from bridge.aws.table import Table
from bridge.identity.identities import Identifier
from bridge.imports.bucket import Files
from bridge.imports.import_worker import Steps
from bridge.imports.new_file import Arrival
from bridge.imports.plan.plan_file import FilePlanner
from bridge.imports.send.queue_ahead import RowSender
from bridge.imports.send.row_queue import RowQueue
from bridge.ledger.bulk_reader import Known
from bridge.ledger.imports import Imports

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
