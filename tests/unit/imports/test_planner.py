import sqlite3
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.identity.known_as import known_as, to_unsent
from bridge.identity.traits import traits_of
from bridge.imports.options import SOURCES, Options
from bridge.imports.plan import planner as planner_module
from bridge.imports.plan.decision import Decider
from bridge.imports.plan.duplicates import Duplicates
from bridge.imports.plan.plan import Plan
from bridge.imports.plan.planned_row import PlannedRow
from bridge.imports.plan.planner import Planner, log_nothing
from bridge.imports.readers.headers import Headers
from bridge.imports.readers.rows import Row
from bridge.ledger.contacts import Contacts
from bridge.mapping.customer import to_customer
from bridge.model.failures import Rejected, Unavailable
from bridge.model.reasons import Reason
from bridge.model.source import PersonNumbers, Validation
from bridge.model.submission import Submission
from tests.support.clock import Clock
from tests.support.identities import SEALER
from tests.support.tables import table

TODAY = date(2026, 11, 23)


def sealed(customer, unsent):
    return SEALER.traits(traits_of(customer, unsent), customer, "")


def texts(warnings):
    return [str(warning) for warning in warnings]


@pytest.fixture
def ledger_table():
    with table() as it:
        yield it


@pytest.fixture
def duplicates():
    with Duplicates() as it:
        yield it


@pytest.fixture
def plan(ledger_table, duplicates):
    def planned(*rows, duplicates=duplicates, log=log_nothing, **options):
        contacts = Contacts(ledger_table, Clock())
        source = Options(**options).source
        planner = Planner(source, Headers(), SEALER, contacts, TODAY, "1", log=log)
        return planner.plan([Row(n + 2, row) for n, row in enumerate(rows)], 1, duplicates)

    return planned


def test_a_row_is_ready_in_normal_form(plan):
    [row] = plan(
        {"Kundnr": "7", "Namn": "åsa öberg", "Orgnr": "5560160680", "Telefon": "701740605", "Fax": ""}
    )
    assert (row.row, row.line, row.status) == (1, 2, "ready")
    assert row.customer == {
        "name": "åsa öberg",
        "customerNumber": "7",
        "organizationNumber": "556016-0680",
        "phone": "070-174 06 05",
        "typeOfCustomer": 10,
    }
    assert "Fax" not in row.cells


def test_two_people_in_a_row_share_a_deduction(plan):
    two = {"Personnummer 1": "900101-2385", "Namn 2": "Åsa Ek", "Personnummer 2": "590714-2599"}
    [row] = plan({"Namn 1": "Bo Ek", "RUT": "ja", "Andel 1": 60, "Andel 2": 40} | two)
    shares = row.customer["billingSettings"]["deductionDistribution"]
    assert [(share["userName"], share["distributionPercent"]) for share in shares] == [
        ("Bo Ek", 60),
        ("Åsa Ek", 40),
    ]


@pytest.mark.parametrize(
    ("cells", "reason", "field"),
    [
        ({"E-post": "a@example.se"}, "name_missing", "name"),
        ({"Namn": "Bo", "Orgnr": "9,00101E+09"}, "number_damaged", "organizationNumber"),
        ({"Namn": "Bo", "Kundnr": "1,23E+05"}, "number_damaged", "customerNumber"),
        ({"Namn": "Summa", "Saldo": "12500"}, "row_is_a_total", "name"),
        ({"Namn": "Antal kunder: 53"}, "row_is_a_total", "name"),
        ({"Namn": "TOTALT:", "E-post": "53"}, "row_is_a_total", "name"),
    ],
)
def test_a_row_that_cannot_become_the_right_customer_is_invalid(plan, cells, reason, field):
    [row] = plan(cells)
    assert (row.status, row.reason, row.field, row.customer) == ("invalid", reason, field, {})


@pytest.mark.parametrize(
    "cells",
    [{"Namn": "Summa AB"}, {"Namn": "Total", "E-post": "t@example.se"}, {"Namn": "Summa", "Kundnr": "9"}],
)
def test_a_customer_whose_name_is_a_totals_is_a_customer(plan, cells):
    assert [row.status for row in plan(cells)] == ["ready"]


def test_a_field_that_cannot_be_used_is_left_out_or_makes_the_row_invalid(plan):
    [lenient] = plan({"Namn": "Bo", "Ort": "Lund", "E-post": "x"})
    [strict] = plan({"Namn": "Bo", "E-post": "x"}, validation=Validation.STRICT)
    assert (lenient.status, texts(lenient.warnings)) == ("ready", ["email_invalid email"])
    assert (strict.status, strict.reason, strict.field) == ("invalid", "email_invalid", "email")


