import base64
import csv
import io
import json
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook

from bridge.imports import results
from bridge.model.delivery import delivery_id
from bridge.model.reasons import sentences
from dev.simulator.faults import Faults, Plan
from tests.support.imports import LIST, POST, UPLOAD, Deployed, asking, deployed

FILE = base64.b64decode(POST["body"])
"""Five rows: two customers, one again under another name, one without a name, one with a damaged number."""
COUNTS = {"created": 2, "existing": 1, "rejected": 2, "duplicate": 0, "pending": 0}


@pytest.fixture(scope="module")
def functions():
    with deployed() as it:
        yield it


@pytest.fixture
def stack(functions: Deployed):
    functions.reset()
    return functions


def many(rows: int) -> bytes:
    return ("Namn;E-post\n" + "".join(f"Kund {n};k{n}@example.se\n" for n in range(rows))).encode()


def test_a_file_becomes_customers_and_each_row_has_its_outcome(stack: Deployed):
    id_ = stack.import_file(FILE)
    shown = stack.show(id_)
    assert (shown["status"], shown["counts"]) == ("done", COUNTS)
    assert [(c["name"], c["customerNumber"]) for c in stack.created] == [
        ("Exempelbygg AB", "101"),
        ("Öberg, Åsa", "102"),
    ]
    rows = stack.rows(id_)
    assert [row["status"] for row in rows] == ["created", "created", "existing", "rejected", "rejected"]
    assert rows[0]["_id"] == rows[2]["_id"] == stack.created[0]["_id"]
    assert [(row["line"], row.get("reason")) for row in rows[3:]] == [
        (5, "name_missing"),
        (6, "number_damaged"),
    ]


def test_the_plan_says_what_is_in_the_file_and_how_long_it_takes(stack: Deployed):
    stack.post(FILE, dryRun="true")
    id_ = stack.import_file(FILE, dryRun="true")
    plan = stack.show(id_)["plan"]
    assert {name: plan[name] for name in ("rows", "to_create", "already_known", "invalid", "duplicates")} == {
        "rows": 5,
        "to_create": 2,
        "already_known": 1,
        "invalid": 2,
        "duplicates": 0,
    }
    assert {each["column"]: each["field"] for each in plan["columns"]}["Fax"] is None
    assert [problem["line"] for problem in plan["problems"]] == [5, 6]
    assert plan["resemblances"] == [{"line": 4, "same_as_line": 2}]
    assert {each["reason"]: each["rows"] for each in plan["reasons"]} == {
        "name_missing": 1,
        "number_damaged": 1,
    }
    assert all(len(each["lines"]) == each["rows"] for each in plan["warnings"])


def test_a_plan_has_an_example_until_the_import_runs(stack: Deployed):
    id_ = stack.import_file(FILE, dryRun="true")
    example = stack.show(id_)["plan"]["example"]
    assert example["line"] == 2
    assert {"field": "name", "value": "Exempelbygg AB"} in example["fields"]
    assert "example" not in stack.show(stack.import_file(FILE))["plan"]


def test_a_dry_run_answers_with_the_report_and_queues_nothing(stack: Deployed):
    def work() -> None:
        stack.announce(stack.files()[-1])
        stack.drain()

    stack.clock.meanwhile = work
    status, answer = stack.post(FILE, dryRun="true")
    assert (status, answer["status"], answer["plan"]["to_create"]) == (200, "planned", 2)
    assert (stack.created, stack.simulator.twin.history) == ([], [])


def test_a_dry_run_whose_report_is_not_ready_yet_says_where_it_will_be(stack: Deployed):
    answer = stack.api(POST)
    id_ = json.loads(answer["body"])["import"]
    assert (answer["statusCode"], answer["headers"]["Location"]) == (202, f"/v1/imports/{id_}")


def test_a_planned_import_starts_when_it_is_resumed(stack: Deployed):
    id_ = stack.import_file(FILE, dryRun="true")
    assert stack.show(id_)["status"] == "planned"
    assert stack.act(id_, "resume")[0] == 200
    stack.drain()
    assert stack.show(id_)["counts"] == COUNTS


