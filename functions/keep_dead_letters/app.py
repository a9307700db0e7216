"""Every hour: renews dead letters before SQS deletes them, and announces those that SQS itself moved."""

import os
from typing import Any

from aws_lambda_powertools import Logger

from bridge.aws.clients import client
from bridge.aws.table import Table
from bridge.ledger.deliveries import Deliveries
from bridge.operations.keeping import Counter, Keeper
from bridge.operations.kept_queues import dead_imports, dead_letters
from bridge.operations.queue_walk import QueueWalk

sqs, log = client("sqs"), Logger().info
deliveries = Deliveries(Table(client("dynamodb"), os.environ["LEDGER_TABLE"]))
# The queues with fewer messages are first, so that the last one cannot take their time.
keepers: list[Counter | Keeper] = [
    Counter("Refused", QueueWalk(sqs, os.environ["REFUSED_QUEUE_URL"]), log),
    Keeper(dead_imports(sqs, os.environ["DEAD_IMPORTS_URL"]), log),
    Keeper(dead_letters(sqs, os.environ["DEAD_LETTERS_URL"], deliveries), log),
]


def handler(_event: dict[str, Any], context: Any) -> None:
    """Look after each queue, as long as there is time."""
    for keeper in keepers:
        keeper.run(lambda: context.get_remaining_time_in_millis() / 1000)
