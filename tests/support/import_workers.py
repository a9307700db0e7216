"""The worker that plans files and queues their rows, on tables, queues and buckets in memory."""

from bridge.aws.queue import Queue
from bridge.imports.bucket import Bucket
from bridge.imports.import_worker import ImportWorker
from bridge.imports.new_file import NewFiles
from bridge.imports.plan.plan_file import FilePlanner
from bridge.imports.send.queue_ahead import RowSender
from bridge.ledger.contacts import Contacts
from bridge.ledger.imports import Imports
from bridge.pacing.pacer import Meter


def import_worker(table, s3, sqs, sealer, clock, log=lambda event, **facts: None):
    bucket, imports = Bucket(s3, "imports"), Imports(table, clock)
    return ImportWorker(
        new_files=NewFiles(bucket, imports, clock),
        planner=FilePlanner(bucket, imports, sealer, Contacts(table, clock), "1", clock, log),
        sender=RowSender(bucket, imports, Queue(sqs, "customers"), Meter(table, 4.0), clock),
        imports=imports,
        queue=Queue(sqs, "imports"),
        log=log,
        clock=clock,
    )
