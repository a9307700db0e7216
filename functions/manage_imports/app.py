"""POST /imports, GET /imports/{id} and its rows; pause, resume, cancel."""

import os
from typing import Any

from bridge.aws.clients import client
from bridge.aws.queue import Queue
from bridge.aws.table import Table
from bridge.imports.api import Api
from bridge.imports.bucket import Files
from bridge.imports.results import Results
from bridge.ledger.bulk_reader import Known
from bridge.ledger.imports import Imports

dynamodb = client("dynamodb")
ledger = Table(dynamodb, os.environ["LEDGER_TABLE"])
files = Files(client("s3"), os.environ["IMPORTS_BUCKET"])
api = Api(
    files=files,
    imports=Imports(ledger),
    results=Results(files, Known(ledger)),
    steps=Queue(client("sqs"), os.environ["IMPORTS_QUEUE_URL"]),
    pacer=Table(dynamodb, os.environ["PACER_TABLE"]),
    rate=float(os.environ["REQUESTS_PER_SECOND"]),
)


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Answer API Gateway."""
    return api.answer(event)
