"""Which rows of a file are one customer: the plan decides by the ledger's rule, and as the worker will."""

import json

import pytest

from bridge.imports.plan.decision import Decider, ReadRow
from bridge.imports.plan.duplicates import Duplicates
from bridge.imports.plan.file_sealer import FileSealer
from bridge.imports.plan.planned_row import Place, PlannedRow
from bridge.imports.plan.recall import recall
from bridge.ledger.contacts import MANY, Contacts
from bridge.ledger.recognition import Recogniser
from bridge.ledger.records import MOST_CUSTOMERS
from bridge.model.delivery import Delivery
from bridge.model.source import Existing
from bridge.seventime.models import Customer
from dev.benchmarks.places import ROOT
from tests.support.clock import Clock
from tests.support.identities import SEALER, sealed
from tests.support.imported_files import ImportedFile
from tests.support.tables import KINDS, table

CASES = ROOT / "dev/benchmarks/same_customer"

ANNA = {"name": "Anna Berg", "email": "anna.berg@example.se", "phone": "070-174 06 05"}
ANNA_AGAIN = {"name": "Anna Berg", "email": "Anna.Berg@example.se"}
ERIK = ANNA | {"name": "Erik Berg"}
FATHER = {"name": "Nils Ek", "email": "ek@example.se", "personalNumber": "590714-2599"}
SON = FATHER | {"personalNumber": "900101-2385"}
KUND = {"name": "Kund", "phone": "070-000 00 00"}


def society(name):
    return {"companyName": f"Brf {name}", "email": "info@forvaltaren.example", "phone": "08-46 50 04 00"}


def planned(*rows, **more):
    return ImportedFile(rows, **more).rows


def statuses(rows):
    return [row.status for row in rows]


def kept(warnings):
    return [str(warning) for warning in warnings]


@pytest.mark.parametrize(
    "rows",
    [
        [ANNA, ERIK],
        [society("Solen"), society("Månen"), society("Stjärnan")],
        [FATHER, SON],
        [KUND, KUND],
        [{"name": "Gamma"}, {"name": "Gamma"}],
    ],
    ids=["husband and wife", "three societies", "father and son", "nobody's name and phone", "only a name"],
)
def test_who_only_shares_something_is_a_customer_of_its_own(rows):
    assert statuses(planned(*rows)) == ["ready"] * len(rows)
    assert len(ImportedFile(rows).send().customers) == len(rows)


def test_a_row_that_says_nothing_new_is_a_duplicate_and_not_sent():
    file = ImportedFile([ANNA, ANNA_AGAIN, ANNA])
    assert statuses(file.rows) == ["ready", "duplicate", "duplicate"]
    assert [row.same_as for row in file.rows] == [None, Place(1, 1), Place(1, 1)]
    assert file.rows[1].matched_by == ("name", "email")
    file.send()
    assert len(file.customers) == 1
    assert [result.status for result in file.results] == ["created", "duplicate", "duplicate"]
    assert len({result.seventime_id for result in file.results}) == 1


def test_a_row_that_says_more_of_an_earlier_rows_customer_is_sent_so_that_the_ledger_learns_it():
    moved = ANNA_AGAIN | {"address": "Storgatan 1", "zipCode": "211 20", "personalNumber": "900101-2385"}
    file = ImportedFile([ANNA, moved, moved])
    assert statuses(file.rows) == ["ready", "known", "duplicate"]
    assert file.rows[1].same_as_line == 1
    assert set(file.rows[1].differs) == {"personalNumber", "address"}
    file.send()
    created, existing, duplicate = file.results
    assert (created.status, existing.status, duplicate.status) == ("created", "existing", "duplicate")
    assert (existing.same_as_line, existing.brought_by) == (1, created.delivery)
    assert "address" in existing.differs
    assert set(existing.matched_by) == {"name", "email"}
    assert len(file.customers) == 1


def test_what_duplicates_say_adds_up_as_in_the_ledger():
    """The phone is known by the second row, the father's number by the third."""
    told = {"name": "Anna Berg", "email": ANNA["email"], "phone": "070-174 06 99"}
    by_phone = {"name": "A. Berg", "phone": "070-174 06 99"}
    assert statuses(planned(ANNA, told, by_phone))[1:] == ["known", "known"]
    later = FATHER | {"personalNumber": ""}
    assert statuses(planned(later, FATHER, SON)) == ["ready", "known", "ready"]


