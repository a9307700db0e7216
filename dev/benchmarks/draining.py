"""A full queue, drained by our worker and by a naive one.

Ours is that of the deployed local stack, with sources of its own. The naive worker (naive/) is deployed
beside it and gets the same deliveries, the same Seven Time and the same seeded faults. Takes a quarter of an
hour.
"""

import json
import os
import random
import subprocess
import time
import urllib.request
from collections.abc import Mapping, Sequence
from typing import Any

from dev.benchmarks.drained import LIMIT, Drained, Queue, count_in
from dev.benchmarks.naive.stack import deployed
from dev.benchmarks.places import ROOT, TOOLS
from dev.benchmarks.report import Row, Section
from dev.local import lifecycle
from dev.local.places import BUILD
from dev.local.progress import step
from dev.local.stack import Stack, get_json

SEED = 7

TWICE = 0.05
"""Share of the deliveries that are sent twice under faults: senders deliver at least once."""

FAULTS = [
    {"fault": "answer_lost_after_create", "method": "POST", "share": 0.03},
    {"fault": "answer_lost_before_create", "method": "POST", "share": 0.03},
    {"fault": "slow", "method": "POST", "share": 0.01, "seconds": 12.0},
    {"fault": "error_500", "share": 0.02},
    {"fault": "error_503", "share": 0.02},
]
SOURCES = """
look-up: {kind: form, provider: plain}
ledger-only: {kind: form, provider: plain, existing: ledger_only}
"""


def measure(quick: bool) -> Section:
    """Drain without faults, then under faults, with both workers."""
    count = 60 if quick else 400
    with lifecycle.running() as stack:
        with step("deploying sources of two kinds, and the naive worker"):
            _use_sources(stack)
            naive = deployed(stack)
        sqs = stack.client("sqs")
        ours = Queue(sqs, stack.outputs["CustomersQueueUrl"], stack.outputs["DeadLettersUrl"])
        theirs = Queue(sqs, naive["QueueUrl"], naive["DeadUrl"])
        _drain(stack, ours, _ours("look-up", 20, "warm"), [])
        look_up = _drain(stack, ours, _ours("look-up", count, "a"), [])
        ledger_only = _drain(stack, ours, _ours("ledger-only", count, "b"), [])
        faulty = _drain(stack, ours, _ours("ledger-only", count, "c", TWICE), FAULTS)
        beside = _drain(stack, theirs, _naive(count, "c", TWICE), FAULTS)
        overhead = _overhead(stack)
    title = f"{count} deliveries drained at {LIMIT} requests a second; baseline: the naive worker"
    rows = [*_undisturbed(look_up, ledger_only, overhead), *_disturbed(faulty, beside)]
    return Section(title, rows, {"overhead": overhead, "faults": FAULTS, "seed": SEED, "twice": TWICE})


def _undisturbed(look_up: Drained, ledger_only: Drained, overhead: Mapping[str, Any]) -> list[Row]:
    ledger, pacer = overhead["ledger"], overhead["pacer"]
    return [
        Row("budget unused, look_up", "%", look_up.unused, most=5),
        Row("budget unused, ledger_only", "%", ledger_only.unused, most=5),
        Row("requests per customer, look_up", "", look_up.per_customer, most=2),
        Row("requests per customer, ledger_only", "", ledger_only.per_customer, most=1),
        Row("429s met", "", look_up.refused + ledger_only.refused, most=0),
        Row(f"ledger, per customer ({ledger['calls']:g} calls)", "ms", ledger["ms"]),
        Row(f"pacer, per customer ({pacer['calls']:g} calls)", "ms", pacer["ms"]),
    ]


def _disturbed(ours: Drained, naive: Drained) -> list[Row]:
    """Both got the same deliveries, some of them twice, and the same faults."""
    return [
        Row("under faults: customers there twice", "", ours.twice, naive.twice, most=0),
        Row("under faults: deliveries without a customer", "", ours.missing, naive.missing, most=0),
        Row("under faults: dead letters", "", ours.dead, naive.dead, most=0),
        Row("under faults: 429s met", "", ours.refused, naive.refused, most=0),
        Row("under faults: requests per customer", "", ours.per_customer, naive.per_customer),
        Row("under faults: minutes", "", ours.minutes, naive.minutes),
    ]


def _drain(stack: Stack, queue: Queue, bodies: Sequence[str], faults: Sequence[Mapping[str, Any]]) -> Drained:
    with step(f"draining {len(bodies)} messages{' under faults' if faults else ''}"):
        _control(stack, "POST", "reset", None)
        _control(stack, "PUT", "faults", {"seed": SEED, "rules": faults})
        dead = count_in(queue.client, queue.dead)
        queue.fill(bodies)
        queue.drain()
    return Drained(
        history=get_json(f"{stack.seventime_url}/_control/history"),
        emails=[each["email"] for each in get_json(f"{stack.seventime_url}/_control/customers")],
        wanted=len(set(bodies)),
        dead=count_in(queue.client, queue.dead) - dead,
    )


def _ours(source: str, count: int, run: str, twice: float = 0) -> list[str]:
    """Messages as the receivers of webhooks write them."""
    return _repeated([_message(source, run, n) for n in range(count)], twice)


def _message(source: str, run: str, n: int) -> str:
    record = {
        "version": 1,
        "delivery": f"{source}-{run}-{n}",
        "source": source,
        "topic": "",
        "content_type": "application/json",
        "received_at": time.time(),
        "lane": "webhook",
        "replay": 0,
        "body": json.dumps({"Namn": f"Åsa Öberg {n}", "E-post": _email(run, n)}),
    }
    return json.dumps(record)


def _naive(count: int, run: str, twice: float) -> list[str]:
    customers = [{"name": f"Åsa Öberg {n}", "email": _email(run, n)} for n in range(count)]
    return _repeated([json.dumps(customer) for customer in customers], twice)


def _email(run: str, n: int) -> str:
    return f"{run}{n}@example.se"


def _repeated(bodies: list[str], share: float) -> list[str]:
    """Send a share of the messages twice."""
    chance = random.Random(SEED)
    repeated = []
    for body in bodies:
        times = 2 if chance.random() < share else 1
        repeated += [body] * times
    return repeated


def _control(stack: Stack, method: str, name: str, body: Any) -> None:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{stack.seventime_url}/_control/{name}", data, method=method)
    urllib.request.urlopen(request, timeout=10).read()


def _use_sources(stack: Stack) -> None:
    """Put our sources into the built layer and deploy it again. The next build has those of the checkout."""
    written = BUILD / "draining.yaml"
    written.write_text(SOURCES, encoding="utf-8")
    built = BUILD / "BridgeLayer/python/bridge/sources/sources.json"
    _python("building.compile_sources", str(written), str(built))
    lifecycle.redeploy(stack, {})


def _overhead(stack: Stack) -> Any:
    """The time that ledger and pacer take: see `draining_inside`."""
    names = (stack.aws_endpoint_url, stack.outputs["LedgerTable"], stack.outputs["PacerTable"])
    with step("timing ledger and pacer"):
        return json.loads(_python("dev.benchmarks.draining_inside", *names))


def _python(module: str, *arguments: str) -> str:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "layers/bridge")))}
    command = [str(TOOLS), "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout
