"""The events of the benchmarks: webhooks, the message of an order of 20 KB, look-ups, imports."""

import base64
import json
from pathlib import Path
from typing import Any

from dev.benchmarks.places import ROOT
from dev.local import senders
from dev.local.stack import LocalSource

SECRETS = {"shop": "a shop's secret of the benchmarks", "form": "a form's secret of the benchmarks"}
SHOP = LocalSource("shop", "shopify", SECRETS["shop"])
FORM = LocalSource("form", "typeform", SECRETS["form"])
LINES = 58
"""How many lines an order of 20 KB has."""

Event = dict[str, Any]


def order(number: int = 0) -> bytes:
    """A Shopify order of about 20 KB: that of the demo with more lines. Each number is another person."""
    whole = json.loads(senders.sample("shopify"))
    whole["email"] = f"person{number}@example.com"
    phone = f"+46701740{605 + number % 95}"
    whole["customer"] |= {
        "email": whole["email"],
        "phone": phone,
        "last_name": f"Sjöström {_letters(number)}",
    }
    whole["line_items"] = [_line(n) for n in range(LINES)]
    return json.dumps(whole, ensure_ascii=False).encode()


def shop_webhook() -> Event:
    """API Gateway's event with the order."""
    return _webhook("shop", SHOP, order())


def form_webhook() -> Event:
    """API Gateway's event with the answers of a form."""
    return _webhook("form", FORM, senders.sample("typeform"))


def message() -> Event:
    """The event of SQS with the order as the only message."""
    return {"Records": [record(0)]}


def record(number: int) -> Event:
    """A message of SQS with the order of that number."""
    delivery = {
        "version": 1,
        "delivery": f"{number:028}",
        "source": "shop",
        "topic": "orders/create",
        "content_type": "application/json",
        "received_at": 1_795_512_600.0,
        "lane": "webhook",
        "replay": 0,
        "body": order(number).decode(),
    }
    return {
        "messageId": f"message-{number}",
        "receiptHandle": "receipt",
        "body": json.dumps(delivery, separators=(",", ":")),
        "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "1795512600000"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
    }


def look_up() -> Event:
    """API Gateway's event for a look-up by number."""
    return _read("look_up_customers.by_number")


def delivery() -> Event:
    """API Gateway's event for the status of a delivery."""
    return _read("show_delivery.one")


def step_of_import() -> Event:
    """The event of SQS with a step of an unknown import: what every step does first."""
    return _read("import_customers.step")


def show_import() -> Event:
    """API Gateway's event for the status of that import."""
    return _read("manage_imports.show")


def _webhook(name: str, source: LocalSource, body: bytes) -> Event:
    event = _read(f"receive_{source.kind}_webhook.{_EVENTS[source.provider]}")
    added = event["headers"] | senders.signed(source, body)
    return event | {
        "pathParameters": {"source": name},
        "headers": added,
        "multiValueHeaders": {key: [value] for key, value in added.items()},
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
    }


_EVENTS = {"shopify": "shopify_order", "typeform": "typeform_answers"}


def _line(number: int) -> Event:
    return {
        "id": 14_000_000_000_000 + number,
        "variant_id": 44_000_000_000_000 + number,
        "title": f"Trall av lärk, hyvlad, längd {number + 1} m",
        "quantity": number + 1,
        "sku": f"TR-{number:05}",
        "price": "249.00",
        "taxable": True,
        "properties": [],
        "tax_lines": [{"title": "Moms", "price": "49.80", "rate": 0.25}],
        "price_set": {"shop_money": {"amount": "249.00", "currency_code": "SEK"}},
    }


def _letters(number: int) -> str:
    return "".join("ABCDEFGHIJ"[int(digit)] for digit in str(number))


def _read(name: str) -> Event:
    path: Path = ROOT / "events" / f"{name}.json"
    event: Event = json.loads(path.read_text(encoding="utf-8"))
    return event