def test_an_invalid_row_of_a_strict_import_has_all_of_its_problems(plan):
    cells = {"E-post": "x", "Postnr": "123", "Telefon": "12"}
    expected = [("name_missing", "name"), ("email_invalid", "email"), ("zip_code_invalid", "zipCode")]
    expected.append(("phone_invalid", "phone"))
    [row] = plan(cells, validation=Validation.STRICT)
    assert (row.status, row.reason) == ("invalid", "email_invalid")
    counted = Plan()
    counted.add([], [PlannedRow.from_json(row.to_json())])
    assert sorted((each.reason, each.field) for each in counted.problems) == sorted(expected)
    assert (dict(counted.reasons), counted.warnings.total()) == ({"email_invalid": 1}, 0)
    [lenient] = plan(cells)
    assert [each.reason for each in lenient.problems()] == ["name_missing"]


def test_a_row_whose_number_came_before_has_no_other_problem(plan):
    cells = {"Namn": "Bo", "Kundnr": "7", "E-post": "x"}
    row = plan(cells, cells | {"Namn": "Eva"})[1]
    assert [each.reason for each in row.problems()] == ["customer_number_twice"]


@pytest.mark.parametrize(
    ("cells", "inactive"),
    [
        ({"Aktiv": "Nej"}, True),
        ({"Active": False}, True),
        ({"Inaktiv": "Ja"}, True),
        ({"Status": "Inaktiv"}, True),
        ({"Status": 0}, False),
        ({"Aktiv": "Ja", "Inaktiv": 0}, False),
        ({"Aktiv": "sedan 2019"}, False),
        ({"Aktiv": ""}, False),
    ],
)
def test_a_customer_who_is_none_any_more_is_told(plan, cells, inactive):
    [row] = plan({"Namn": "Bo", "Ort": "Lund"} | cells)
    assert (row.status, texts(row.warnings)) == ("ready", ["customer_inactive isActive"] * inactive)


def test_personal_numbers_are_dropped_unless_they_are_needed_or_kept(plan):
    cells = {"Namn": "Bo", "Personnr": "900101-2385"}
    [dropped], [needed], [kept] = (
        plan(cells),
        plan(cells | {"ROT": "ja", "Fastighetsbeteckning": "Skoby Berga 1:2", "Typ av bostad": "villa"}),
        plan(cells, person_numbers=PersonNumbers.KEEP),
    )
    assert "organizationNumber" not in dropped.customer
    assert texts(dropped.warnings) == ["person_number_dropped personalNumber"]
    assert needed.customer["organizationNumber"] == kept.customer["organizationNumber"] == "900101-2385"


def test_a_row_is_kept_without_the_personal_numbers_that_were_dropped(plan):
    number = {"Namn": "Bo", "Personnr": 199001012385, "Anteckning": "Min fru är 590714-2599"}
    rot, keep = number | {"ROT": "ja"}, {"person_numbers": PersonNumbers.KEEP}
    [dropped], [to_mend], [kept] = plan(number), plan(rot), plan(number, **keep)
    assert dropped.cells == number | {"Personnr": "", "Anteckning": "Min fru är 590714-****"}
    assert (to_mend.cells, kept.cells) == (rot, number)


def test_an_invalid_row_makes_no_duplicates(plan):
    rows = plan({"E-post": "a@example.se"}, {"Namn": "Bo", "E-post": "a@example.se"})
    assert [row.status for row in rows] == ["invalid", "ready"]


def test_two_customers_with_one_customer_number_are_told(plan):
    _, row = plan({"Kundnr": "7", "Namn": "Bo"}, {"Kundnr": "7", "Namn": "Eva"})
    assert (row.status, row.reason, row.field, row.same_as_line) == (
        "invalid",
        "customer_number_twice",
        "customerNumber",
        2,
    )


def test_a_row_that_could_not_be_read_keeps_its_reason(ledger_table, duplicates):
    planner = Planner(Options().source, Headers(), SEALER, Contacts(ledger_table), TODAY, "1")
    [row] = planner.plan([Row(3, {"Namn": "Bo"}, Reason.TOO_MANY_CELLS, 9)], 1, duplicates)
    assert (row.status, row.reason, row.line, row.column) == ("invalid", "too_many_cells", 3, 9)


