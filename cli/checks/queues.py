"""Questions about the queues: are they there, and what is dead in them?"""

import json
import time
from collections.abc import Iterator, Mapping
from typing import Any

from bridge.operations.letter import KEEP, first_at
from bridge.operations.queue_walk import QueueWalk
from cli.checks.deployed import Deployment
from cli.checks.findings import Finding, failure, ok, warning
from cli.languages import _
from cli.times import age

_RETENTION = 1_209_600
"""Seconds for which SQS keeps a message, as template.yaml has it: 14 days, the longest."""

_URLS = {
    "CustomersQueueUrl": "DeadLettersUrl",
    "ImportsQueueUrl": "DeadImportsUrl",
    "DeadLettersUrl": "",
    "DeadImportsUrl": "",
    "RefusedUrl": "",
}
"""The output of each queue → that of the queue to which SQS moves what fails for good."""

_ENDING = 7 * 86_400.0
"""Seconds before the end of a dead letter from which on it is no longer a remark."""


def queues(deployment: Deployment) -> Iterator[Finding]:
    """Is every queue there, with its dead-letter queue, and does it keep messages for 14 days?"""
    findings = [finding for name in _URLS for finding in _queue(deployment, name, deployment.outputs[name])]
    yield from findings or [ok("queues", _("all {count} are there").format(count=len(_URLS)))]


def _queue(deployment: Deployment, output: str, url: str) -> Iterator[Finding]:
    sqs, name = deployment.client("sqs"), output.removesuffix("Url").removesuffix("Queue")
    try:
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    except sqs.exceptions.QueueDoesNotExist:
        text = _("the queue {name} is gone: what was in it is lost").format(name=name)
        to_do = _("Delete the stack and deploy it again; docs/recovery.md says how it keeps its ledger.")
        yield failure("queues", text, to_do)
        return
    if int(attributes["MessageRetentionPeriod"]) < _RETENTION:
        text = _("the queue {name} keeps messages for {time} instead of 14 days")
        kept = age(int(attributes["MessageRetentionPeriod"]))
        yield warning(
            "queues", text.format(name=name, time=kept), _set(url, "MessageRetentionPeriod", _RETENTION)
        )
    if _URLS[output] and not _moves_what_fails(attributes):
        text = _("the queue {name} has no dead-letter queue: what kills its worker comes back for ever")
        to_do = _("Give it its redrive policy of template.yaml again, in the SQS console.")
        yield failure("queues", text.format(name=name), to_do)


def _set(url: str, name: str, value: int) -> str:
    return f"aws sqs set-queue-attributes --queue-url {url} --attributes {name}={value}"


def _moves_what_fails(attributes: Mapping[str, str]) -> bool:
    return bool(json.loads(attributes.get("RedrivePolicy") or "{}").get("deadLetterTargetArn"))


def dead_letters(deployment: Deployment) -> Iterator[Finding]:
    """How many deliveries are dead, and how long is the first of them kept?"""
    found = _first(deployment.client("sqs"), deployment.outputs["DeadLettersUrl"])
    count, ends = found
    if not count:
        yield ok("dead letters", _("none"))
        return
    left = ends - time.time()
    text = _("{count} are waiting for somebody; the first is deleted in {time}")
    text = text.format(count=count, time=age(left))
    say = failure if left < _ENDING else warning
    yield say("dead letters", text, _("Correct, replay or discard them: bridge dead-letters list"))


def _first(sqs: Any, url: str) -> tuple[int, float]:
    """Return how many messages there are, and when the first of those that can be seen ends."""
    with QueueWalk(sqs, url) as walk:
        count = walk.count()
        ends = [first_at(message) + KEEP for message in walk.messages()] if count else []
    return count, min(ends, default=time.time() + KEEP)


def dead_imports(deployment: Deployment) -> Iterator[Finding]:
    """Has an import stopped, because one of its steps failed for days?"""
    with QueueWalk(deployment.client("sqs"), deployment.outputs["DeadImportsUrl"]) as walk:
        count = walk.count()
    if not count:
        yield ok("dead imports", _("none"))
        return
    text = _("{count} steps of imports failed for days: their imports stand still").format(count=count)
    to_do = _(
        "import_retry in the log of ImportCustomers says why. Mend it, and start a redrive of DeadImports "
        "in the SQS console."
    )
    yield failure("dead imports", text, to_do)
