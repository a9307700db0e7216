"""POST /imports, GET /imports/{id} and its rows; pause, resume, cancel."""

import os
from functools import partial
from typing import Any

from bridge.api import Api, key_ids
from bridge.aws.clients import client
from bridge.aws.queue import Queue
from bridge.aws.table import Table
from bridge.imports.api import ImportsApi
from bridge.imports.bucket import Bucket
from bridge.imports.results import Results
from bridge.ledger.bulk_reader import BulkReader
from bridge.ledger.imports import Imports
from bridge.ledger.outages import outage_now
from bridge.pacing.pacer import Meter

dynamodb = client("dynamodb")
ledger = Table(dynamodb, os.environ["LEDGER_TABLE"])
bucket = Bucket(client("s3"), os.environ["IMPORTS_BUCKET"])
imports = ImportsApi(
    bucket=bucket,
    imports=Imports(ledger),
    results=Results(bucket, BulkReader(ledger)),
    outage=partial(outage_now, ledger),
    steps=Queue(client("sqs"), os.environ["IMPORTS_QUEUE_URL"]),
    meter=Meter(Table(dynamodb, os.environ["PACER_TABLE"]), float(os.environ["REQUESTS_PER_SECOND"])),
)
api = Api(imports.routes(), refused_keys=key_ids(os.environ["LOOK_UP_KEY_IDS"]))


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Answer API Gateway."""
    return api.handle(event)
