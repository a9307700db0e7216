"""Plans files of customers and queues their rows, step by step."""

import os
from typing import Any

from aws_lambda_powertools import Logger

from bridge.aws.clients import client
from bridge.aws.queue import Queue
from bridge.aws.table import Table
from bridge.identity.nobodys_contacts import NobodysContacts
from bridge.identity.sealing import Sealer
from bridge.imports.bucket import Bucket
from bridge.imports.import_worker import ImportWorker
from bridge.imports.new_file import NewFiles
from bridge.imports.plan.plan_file import FilePlanner
from bridge.imports.send.queue_ahead import RowSender
from bridge.ledger.contacts import Contacts
from bridge.ledger.imports import Imports
from bridge.pacing.pacer import Meter
from bridge.sources.registry import load_shared_contacts

sqs, dynamodb = client("sqs"), client("dynamodb")
bucket = Bucket(client("s3"), os.environ["IMPORTS_BUCKET"])
ledger = Table(dynamodb, os.environ["LEDGER_TABLE"])
imports = Imports(ledger)
key = client("secretsmanager").get_secret_value(SecretId=os.environ["LEDGER_KEY_ID"])["SecretString"]
nobodys = NobodysContacts.of_deployment(load_shared_contacts(), os.environ["ALARM_EMAIL"])
customers = Queue(sqs, os.environ["CUSTOMERS_QUEUE_URL"])
meter = Meter(Table(dynamodb, os.environ["PACER_TABLE"]), float(os.environ["REQUESTS_PER_SECOND"]))
log = Logger().info
worker = ImportWorker(
    new_files=NewFiles(bucket, imports),
    planner=FilePlanner(
        bucket,
        imports,
        Sealer(key.encode(), nobodys),
        Contacts(ledger),
        os.environ["SEVENTIME_API_VERSION"],
        log=log,
    ),
    sender=RowSender(bucket, imports, customers, meter),
    imports=imports,
    queue=Queue(sqs, os.environ["IMPORTS_QUEUE_URL"]),
    log=log,
)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """SQS event → the messages to keep."""
    return worker.handle(event, lambda: context.get_remaining_time_in_millis() / 1000)
