"""How long it takes from a webhook to its customer, on the deployed local stack while it does nothing else.

From the moment at which the sender begins to send until the request that creates the customer arrives at
Seven Time. All is warm. A customer takes two requests, and the second follows the answer to the first.
"""

import json
import statistics
import time
from collections.abc import Sequence

from dev.benchmarks.report import Row, Section
from dev.local import lifecycle, senders
from dev.local.progress import step
from dev.local.stack import Stack, get_json

APART = 1.5
"""Seconds from one webhook to the next, so that none waits for a slot of the one before."""

AIMS = {50: 350.0, 95: 600.0}
"""Percentile → milliseconds."""

_WARM = 8
_SOURCE = "contact-form"


def measure(quick: bool) -> Section:
    """Send webhooks one at a time, and look into Seven Time's history."""
    count = 20 if quick else 60
    with lifecycle.running() as stack:
        with step(f"{count} webhooks, one at a time"):
            for number in range(_WARM):
                _send(stack, f"warm-{number}")
            sent = [_send(stack, f"timed-{number}") for number in range(count)]
            time.sleep(5)
        took = _took(sent, _created(stack))
    rows = [
        Row(f"created, p{share}", "ms", _percentile(took, share), most=aim) for share, aim in AIMS.items()
    ]
    rows.append(Row("not created", "", count - len(took), most=0))
    return Section(f"{count} webhooks, {APART} s apart, until the customer is created", rows, {"took": took})


def _send(stack: Stack, name: str) -> float:
    """Send a form's answer of another person. Return when, Unix seconds."""
    body = json.dumps({"name": f"Person {name}", "email": f"{name}@example.com", "city": "Lund"}).encode()
    began = time.time()
    status, text = senders.post(stack, _SOURCE, body, senders.signed(stack.sources[_SOURCE], body))
    if status != 200:
        raise RuntimeError(f"the webhook was answered with {status}: {text}")
    time.sleep(max(began + APART - time.time(), 0))
    return began


def _created(stack: Stack) -> list[float]:
    """When the customers were created, Unix seconds."""
    history = get_json(f"{stack.seventime_url}/_control/history")
    return [
        entry["at"]
        for entry in history
        if entry["method"] == "POST" and entry["status"] in (200, 201) and "/customers" in entry["path"]
    ]


def _took(sent: Sequence[float], created: Sequence[float]) -> list[float]:
    """Milliseconds for each that was created before the next one was sent."""
    found = []
    for began in sent:
        after = [at - began for at in created if 0 <= at - began < APART]
        found += [1000 * min(after)] if after else []
    return found


def _percentile(values: Sequence[float], share: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]