PARTS = {
    "name": ["Åsa Öberg", "Alfa AB", "Brf Solen"],
    "companyName": ["Alfa Måleri", "Nej"],
    "contactPerson": ["Eva Ek"],
    "lastName": ["Ek"],
    "organizationNumber": ["556016-0680", "900101-2385", "555555-5555", "19900101-2385", "717600-4583"],
    "personalNumber": ["900101-2385"],
    "vatNumber": ["SE556596075301", "DE123456789", "556016-0680"],
    "phone": ["701740605", "070-1740605 / 070-1740606", "+47 22 12 34 56", "08-46500400 ankn 12"],
    "email": ["a@example.se", "a@example.se, b@example.se", "x"],
    "address": ["Storgatan 1, 211 20 Malmö", "Gatan 5"],
    "zipCode": ["21120", "S-123 45", "DK-1234"],
    "country": ["SE", "Norge", "Danmark"],
    "notes": ["rad\n\nrad", "900101-2385 hej"],
    "paymentDays": ["30 dagar"],
    "typeOfCustomer": ["Privat", "Företag"],
    "billingSettings.isROTCustomer": ["ja", "nej"],
    "billingSettings.propertyDescription": ["Skoby Berga 1:2"],
    "billingSettings.typeOfProperty": ["villa", "bostadsrätt"],
    "billingSettings.housingSocietyNumber": ["717600-4583"],
    "billingSettings.apartmentNumber": ["1102"],
    "billingSettings.address": ["Fakturagatan 1"],
    "billingSettings.zipCode": ["21120"],
    "billingSettings.city": ["Lund"],
    "billingSettings.invoiceEmail": ["f@example.se"],
    "billingSettings.invoiceDeliveryType": ["e-post", "brev", "svefaktura"],
    "deliveryAddress.address": ["Gatan 7"],
    "deliveryAddress.phone": ["070-1740605"],
    "customerNumber": ["0001"],
}


@given(
    st.fixed_dictionaries({}, optional={field: st.sampled_from(values) for field, values in PARTS.items()}),
    st.sampled_from(PersonNumbers),
)
def test_the_worker_makes_of_a_planned_row_the_customer_that_was_planned(answers, person_numbers):
    source = Options(person_numbers=person_numbers, defaults={"paymentDays": 20}).source
    try:
        planned = to_customer(Submission("file", answers), source, TODAY)
    except Rejected:
        return
    queued = planned.customer.model_dump(exclude_none=True)
    made = to_customer(Submission("file", queued), SOURCES["import:look_up"], TODAY)
    known = known_as(planned.unsent, SEALER)
    worker_knows = sealed(made.customer, to_unsent(known, made.unsent.person_number))
    assert (
        worker_knows == sealed(planned.customer, to_unsent(known)) == sealed(planned.customer, planned.unsent)
    )
    assert made.customer.name == planned.customer.name
    assert made.customer.model_dump(exclude_none=True).keys() >= queued.keys()


def test_a_row_says_what_version_1_does_not_take(plan):
    address = {"Adress": "Storgatan 1", "Postnr": "97232", "Ort": "Luleå"}
    delivery = {"Leveransadress": "Verkstan 2", "Leveranspostnr": "22350", "Leveransort": "Lund"}
    row, other = plan(
        {"Namn": "Åsa Öberg", "Anteckning": "Ring först", "Kundgrupp": "B"} | address | delivery,
        {"Namn": "Bo Ek", "Ort": "Lund", "Kundtyp": "Privat", "Kundgrupp": "A", "Saldo": "0,00"},
    )
    assert [str(warning) for warning in row.warnings] == [
        "not_in_version_1 notes",
        "not_in_version_1 deliveryAddress",
    ]
    assert row.customer["notes"] == "Ring först"
    assert other.warnings == ()


@pytest.mark.parametrize(
    "cells", [{}, {"Fax": "1"}, {"Kundtyp": "Företag"}, {"Anteckning": "Ring"}, {"Telefon": "växel"}]
)
def test_a_row_of_which_only_a_name_is_used_is_told(plan, cells):
    [row] = plan({"Namn": "Bo Ek"} | cells)
    assert row.status == "ready"
    assert "row_has_only_a_name name" in texts(row.warnings)


@pytest.mark.parametrize(
    "cells",
    [
        {"Kundnr": "7"},
        {"Orgnr": "5560160680"},
        {"Personnr": "590714-2599"},
        {"Telefon": "070-174 06 05"},
        {"E-post": "bo@example.se"},
        {"Ort": "Lund"},
        {"Fakturaadress": "Box 2"},
    ],
)
def test_a_row_with_anything_else_is_not_told(plan, cells):
    [row] = plan({"Namn": "Bo Ek"} | cells)
    assert "row_has_only_a_name name" not in texts(row.warnings)


