"""What one customer costs: requests to Seven Time, and units of DynamoDB without the pacer's.

The real worker runs on a ledger in memory, whose items are measured by DynamoDB's rules.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from bridge.ledger.form_record import ALWAYS
from bridge.mapping.customer import to_customer
from bridge.model.delivery import Delivery
from bridge.model.lane import Lane
from bridge.model.source import Existing
from bridge.model.submission import Ignored
from bridge.sources.providers import read
from dev.benchmarks.capacity_units import Metered
from dev.benchmarks.report import Row, Section

BRIDGES, DATABASE = import_module("tests.support.bridges"), import_module("tests.support.dynamodb")  # untyped
TABLE = import_module("bridge.aws.table").Table

PERSON = {
    "Förnamn": "Anna-Karin Margareta",
    "Efternamn": "Bergström Lindqvist",
    "E-post": "annakarin.bergstrom@example.se",
    "Telefon": "070-174 06 05",
    "Adress": "Södra Kungsgatan 114 B",
    "Postnr": "972 34",
    "Ort": "Luleå",
}
WITH_NUMBER = PERSON | {"Personnummer": "19900101-2385"}
COMPANY = {
    "Företag": "Norrbottens Fastighetsförvaltning och Bygg Aktiebolag",
    "Org.nr": "556016-0680",
    "Kontaktperson": "Anna-Karin Bergström",
    "E-post": "annakarin@norrbottensfastighet.example",
    "Telefon": "0980-319 205",
    "Adress": "Södra Kungsgatan 114 B",
    "Postnr": "972 34",
    "Ort": "Luleå",
    "Fakturaadress": "Box 1234",
    "Fakturapostnr": "972 35",
    "Fakturaort": "Luleå",
    "E-post för faktura": "faktura@norrbottensfastighet.example",
    "Meddelande": "Vi vill ha en offert på taket.",
}


class Measured:
    """One bridge with a metered ledger."""

    def __init__(self, existing: Existing, version: str = "2") -> None:
        self.database = Metered(DATABASE.DynamoDB())
        self.bridge: Any = BRIDGES.Bridge(TABLE(self.database, "table"), version)
        self.bridge.sources(form=replace(BRIDGES.FORM, existing=existing))

    def know_form(self, answers: dict[str, str]) -> "Measured":
        """Let the form have been delivered so often that its fields are expected."""
        forms = self.bridge.worker.processor.forms
        for number in range(ALWAYS):
            delivery = self.bridge.delivery(**answers, Nr=f"{number + 10}")
            submission = read(delivery, BRIDGES.FORM)
            assert not isinstance(submission, Ignored)
            mapped = to_customer(submission, BRIDGES.FORM, datetime.now(UTC).date())
            forms.warnings(delivery, BRIDGES.FORM, "", mapped)
        return self

    def deliver(self, answers: dict[str, str], number: int = 0, lane: Lane = Lane.WEBHOOK) -> "Measured":
        """Let the worker process one delivery, and count."""
        self.database.reset()
        self.before = len(self.bridge.requests)
        self.bridge.pauses.forget()
        delivery: Delivery = self.bridge.delivery(**answers, Nr=str(number))
        topic = "import" if lane is Lane.IMPORT else ""
        self.bridge.arrive(replace(delivery, lane=lane, topic=topic))
        self.bridge.work()
        return self

    @property
    def requests(self) -> int:
        """Requests to Seven Time."""
        return len(self.bridge.requests) - self.before


def requests_for(existing: Existing, answers: dict[str, str], version: str = "2") -> int:
    """Requests to Seven Time for a new customer."""
    return Measured(existing, version).deliver(answers).requests


def rows() -> list[Row]:
    """The figures with their aims."""
    look_up, thorough = Existing.LOOK_UP, Existing.THOROUGH
    found = [
        Row("a new customer, ledger_only", "requests", requests_for(Existing.LEDGER_ONLY, COMPANY), most=1),
        Row("a new customer, look_up", "requests", requests_for(look_up, PERSON), most=2),
        Row("a new customer with a number, look_up", "requests", requests_for(look_up, COMPANY), most=3),
        Row("a new customer, thorough", "requests", requests_for(thorough, PERSON), most=4),
        Row("a new customer with a number, thorough", "requests", requests_for(thorough, COMPANY), most=5),
    ]
    for name, answers in (("person", PERSON), ("person with a number", WITH_NUMBER), ("company", COMPANY)):
        measured = Measured(look_up).know_form(answers).deliver(answers)
        found.append(Row(f"a new {name}, webhook", "writes", measured.database.written, most=9))
        found += [Row(f"— {item}", "writes", units) for item, units in measured.database.written_to.items()]
        found.append(Row(f"a new {name}, webhook", "reads", measured.database.read))
        found += [Row(f"— {item}", "reads", units) for item, units in measured.database.read_from.items()]
        row = Measured(look_up).know_form(answers).deliver(answers, lane=Lane.IMPORT)
        found.append(Row(f"a new {name}, row of a file", "writes", row.database.written, most=12))
        again = measured.deliver(answers, 1)
        found.append(Row(f"a known {name} of whom nothing is new", "writes", again.database.written, most=1))
        first = Measured(look_up).deliver(answers).database
        found.append(Row(f"a new {name}, first delivery of a form", "writes", first.written, most=10))
    changed = (
        Measured(look_up).know_form(PERSON).deliver(PERSON).deliver(PERSON | {"Telefon": "070-174 06 06"}, 1)
    )
    found.append(Row("a known person with another phone", "writes", changed.database.written))
    return found


def measure(_quick: bool) -> Section:
    """Count requests and units."""
    return Section("What one customer costs", rows(), {"answers": json.dumps([PERSON, COMPANY])})