def test_sending_the_file_of_a_dry_run_for_real_starts_it(stack: Deployed):
    dry = stack.import_file(FILE, dryRun="true")
    assert stack.import_file(FILE) == dry
    assert stack.show(dry)["counts"] == COUNTS


def test_the_same_file_twice_creates_nothing_twice(stack: Deployed):
    one = stack.import_file(b"Namn;Ort\nBo Ek;Lund\nBo Ek;Kil\n")
    requests = len(stack.simulator.twin.history)
    assert stack.import_file(b"Namn;Ort\nBo Ek;Lund\nBo Ek;Kil\n") == one
    assert (len(stack.created), len(stack.simulator.twin.history)) == (2, requests)


def test_customers_of_an_earlier_file_are_known_to_the_plan_and_asked_for_no_more(stack: Deployed):
    stack.import_file(FILE)
    requests = len(stack.simulator.twin.history)
    id_ = stack.import_file(FILE + b"106;Nykund;;;;;;ny@example.se;\r\n")
    shown = stack.show(id_)
    assert (shown["plan"]["already_known"], shown["plan"]["to_create"]) == (2, 1)
    assert shown["counts"] == COUNTS | {"created": 1, "existing": 2, "duplicate": 1}
    assert len(stack.simulator.twin.history) == requests + 2


