"""Creates customers in Seven Time from the deliveries in the Customers queue."""

import os
from typing import Any

from aws_lambda_powertools import Logger

from bridge.aws.client_secret import ClientSecret
from bridge.aws.clients import client
from bridge.aws.queue import Queue
from bridge.aws.table import Table
from bridge.creation.creation import Creation
from bridge.creation.crowd import Crowd
from bridge.creation.form_watch import FormWatch
from bridge.creation.intake import Intake
from bridge.creation.processing import DeliveryProcessor
from bridge.creation.warm_up import load_late_imports, read_ahead
from bridge.creation.worker import Worker
from bridge.identity.nobodys_contacts import NobodysContacts
from bridge.identity.sealing import Sealer
from bridge.imports.options import SOURCES
from bridge.ledger.claims import Claims
from bridge.ledger.deliveries import Deliveries
from bridge.ledger.forms import Forms
from bridge.ledger.key_check import KeyCheck
from bridge.ledger.limits import Limits
from bridge.ledger.outages import Outages
from bridge.ledger.pauses import Pauses
from bridge.ledger.update_leases import UpdateLeases
from bridge.pacing.pacer import Pacer
from bridge.queue import Threads
from bridge.seventime.client import SevenTime
from bridge.sources.fetching import Fetcher
from bridge.sources.registry import load, load_shared_contacts
from bridge.sources.secrets import SenderSecrets

dynamodb, sqs, secrets = client("dynamodb"), client("sqs"), client("secretsmanager")
log = Logger().info
ledger = Table(dynamodb, os.environ["LEDGER_TABLE"])
deliveries = Deliveries(ledger)
pacer = Pacer(Table(dynamodb, os.environ["PACER_TABLE"]), float(os.environ["REQUESTS_PER_SECOND"]))
secret = ClientSecret(secrets, os.environ["CLIENT_SECRET_ID"])
pauses = Pauses(ledger)
outages = Outages(ledger, pauses)
seventime = SevenTime(
    os.environ["SEVENTIME_BASE_URL"],
    os.environ["SEVENTIME_API_VERSION"],
    secret,
    created_by_user=os.environ["CREATED_BY_USER"],
    succeeded=outages.succeeded,
)
key = secrets.get_secret_value(SecretId=os.environ["LEDGER_KEY_ID"])["SecretString"]
nobodys = NobodysContacts.of_deployment(load_shared_contacts(), os.environ["ALARM_EMAIL"])
sealer = Sealer(key.encode(), nobodys)
creation = Creation(Claims(ledger, sealer), deliveries, UpdateLeases(ledger), seventime, sealer)
fetcher = Fetcher(SenderSecrets(secrets, os.environ["SENDER_SECRETS_ID"]))
forms = FormWatch(Forms(ledger), log)
check_key, sources = KeyCheck(ledger, sealer), load() | SOURCES
intake = Intake(pauses, Limits(ledger), log)
processor = DeliveryProcessor(sources, creation, deliveries, intake, pacer, forms, log, fetcher=fetcher)
customers = Queue(sqs, os.environ["CUSTOMERS_QUEUE_URL"])
dead_letters = Queue(sqs, os.environ["DEAD_LETTERS_URL"])
worker = Worker(
    processor,
    deliveries,
    pacer,
    customers,
    dead_letters,
    Crowd(customers),
    check_key,
    outages,
    log,
    each=Threads().at_once,
)
load_late_imports(sources.values())
seventime.prepare()
read_ahead(check_key, lambda: pauses.of(""), lambda: secret(False))


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """SQS event → the messages to keep."""
    return worker.handle(event, lambda: context.get_remaining_time_in_millis() / 1000)
