"""Processor time of normalising and validating a customer, and of importing the mapping at a cold start."""

import json
import os
import subprocess
from collections.abc import Callable, Mapping
from datetime import date
from statistics import median
from typing import Any

from dev.benchmarks import inside
from dev.benchmarks.places import LAYER, PYTHON, RUNTIME
from dev.benchmarks.report import Row, Section
from dev.local.progress import step

TIMES, STARTS = 200, 11
TODAY = date(2026, 11, 23)
IMPORT = """
import time
start = time.process_time()
import bridge.mapping.customer
print(time.process_time() - start)
"""

SHARE = {"userName": "Åsa Öberg", "personalNumber": "19900101-2385", "distributionPercent": "60 %"}
FULL: dict[str, Any] = {
    "Förnamn": "Åsa",
    "Efternamn": "Öberg",
    "Personnummer": "900101–2385",
    "E-post": "Asa.Oberg@Example.SE",
    "Telefon": "0701740605",
    "Gatuadress": "Östra Gatan 5\r\n2 tr",
    "Postnr": "21120",
    "Ort": "MalmÃ¶",
    "Land": "Sverige",
    "Betalningsvillkor": "30 dagar netto",
    "ROT-avdrag": "Ja tack",
    "Typ av bostad": "Bostadsrätt",
    "Brf orgnr": "7176004583",
    "Lägenhetsnummer": "lgh 1102",
    "billingSettings.deductionDistribution": [
        SHARE,
        {"userName": "Bo Ek", "personalNumber": 5907142599, "distributionPercent": 40},
    ],
    "Fakturaadress": "Lillgatan 2",
    "Fakturapostnr": "22350",
    "Fakturaort": "Lund",
    "Faktura-e-post": "faktura@example.se",
    "Fakturasätt": "e-post",
    "Leveransadress": "Storgatan 1",
    "Leveranspostnr": "211 20",
    "Leveransort": "Malmö",
    "Meddelande": "Hej!\r\n\r\nMåla två rum och hallen, gärna före jul.",
}
SMALL = {"Namn": "Åsa Öberg", "E-post": "asa@example.se", "Telefon": "070-174 06 05", "Meddelande": "Ring!"}
"""Test numbers of Skatteverket, a phone number that PTS reserves for fiction, addresses that nobody has."""


def measure(_quick: bool) -> Section:
    """Customers of two sizes, warm, and the import, cold, on the built layer."""
    with step("normalising"):
        found = inside.run("dev.benchmarks.normalising", {"LANG": "C.UTF-8"})
        imports = [_import() for _ in range(STARTS)]
    rows = [Row(name, "µs", value) for name, value in found.items()]
    return Section(
        "Normalising and validating a customer",
        [*rows, Row("importing the module, cold", "ms", median(imports[1:]) * 1000)],
        {**found, "import_s": imports},
    )


def calls() -> Mapping[str, Callable[[], object]]:
    """What is measured. Strict validation makes sure that every field is used."""
    from bridge.mapping.customer import to_customer
    from bridge.model.source import Source, SourceKind, Validation
    from bridge.model.submission import Submission

    full, small = (Submission("plain", answers=answers) for answers in (FULL, SMALL))
    bad = Submission("plain", answers={**SMALL, "Telefon": "12", "Org.nr": "555555-5555", "Postnr": "1"})
    strict, lenient = (
        Source("form", SourceKind.FORM, "plain", validation=validation)
        for validation in (Validation.STRICT, Validation.LENIENT)
    )
    return {
        f"a full customer, {len(FULL)} answers, ROT": lambda: to_customer(full, strict, TODAY),
        f"a contact form, {len(SMALL)} answers": lambda: to_customer(small, strict, TODAY),
        "the same with three warnings": lambda: to_customer(bad, lenient, TODAY),
    }


def _import() -> float:
    path = os.pathsep.join(map(str, (LAYER, RUNTIME)))
    command = [str(PYTHON), "-S", "-c", IMPORT]
    return float(subprocess.check_output(command, text=True, env={"PYTHONPATH": path}))


if __name__ == "__main__":
    print(json.dumps(inside.microseconds(calls(), TIMES)))