def test_failed_rows_can_be_mended_and_sent_again(stack: Deployed):
    id_ = stack.import_file(FILE)
    answer = stack.rows_csv(id_, status="rejected")
    assert answer["headers"]["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["body"].startswith("\ufeffKundnr;Namn;")
    mended = answer["body"].replace("104;;", "104;Eva Ek;").replace("9,00101E+09", "717600-4583")
    again = stack.import_file(mended.encode())
    assert stack.show(again)["counts"] == {name: 0 for name in COUNTS} | {"created": 2}
    assert "import: " not in json.dumps(stack.show(again)["plan"]["columns"])


def test_failed_elements_of_json_can_be_mended_and_sent_again_as_csv(stack: Deployed):
    share = {"userName": "Bo Ek", "personalNumber": "900101-2385", "distributionPercent": 100}
    billing = {"isROTCustomer": True, "typeOfProperty": 1, "propertyDescription": "Skoby Berga 1:2"}
    customer = {
        "name": "-",
        "address": ["c/o Ek", "Gatan 1"],
        "phone": "070-174 06 05",
        "billingSettings": billing | {"deductionDistribution": [share]},
    }
    id_ = stack.import_file(json.dumps([customer]).encode())
    mended = stack.rows_csv(id_, status="rejected")["body"].replace("-;", "Bo Ek;", 1)
    stack.import_file(mended.encode())
    [created] = stack.created
    assert (created["name"], created["address"], created["phone"]) == (
        "Bo Ek",
        "c/o Ek, Gatan 1",
        "070-174 06 05",
    )
    assert share.items() <= created["billingSettings"]["deductionDistribution"][0].items()


def test_rows_as_csv_are_safe_in_excel(stack: Deployed):
    content = '[{"Namn": "=cmd|A1", "Telefon": "+46701740605", "Kundnr": "0007", "ROT": false}]'
    id_ = stack.import_file(content.encode())
    [headers, cells] = csv.reader(io.StringIO(stack.rows_csv(id_)["body"]), delimiter=";")
    row = dict(zip(headers, cells, strict=True))
    assert (row["\ufeffNamn"], row["Telefon"], row["Kundnr"]) == ("'=cmd|A1", "'+46701740605", "'0007")
    assert row["import: status"] == "created"


def test_rows_come_in_pages_that_follow_each_other(stack: Deployed):
    id_ = stack.import_file(many(25), dryRun="true")
    first = stack.rows(id_, limit="10")
    assert [row["row"] for row in first] == list(range(1, 11))
    assert [row["row"] for row in stack.rows(id_, limit="10", after="20")] == list(range(21, 26))
    page = stack.rows_csv(id_, limit="10")
    assert page["headers"]["Link"] == f'</v1/imports/{id_}/rows?limit=10&after=10>; rel="next"'.replace(
        id_, page["headers"]["Link"].split("/")[3]
    )
    assert page["body"].count("\n") == 11
    rest = stack.rows_csv(id_, after="10")
    assert rest["body"].count("\n") == 15
    assert "Link" not in rest["headers"]


def test_a_page_looks_through_so_many_rows_and_no_more(stack: Deployed, monkeypatch):
    monkeypatch.setattr(results, "MOST_SEARCHED", 10)
    id_ = stack.import_file(many(25), dryRun="true")
    event = stack.rows_event(id_, {"status": "rejected"}, "application/json")
    assert stack.call(event) == (200, {"rows": [], "next": 10})


def test_a_large_file_is_put_where_the_answer_says(stack: Deployed):
    status, answer = stack.call(UPLOAD)
    assert (status, answer["status"], answer["upload"]["method"]) == (202, "waiting_for_file", "PUT")
    ticket, url = answer["import"], answer["upload"]["url"]
    assert "https://imports.s3.eu-north-1.amazonaws.com/uploads/" in url
    assert stack.act(ticket, "resume")[0] == 409
    stack.put(f"uploads/{ticket}", b"Vem;E-post\nBo Ek;bo@example.se\n")
    stack.drain()
    shown = stack.show(ticket)
    assert (shown["status"], shown["counts"]["created"]) == ("done", 1)
    assert shown["import"] != ticket
    assert [row["status"] for row in stack.rows(ticket)] == ["created"]


def test_a_paused_import_queues_no_more_and_goes_on_when_it_is_resumed(stack: Deployed):
    _, answer = stack.post(FILE)
    id_ = answer["import"]
    stack.announce(f"uploads/{id_}")
    stack.take(stack.steps, stack.import_)
    assert stack.act(id_, "pause")[1]["status"] == "planning"
    stack.drain()
    assert (stack.show(id_)["status"], stack.created) == ("planned", [])
    stack.act(id_, "resume")
    stack.drain()
    assert stack.show(id_)["counts"] == COUNTS


@pytest.mark.parametrize("is_large", [False, True])
def test_a_file_keeps_its_name_and_only_the_bucket_has_it(stack: Deployed, capsys, is_large):
    stack.listen()
    name = {"X-File-Name": ["C%3A%5C%C3%85sa%20%C3%96berg%2F%20Kunder%20%C3%85sa.csv"]}
    event = UPLOAD if is_large else asking(POST, {})
    _, answer = stack.call(event | {"multiValueHeaders": event["multiValueHeaders"] | name})
    if is_large:
        stack.put(f"uploads/{answer['import']}", FILE)
    else:
        stack.announce(f"uploads/{answer['import']}")
    stack.drain()
    assert stack.show(answer["import"])["file"]["name"] == "Kunder Åsa.csv"
    assert "Kunder Åsa" not in str(stack.items()) + "".join(capsys.readouterr())


def test_a_file_of_the_bucket_is_called_as_there(stack: Deployed):
    stack.put("from/Fortnox/kunder.csv", b"Namn\nBo Ek\n")
    stack.drain()
    [item] = [item for item in stack.items() if item["pk"]["S"].startswith("import#")]
    assert stack.show(item["id"]["S"])["file"]["name"] == "kunder.csv"


def test_a_cancelled_import_creates_nothing_more(stack: Deployed):
    _, answer = stack.post(FILE)
    id_ = answer["import"]
    stack.announce(f"uploads/{id_}")
    stack.take(stack.steps, stack.import_)
    assert stack.act(id_, "cancel")[1]["status"] == "cancelled"
    stack.drain()
    assert (stack.show(id_)["status"], stack.created) == ("cancelled", [])


def test_a_cancelled_import_says_how_many_rows_are_finished_all_the_same(stack: Deployed):
    _, answer = stack.post(many(5))
    stack.announce(f"uploads/{answer['import']}")
    while stack.take(stack.steps, stack.import_):
        pass
    stack.take(stack.customers, stack.create, most=2)
    done = len(stack.created)
    shown = stack.act(answer["import"], "cancel")[1]
    assert (shown["status"], shown["under_way"]) == ("cancelled", 5 - done)
    stack.drain()
    assert (stack.show(answer["import"])["under_way"], len(stack.created)) == (0, 5)


def test_imports_are_listed_with_their_files_the_newest_first(stack: Deployed):
    assert stack.call(LIST) == (200, {"imports": []})
    name = {"X-File-Name": ["large.csv"]}
    event = asking(UPLOAD, {})
    _, large = stack.call(event | {"multiValueHeaders": event["multiValueHeaders"] | name})
    stack.put(f"uploads/{large['import']}", FILE)
    stack.drain()
    failed = stack.import_file(b"%PDF-1.7 x")
    stack.put("kunder/other.csv", b"Namn\nBo Ek\n")
    stack.drain()
    _, body = stack.call(LIST)
    names = [(each["file"].get("name"), each["status"], each["rows"]) for each in body["imports"]]
    assert names == [("other.csv", "done", 1), (None, "failed", 0), ("large.csv", "done", 5)]
    assert [each["import"] for each in body["imports"]][1] == failed
    assert body["imports"][2]["import"] == stack.show(large["import"])["import"]
    assert body["imports"][2]["counts"] == COUNTS
    assert "plan" not in body["imports"][2]


def test_an_import_says_why_no_row_is_done_and_since_when(stack: Deployed):
    _, answer = stack.post(many(3))
    stack.announce(f"uploads/{answer['import']}")
    stack.simulator.twin.faults = Faults(Plan.model_validate({"rules": [{"fault": "error_503"}]}))
    stack.drain()
    assert "waiting" not in stack.show(answer["import"])
    stack.clock.sleep(60)
    waiting = stack.show(answer["import"])["waiting"]
    assert waiting["reason"] == "seventime_maintenance"
    assert waiting["message"] == sentences("seventime_maintenance")["message"]
    queued_at = datetime.fromisoformat(waiting["since"]).timestamp()
    assert abs(queued_at - stack.clock.time() + 60) < 60


def test_an_import_whose_mapping_names_other_columns_fails_before_anything_is_sent(stack: Deployed):
    id_ = stack.import_file(FILE, mapping=json.dumps({"Vem": "name", "Fax": ""}))
    shown = stack.show(id_)
    assert (shown["status"], shown["error"]["code"]) == ("failed", "mapping_column_missing")
    assert (shown["error"]["columns"], stack.created) == (["Vem"], [])


def test_an_import_that_has_ended_takes_no_orders(stack: Deployed):
    id_ = stack.import_file(b"Namn\nBo\n")
    status, answer = stack.act(id_, "cancel")
    assert (status, answer["error"]["code"]) == (409, "import_over")


def test_an_unreadable_file_is_an_error_with_line_column_and_cause(stack: Deployed):
    id_ = stack.import_file(b'[{"Namn": "Bo"},\n{"Namn": Eva}]')
    shown = stack.show(id_)
    assert shown["status"] == "failed"
    assert (shown["error"]["code"], shown["error"]["line"], shown["error"]["column"]) == (
        "json_malformed",
        2,
        10,
    )
    assert shown["error"]["message_sv"]
    assert stack.created == []


@pytest.mark.parametrize("content", [b"Namn;Ort\n", b"[]", b"Namn;Ort\n;Lund\n"])
def test_a_file_without_customers_is_done_at_once(stack: Deployed, content: bytes):
    shown = stack.show(stack.import_file(content))
    assert (shown["status"], shown["plan"]["to_create"], shown["counts"]["pending"]) == ("done", 0, 0)
    assert stack.simulator.twin.history == []


def test_whatever_a_workbook_holds_is_kept_and_comes_back(stack: Deployed):
    book, file = Workbook(), io.BytesIO()
    book.active.append(["Namn", "Ort", "Tid", "Sedan", "Summa", "Fel"])
    book.active.append(["Bo Ek", "Lund", time(1, 2), date(2026, 1, 2), 1e300, "#N/A"])
    book.save(file)
    id_ = stack.import_file(file.getvalue())
    assert stack.show(id_)["counts"]["created"] == 1
    assert "Bo Ek;Lund;'01:02:00;'2026-01-02;1e+300;;" in stack.rows_csv(id_)["body"]


def test_what_failed_can_be_sent_again(stack: Deployed):
    content = b"Vem;Var\nBo;Lund\n"
    failed = stack.import_file(content)
    assert stack.show(failed)["error"]["code"] == "header_missing"
    again = stack.import_file(content, mapping='{"Vem": "name", "Var": "city"}')
    assert stack.show(again)["counts"]["created"] == 1


def test_rows_are_kept_for_as_long_as_the_bucket_keeps_them(stack: Deployed):
    id_ = stack.import_file(FILE)
    stack.delete_files()
    status, answer = stack.call(stack.rows_event(id_, {}, "application/json"))
    assert (status, answer["error"]["code"]) == (410, "rows_gone")


@pytest.mark.parametrize("id_", ["", "x", delivery_id("imports", b"another"), "../customers"])
def test_an_import_that_nobody_sent_is_404(stack: Deployed, id_):
    assert stack.show(id_)["error"]["code"] == "import_unknown"
    assert stack.act(id_, "pause")[0] == 404
    assert stack.call(stack.rows_event(id_, {}, "text/csv"))[0] == 404


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"dryRun": "perhaps"}, "dryRun"),
        ({"existing": "perhaps"}, "existing"),
        ({"mapping": "{"}, "mapping"),
        ({"dry_run": "true"}, "dry_run"),
    ],
)
def test_parameters_that_mean_nothing_are_named(stack: Deployed, query, field):
    status, answer = stack.post(FILE, **query)
    assert (status, answer["error"]["fields"][0]["field"]) == (400, field)
    assert stack.files() == []