@pytest.fixture
def defect(monkeypatch):
    """Makes a step of planning fail for the customer Evil, with the customer in the error's text."""

    def make(owner, name, names):
        real = getattr(owner, name)

        def failing(*args, **options):
            if "Evil" in names(*args):
                raise ValueError("Evil 900101-2385")
            return real(*args, **options)

        monkeypatch.setattr(owner, name, failing)

    return make


@pytest.mark.parametrize(
    ("owner", "name", "names"),
    [
        (planner_module, "to_customer", lambda submission, *_: str(submission.answers)),
        (Decider, "decide", lambda _, read, *__: str(read.row.cells)),
    ],
)
def test_a_row_that_fails_unexpectedly_stops_no_other(plan, defect, owner, name, names):
    defect(owner, name, names)
    logged = []
    rows = plan(
        {"Namn": "Bo", "E-post": "bo@example.se"},
        {"Namn": "Evil", "E-post": "evil@example.se"},
        {"Namn": "Bo", "E-post": "bo@example.se"},
        {"Namn": "Evil", "E-post": "evil@example.se"},
        log=lambda event, **facts: logged.append((event, facts)),
    )
    assert [(row.row, row.status) for row in rows] == [
        (1, "ready"),
        (2, "invalid"),
        (3, "duplicate"),
        (4, "invalid"),
    ]
    assert next(rows[1].problems()).shown() == {"line": 3, "reason": "internal_error"}
    assert rows[1].cells["Namn"] == "Evil"
    assert (rows[1].customer, rows[1].keys, rows[1].profile) == ({}, [], {})
    assert [event for event, _ in logged] == ["row_defect", "row_defect"]
    assert [facts["line"] for _, facts in logged] == [3, 5]
    assert "ValueError in bridge.imports.plan.planner." in logged[0][1]["hint"]
    assert "Evil" not in str(logged)


@pytest.mark.parametrize("error", [Unavailable(Reason.LEDGER_UNAVAILABLE), sqlite3.OperationalError("full")])
def test_a_failure_that_is_not_the_rows_is_no_rows_outcome(plan, monkeypatch, error):
    def fail(*_):
        raise error

    monkeypatch.setattr(Decider, "decide", fail)
    with pytest.raises(type(error)):
        plan({"Namn": "Bo"})


@pytest.mark.parametrize("cell", [101012391, "101012391", 101012391.0])
@pytest.mark.parametrize(("column", "field"), [("Personnummer", "personalNumber"), ("Pnr", "personalNumber")])
def test_the_zeros_of_a_personal_number_are_restored_with_a_warning(plan, cell, column, field):
    [row] = plan({"Namn": "Bo Ek", column: cell, "RUT": "ja"}, person_numbers=PersonNumbers.KEEP)
    assert row.customer["organizationNumber"] == "010101-2391"
    assert row.cells[column] == "0101012391"
    assert f"number_zeros_restored {field}" in texts(row.warnings)


def test_a_number_with_restored_zeros_is_dropped_like_any_other(plan):
    first, second = plan(
        {"Namn": "Bo Ek", "Personnummer": 101012391}, {"Namn": "Bo Ek", "Personnummer": "20010101-2391"}
    )
    assert "organizationNumber" not in first.customer
    assert "101012391" not in first.to_json()
    assert second.status == "duplicate"


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("Org.nr", 101012391),
        ("Org.nr/personnr", 101012391),
        ("Personnummer", 101012392),
        ("Personnummer", True),
    ],
)
def test_no_zeros_are_added_where_that_is_not_certain(plan, column, cell):
    [row] = plan({"Namn": "Bo Ek", column: cell}, person_numbers=PersonNumbers.KEEP)
    assert "organizationNumber" not in row.customer
    assert "number_zeros_restored" not in str(row.warnings)
    assert row.cells[column] == cell


def test_the_zeros_of_a_co_applicants_number_are_restored(plan):
    two = {"Personnummer 1": "900101-2385", "Namn 2": "Åsa Ek", "Personnummer 2": 2292399}
    [row] = plan({"Namn 1": "Bo Ek", "RUT": "ja"} | two)
    shares = row.customer["billingSettings"]["deductionDistribution"]
    assert [share["personalNumber"] for share in shares] == ["900101-2385", "000229-2399"]
    assert "number_zeros_restored coApplicantNumber" in texts(row.warnings)
