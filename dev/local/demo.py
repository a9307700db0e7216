"""Sends a signed sample for each source, and a file. Shows the customers that were created, and how soon."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cli.checks.deliveries import marked_as_test
from cli.people import somebody
from cli.samples import SAMPLES, new_sample
from cli.webhooks import Webhook
from dev.local.progress import step
from dev.local.senders import FILE, IN_FILE, SENDERS, address, deliver, post, post_file, sample, signed
from dev.local.stack import Stack, get_json

PATIENCE = 60.0
"""Seconds after which a customer counts as missing."""

_NOBODY = "nobody"
_WITHOUT_CUSTOMER = ("ignored", "rejected")
COLUMNS = "  {source:<16} {customer:<28} {number:<8} {place:<14} {seconds:>8}  {verdict}"


@dataclass(slots=True)
class Sent:
    """A sample that was sent, and the customer in Seven Time once it is found."""

    source: str
    expected: Mapping[str, str]
    """Field → what Seven Time has to have in it. Nothing: it is a test, which creates no customer."""
    at: float
    response: str
    customer: Mapping[str, Any] | None = None
    seconds: float = 0.0
    outcome: str = ""
    """Status and reason of a delivery that became no customer."""

    @property
    def is_settled(self) -> bool:
        """True if nothing more will come of it."""
        return bool(self.customer or self.outcome)

    def verdict(self) -> str:
        """ "ok", or what is wrong."""
        if not self.expected and self.outcome.startswith(_WITHOUT_CUSTOMER[0]):
            return "ok: a test, because its sender sends ids only"
        if self.customer is None:
            return f"missing ({self.outcome or f'the response was {self.response}'})"
        wrong = [name for name, value in self.expected.items() if self.customer.get(name) != value]
        return f"differs in {', '.join(wrong)}" if wrong else "ok"


def show(stack: Stack) -> bool:
    """Send, wait, print. True if every customer is in Seven Time as it was sent."""
    with step("sending a signed webhook per source"):
        sent = [_send(stack, id_) for id_ in stack.sources]
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
    """Send the sample of the demo to the first source of a provider, an invented person to the others."""
    provider, at = stack.sources[source].provider, time.time()
    if provider in SENDERS and _is_first(stack, source):
        body, expected = sample(provider), SENDERS[provider].expected
        status, text = post(stack, source, body, signed(stack.sources[source], body))
        return Sent(source, expected, at, f"{status} {text}")
    webhook, expected = _new_webhook(stack, source)
    status, text = deliver(stack, source, webhook)
    return Sent(source, expected, at, f"{status} {text}")


def _is_first(stack: Stack, source: str) -> bool:
    provider = stack.sources[source].provider
    return source == next(id_ for id_, other in stack.sources.items() if other.provider == provider)


def _new_webhook(stack: Stack, source: str) -> tuple[Webhook, Mapping[str, str]]:
    provider, url = stack.sources[source].provider, address(stack, source)
    if provider not in SAMPLES:
        return marked_as_test(provider, url, time.time()), {}
    person = somebody()
    return new_sample(provider, url, person), {"email": person.email, "name": person.name}


def _send_file(stack: Stack) -> list[Sent]:
    at = time.time()
    status, text = post_file(stack)
    return [Sent(FILE.name, expected, at, f"{status} {text}") for expected in IN_FILE]


def _wait(stack: Stack, sent: list[Sent]) -> None:
    deadline = time.time() + PATIENCE
    while (waiting := [one for one in sent if not one.is_settled]) and time.time() < deadline:
        customers = get_json(f"{stack.seventime_url}/_control/customers")
        by_email = {customer.get("email"): customer for customer in customers}
        for one in waiting:
            one.customer = by_email.get(one.expected.get("email", _NOBODY))
            one.outcome = "" if one.customer else _outcome(stack, one)
        time.sleep(0.1)
    history = get_json(f"{stack.seventime_url}/_control/history")
    created = {entry["customer_id"]: entry["at"] for entry in history if entry["method"] == "POST"}
    for one in sent:
        if one.customer:
            one.seconds = created[one.customer["_id"]] - one.at


def _outcome(stack: Stack, one: Sent) -> str:
    """Status and reason of a delivery that became no customer, "" as long as that is not known."""
    id_ = _delivery(one.response)
    if not id_:
        return "" if one.response.startswith("2") else one.response
    found = get_json(f"{stack.api_url}/deliveries/{id_}", {"x-api-key": stack.api_key})
    return f"{found['status']} {found['reason']}" if found["status"] in _WITHOUT_CUSTOMER else ""


def _delivery(response: str) -> str:
    """The id of the delivery in a response; "" for one to a file, and for a refusal."""
    try:
        return str(json.loads(response.partition(" ")[2]).get("delivery", ""))
    except ValueError:
        return ""


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
