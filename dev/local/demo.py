"""Sends a signed sample for each source, and a file. Shows the customers that were created, and how soon."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dev.local.progress import step
from dev.local.senders import FILE, IN_FILE, SENDERS, post, post_file, sample, signed
from dev.local.stack import Stack, get_json

PATIENCE = 60.0
"""Seconds after which a customer counts as missing."""

COLUMNS = "  {source:<16} {customer:<28} {number:<8} {place:<14} {seconds:>8}  {verdict}"


@dataclass(slots=True)
class Sent:
    """A sample that was sent, and the customer in Seven Time once it is found."""

    source: str
    expected: Mapping[str, str]
    """Field → what Seven Time has to have in it."""
    at: float
    response: str
    customer: Mapping[str, Any] | None = None
    seconds: float = 0.0

    def verdict(self) -> str:
        """ "ok", or what is wrong."""
        if self.customer is None:
            return f"missing (the response was {self.response})"
        wrong = [name for name, value in self.expected.items() if self.customer.get(name) != value]
        return f"differs in {', '.join(wrong)}" if wrong else "ok"


def show(stack: Stack) -> bool:
    """Send, wait, print. True if every customer is in Seven Time as it was sent."""
    with step("sending a signed webhook per source"):
        played = [id_ for id_, source in stack.sources.items() if source.provider in SENDERS]
        sent = [_send(stack, id_) for id_ in played]
    with step("sending a file of customers"):
        sent += _send_file(stack)
    with step("waiting for the customers"):
        _wait(stack, sent)
    print()
    heads = {"source": "source", "customer": "customer in Seven Time", "number": "number"}
    print(COLUMNS.format(**heads, place="place", seconds="seconds", verdict=""))
    for one in sent:
        print(_row(one))
    print()
    return all(one.verdict() == "ok" for one in sent)


def _send(stack: Stack, source: str) -> Sent:
    provider = stack.sources[source].provider
    body = sample(provider)
    at = time.time()
    status, text = post(stack, source, body, signed(stack.sources[source], body))
    return Sent(source, SENDERS[provider].expected, at, f"{status} {text}")


def _send_file(stack: Stack) -> list[Sent]:
    at = time.time()
    status, text = post_file(stack)
    return [Sent(FILE.name, expected, at, f"{status} {text}") for expected in IN_FILE]


def _wait(stack: Stack, sent: list[Sent]) -> None:
    deadline = time.time() + PATIENCE
    while any(one.customer is None for one in sent) and time.time() < deadline:
        customers = get_json(f"{stack.seventime_url}/_control/customers")
        by_email = {customer.get("email"): customer for customer in customers}
        for one in sent:
            one.customer = by_email.get(one.expected["email"])
        time.sleep(0.1)
    history = get_json(f"{stack.seventime_url}/_control/history")
    created = {entry["customer_id"]: entry["at"] for entry in history if entry["method"] == "POST"}
    for one in sent:
        if one.customer:
            one.seconds = created[one.customer["_id"]] - one.at


def _row(one: Sent) -> str:
    customer = one.customer or {}
    return COLUMNS.format(
        source=one.source,
        customer=customer.get("name", "–"),
        number=customer.get("customerNumber", "–"),
        place=customer.get("city", "–"),
        seconds=f"{one.seconds:.2f}" if one.customer else "–",
        verdict=one.verdict(),
    )