@pytest.mark.parametrize("query", [{"status": "lost"}, {"after": "-1"}, {"limit": "ten"}, {"page": "2"}])
def test_rows_are_asked_for_by_what_there_is(stack: Deployed, query):
    assert stack.call(stack.rows_event("x", query, "application/json"))[0] == 400


def test_a_file_that_came_with_the_request_is_not_waited_for(stack: Deployed):
    status, answer = stack.call(POST)
    assert (status, answer["status"]) == (202, "planning")
    assert stack.show(answer["import"])["status"] == "planning"
    assert stack.act(answer["import"], "cancel")[0] == 409


@pytest.mark.parametrize("name", ["dryRun", "existing"])
def test_what_is_said_twice_is_refused(stack: Deployed, name: str):
    twice = {name: ["true", "false"]}
    event = POST | {"queryStringParameters": {name: "false"}, "multiValueQueryStringParameters": twice}
    status, answer = stack.call(event)
    assert (status, [each["field"] for each in answer["error"]["fields"]]) == (400, [name])
    assert answer["error"]["fields"][0]["message"] == "once only"


def test_a_damaged_body_is_refused(stack: Deployed):
    status, answer = stack.call(POST | {"body": "%%%"})
    assert (status, answer["error"]["code"]) == (400, "malformed_body")


def test_without_its_table_it_answers_503(stack: Deployed):
    stack.dynamodb.delete_table(TableName="Ledger")
    answer = stack.api(POST)
    assert (answer["statusCode"], answer["headers"]["Retry-After"]) == (503, "5")


def test_nothing_personal_is_in_the_tables_logs_and_errors(stack: Deployed, capsys):
    stack.listen()
    id_ = stack.import_file(FILE)
    kept = json.dumps(stack.items())
    told = json.dumps(stack.show(id_), ensure_ascii=False) + capsys.readouterr().out
    for personal in ("Öberg", "asa@", "701740612", "174 06", "5560160680", "Lund"):
        assert personal not in kept + told