def test_a_row_that_resembles_an_earlier_one_is_told_and_sent():
    file = ImportedFile([ANNA, ERIK])
    _, wife = file.rows
    assert (wife.status, wife.similar_to, wife.same_as) == ("ready", Place(1, 1), None)
    assert kept(wife.warnings) == ["possible_duplicate email", "possible_duplicate phone"]
    assert (file.plan["possible_duplicates"], file.plan["resemblances"]) == (1, [[2, 0, 1]])
    result = file.send().results[1]
    assert result.status == "created"
    assert [each.seventime_id for each in result.similar] == [file.results[0].seventime_id]
    assert result.shown()["possible_duplicate_of_line"] == 1


def test_a_row_that_a_number_tells_apart_is_told_as_well():
    _, son = planned(FATHER, SON)
    assert (son.similar_to_line, kept(son.warnings)[-1]) == (1, "possible_duplicate email")


def test_personal_numbers_that_are_dropped_tell_people_apart_all_the_same():
    file = ImportedFile([FATHER, SON]).send()
    assert len(file.customers) == 2
    assert "organizationNumber" not in file.customers[0]
    messages = json.dumps([row.to_json() for row in file.rows])
    assert "590714" not in messages
    assert "900101" not in messages


def test_a_customer_of_the_ledger_is_known_and_its_second_row_a_duplicate():
    form = {"Namn": "Anna Berg", "E-post": "anna.berg@example.se", "Telefon": "070-174 06 05"}
    rows = planned(ANNA, ANNA_AGAIN, ERIK, before=[form])
    assert statuses(rows) == ["known", "duplicate", "ready"]
    assert rows[1].same_as_line == 1
    assert kept(rows[2].warnings) == ["possible_duplicate email", "possible_duplicate phone"]


def test_customers_of_ledger_and_file_together_make_a_contact_nobodys_own():
    """One mailbox of three: it no longer tells who writes."""
    mailbox = {"email": "ida.ek@example.se"}
    forms = [{"Namn": name, "E-post": mailbox["email"]} for name in ("Bo Ek", "Eva Ek")]
    alone = [{"name": "Ida Ek", **mailbox}, {"name": "Ida", **mailbox}]
    assert statuses(planned(*alone)) == ["ready", "known"]
    assert statuses(planned(*alone, before=forms)) == ["ready", "ready"]


def test_a_contact_of_many_is_told_once():
    rows = [{"name": f"{name} Ek", "email": "kassa@example.se"} for name in NAMES]
    assert kept(planned(*rows)[-1].warnings) == ["contact_of_many email"]


NAMES = ["Ada", "Bo", "Cia", "Dan", "Eva", "Fia", "Gun", "Hans", "Ida", "Jan", "Kim"][: MANY + 1]


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("name", ["cases", "traps"])
def test_the_worker_makes_of_the_rows_the_customers_that_the_plan_says(name, backwards):
    for written in json.loads((CASES / f"{name}.json").read_bytes()):
        deliveries = written["deliveries"][:: -1 if backwards else 1]
        file = ImportedFile(deliveries)
        plan = [row.same_as.row if row.same_as else row.row for row in file.rows]
        made = [result.seventime_id or result.row for result in file.send().results]
        assert partition(plan) == partition(made), written["id"]


def partition(customers):
    return [customers.index(each) for each in customers]


def test_a_look_up_in_seven_time_is_no_part_of_the_plan():
    file = ImportedFile([ANNA], existing=Existing.THOROUGH)
    assert statuses(file.rows) == ["ready"]
    assert [result.status for result in file.send().results] == ["created"]


# Over several steps


def read(number, **fields):
    row = PlannedRow(number, number + 1, customer=Customer(**fields).model_dump(exclude_none=True))
    return ReadRow(row, sealed(**fields), "")


@pytest.fixture(params=KINDS)
def ledger(request):
    with table(request.param) as it:
        yield Contacts(it, Clock())


def decided(duplicates, ledger, *reads):
    sealer = FileSealer(SEALER)
    decider = Decider(sealer, Recogniser(sealer), duplicates)
    found = ledger.find_all([each.who for each in reads])
    return [decider.decide(each, next(found)) for each in reads]


def stored(rows):
    return [PlannedRow.from_json(row.to_json()) for row in rows]


LATER = [
    read(3, name="Anna Berg", phone="070-174 06 99"),
    read(4, name="Erik Berg", email="anna.berg@example.se"),
    read(5, name="Anna Berg", email="anna.berg@example.se", personalNumber="900101-2385"),
]
EARLIER = [
    read(1, name="Anna Berg", email="anna.berg@example.se", personalNumber="590714-2599"),
    read(2, name="Anna Berg", email="anna.berg@example.se", phone="070-174 06 99"),
]


def test_what_earlier_steps_planned_counts_as_in_one_step(ledger):
    with Duplicates() as duplicates:
        in_one = decided(duplicates, ledger, *EARLIER, *LATER)
    with Duplicates() as duplicates:
        chunk = stored(decided(duplicates, ledger, *EARLIER))
    with Duplicates() as duplicates:
        recall(chunk, duplicates, SEALER)
        assert [*chunk, *decided(duplicates, ledger, *LATER)] == in_one
    assert [row.status for row in in_one] == ["ready", "known", "duplicate", "ready", "ready"]
    assert [row.same_as_line for row in in_one] == [0, 2, 2, 0, 0]


def test_a_chunk_holds_profiles_sealed(ledger):
    with Duplicates() as duplicates:
        [row, _] = decided(duplicates, ledger, *EARLIER)
    text = json.dumps(row.profile).casefold()
    assert row.profile["kind"] == "person"
    assert not any(part in text for part in ("anna", "berg", "590714", "example"))


def test_a_chunk_of_version_0_1_is_recalled_by_what_its_rows_say(ledger):
    """It holds keys and customers, and no profiles."""
    with Duplicates() as duplicates:
        chunk = stored(decided(duplicates, ledger, *EARLIER[:1]))
    old = [json.loads(row.to_json()) for row in chunk]
    for row in old:
        del row["profile"]
    with Duplicates() as duplicates:
        recall([PlannedRow.from_json(json.dumps(row)) for row in old], duplicates, SEALER)
        same, other = decided(duplicates, ledger, EARLIER[1], LATER[1])
    assert (same.status, same.same_as) == ("known", Place(1, 2))
    assert (other.status, other.similar_to) == ("ready", Place(1, 2))


def test_a_contact_of_thousands_leads_to_so_many_and_no_more(ledger):
    with Duplicates() as duplicates:
        for number in range(MOST_CUSTOMERS + 5):
            [row] = decided(duplicates, ledger, read(number, name=f"N{number} Ek", email="kassa@example.se"))
        around = duplicates.around(next(ledger.find_all([sealed(email="kassa@example.se", name="x")])))
    assert len(around.found.customers) == MOST_CUSTOMERS
    assert row.status == "ready"


# On the way to the worker


def test_a_rows_message_says_who_the_customer_is_without_a_personal_number():
    company = {"companyName": "Alfa Måleri", "contactPerson": "Bo Ek", "personalNumber": "590714-2599"}
    [message] = map(json.loads, ImportedFile([company]).queue())
    number = SEALER.key_of("number", "195907142599")
    assert message["known_as"] == {"company": "Alfa Måleri", "person": "Bo Ek", "number": number}
    assert "2599" not in json.dumps(message).replace(number, "")


def test_a_correction_of_a_row_wins_over_what_its_plan_went_by():
    file = ImportedFile([FATHER])
    [delivery] = map(Delivery.from_message, file.queue())
    file.sqs.queues["customers"].clear()
    file.arrive(delivery.replayed({"name": "Nils Olof Holm", "email": "holm@example.se"}))
    file.work_off()
    file.arrive(file.delivery(Namn="Nils Olof Holm", **{"E-post": "holm@example.se"}))
    file.work_off()
    assert [customer["name"] for customer in file.customers] == ["Nils Olof Holm"]
