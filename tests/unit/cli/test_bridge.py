import csv
import io
import json
import re

import pytest

from bridge.model.reasons import sentences
from cli import importing, places
from cli.command import main
from cli.showing import duration, progress
from cli.times import local
from tests.support.api_server import KEY, serving
from tests.support.imports import deployed
from tests.support.terminal import Keyboard
from tests.support.webhooks import ROOT

FILE = "Kundnr;Namn;Ort;Fax\n1;Åsa Öberg;Lund;-\n2;;Kil;-\n3;Bo Ek;Kil;-\n".encode("cp1252")


@pytest.fixture(scope="module")
def server():
    with deployed() as stack, serving(stack) as it:
        yield it


@pytest.fixture
def stack(server, monkeypatch):
    monkeypatch.setattr(importing, "_PLAN_POLL", 0)
    monkeypatch.setattr(importing, "_POLL", 0)
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("BRIDGE_API_URL", server.api_url)
    monkeypatch.setenv("BRIDGE_API_KEY", KEY)
    server.failures = 0
    server.stack.reset()
    return server.stack


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "kunder.csv"
    path.write_bytes(FILE)
    return path


def test_imports_a_file_and_writes_every_row_with_its_outcome(stack, file, capsys):
    assert main(["import", str(file), "--yes"]) == 1
    assert [customer["name"] for customer in stack.created] == ["Åsa Öberg", "Bo Ek"]
    [result] = file.parent.glob("*.result.csv")
    rows = list(csv.DictReader(result.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert [row["import: status"] for row in rows] == ["created", "rejected", "created"]
    said = capsys.readouterr().out
    assert "3 of 3  created 2  existing 0  rejected 1  done" in said
    assert "line 3" in said


def test_the_commands_of_the_documentation_work(stack, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", Keyboard("yes\n" * 9))
    (tmp_path / "customers.csv").write_text("Namn;Ort;Vem;Zon\nBo Ek;Lund;Eva Ek;1\n", encoding="utf-8")
    page = (ROOT / "docs/imports.md").read_text(encoding="utf-8")
    commands = re.findall(r"^    ./bridge ([^#\n]+)", page, re.MULTILINE)
    for command in commands:
        arguments = command.replace("<id>", stack.import_file(b"Namn\nBo Ek\n")).split()
        assert main(arguments) == 0, command
    assert [command.split()[0] for command in commands] == [
        "import",
        "import",
        "import",
        "imports",
        "imports",
        "imports",
    ]


def test_shows_the_plan_and_sends_nothing_in_a_dry_run(stack, file, capsys):
    assert main(["import", str(file), "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert stack.created == []
    for line in (
        "rows read",
        "to create                 2",
        "Fax     – not read",
        "Ort     city",
        "Nothing was sent",
    ):
        assert line in said


def test_asks_before_anything_is_sent(stack, file, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", Keyboard("n\n"))
    assert main(["import", str(file)]) == 1
    assert (stack.created, "Create up to 2 customers in Seven Time? (" in capsys.readouterr().err) == (
        [],
        True,
    )
    monkeypatch.setattr("sys.stdin", Keyboard("ja\n"))
    main(["import", str(file)])
    assert len(stack.created) == 2


def test_the_same_file_again_shows_what_became_of_it(stack, file, capsys):
    main(["import", str(file), "--yes"])
    requests = len(stack.simulator.twin.history)
    assert main(["import", str(file), "--yes", "--result", str(file.parent / "r.csv")]) == 1
    assert "has been imported before: done" in capsys.readouterr().out
    assert (len(stack.simulator.twin.history), (file.parent / "r.csv").exists()) == (requests, True)


def test_a_mapping_says_what_columns_are(stack, tmp_path, capsys):
    path = tmp_path / "k.csv"
    path.write_text("Vem;Var\nBo Ek;Lund\n", encoding="utf-8")
    assert main(["import", str(path), "--yes"]) == 1
    assert f"line 1, column 1: {sentences('header_missing')['message']}" in capsys.readouterr().err
    assert main(["import", str(path), "--yes", "--mapping", "Vem=name", "--mapping", "Var="]) == 0
    assert [(c["name"], "city" in c) for c in stack.created] == [("Bo Ek", False)]


def test_a_mapping_of_a_column_that_the_file_has_not_is_refused(stack, file, capsys):
    mapping = ["--mapping", "Vem=name", "--mapping", "ORT=city"]
    assert main(["import", str(file), "--yes", *mapping]) == 1
    assert f"Vem: {sentences('mapping_column_missing')['message']}" in capsys.readouterr().err
    assert stack.created == []


def test_ctrl_c_leaves_the_import_running_and_says_how_to_look_at_it(stack, file, monkeypatch, capsys):
    monkeypatch.setattr(importing.showing, "progress", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    assert main(["import", str(file), "--yes"]) == 130
    said = capsys.readouterr().err
    id_ = said.rpartition("bridge imports show ")[2].split()[0]
    monkeypatch.undo()
    stack.drain()
    assert stack.show(id_)["status"] == "done"


@pytest.mark.parametrize(
    ("missing", "code", "said"),
    [(5, 1, "3 of 3  created 2  existing 0  rejected 1  done"), (99, 3, "The import goes on.")],
)
def test_a_network_that_is_gone_for_a_while_is_waited_for(
    stack, server, file, monkeypatch, capsys, missing, code, said
):
    main(["import", str(file), "--dry-run"])
    id_ = capsys.readouterr().out.rpartition("bridge imports resume ")[2].strip()
    main(["imports", "resume", id_])
    show_progress = importing.Importing._show_progress

    def gone(*given):
        server.failures = missing
        return show_progress(*given)

    monkeypatch.setattr(importing.Importing, "_show_progress", gone)
    assert main(["imports", "show", id_]) == code
    assert said in "".join(capsys.readouterr())


def test_a_result_is_written_whole_or_not_at_all(stack, server, file, monkeypatch, capsys):
    result = file.parent / "r.csv"
    save = importing.Importing.save

    def gone(self, id_, to):
        server.failures = 1
        save(self, id_, to)

    with monkeypatch.context() as patch:
        patch.setattr(importing.Importing, "save", gone)
        assert main(["import", str(file), "--yes", "--result", str(result)]) == 3
    assert [path.name for path in file.parent.iterdir()] == ["kunder.csv"]
    id_ = capsys.readouterr().err.rpartition("bridge imports result ")[2].split()[0]
    assert main(["imports", "result", id_, str(result)]) == 1
    assert result.read_text(encoding="utf-8-sig").count("\n") == 4


def test_what_is_no_deployment_is_told(stack, server, monkeypatch, capsys):
    monkeypatch.setenv("BRIDGE_API_URL", server.page_url)
    assert main(["imports", "show", "x"]) == 3
    assert f"{server.page_url} is no deployment of seventime-bridge" in capsys.readouterr().err


def test_where_nothing_can_be_written_is_told(stack, file, capsys):
    assert main(["import", str(file), "--yes", "--result", str(file / "r.csv")]) == 1
    said = capsys.readouterr()
    assert "r.csv.part: Not a directory" in said.err
    assert "To write the result later: bridge imports result " in said.err


def test_ctrl_c_while_the_result_is_written_leaves_nothing_and_says_how_to_get_it(
    stack, file, monkeypatch, capsys
):
    def interrupt(*_):
        yield b"Kundnr"
        raise KeyboardInterrupt

    monkeypatch.setattr("cli.api.Api.rows", interrupt)
    assert main(["import", str(file), "--yes"]) == 130
    assert [path.name for path in file.parent.iterdir()] == ["kunder.csv"]
    assert "To write the result later: bridge imports result " in capsys.readouterr().err


def test_a_dry_run_of_what_is_done_does_not_say_how_to_start_it(stack, file, capsys):
    main(["import", str(file), "--yes"])
    assert main(["import", str(file), "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert said.endswith("This file has been imported before: done.\n\nNothing was sent.\n")


def test_an_import_that_fails_on_its_way_says_why(stack, file, capsys):
    main(["import", str(file), "--dry-run"])
    stack.delete_files()
    assert main(["import", str(file), "--yes"]) == 1
    assert sentences("file_missing")["message"] in capsys.readouterr().err


def test_ctrl_c_while_the_file_is_sent_sends_nothing(stack, file, monkeypatch, capsys):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(importing, "upload", interrupt)
    assert main(["import", str(file), "--yes"]) == 130
    assert "Nothing was sent to Seven Time." in capsys.readouterr().err
    assert stack.created == []


def test_ctrl_c_at_the_question_sends_nothing(stack, file, monkeypatch, capsys):
    class Interrupting(Keyboard):
        def readline(self):
            raise KeyboardInterrupt

    monkeypatch.setattr("sys.stdin", Interrupting())
    assert main(["import", str(file)]) == 130
    assert "Nothing was sent. To start it: bridge imports resume" in capsys.readouterr().out
    assert stack.created == []


def test_an_import_is_shown_paused_resumed_and_cancelled_by_its_id(stack, file, capsys):
    main(["import", str(file), "--dry-run"])
    id_ = capsys.readouterr().out.rpartition("bridge imports resume ")[2].strip()
    for action, status in (("pause", "planned"), ("cancel", "cancelled"), ("resume", "running")):
        assert main(["imports", action, id_]) == 0
        assert capsys.readouterr().out == f"{id_}: {status}\n"
    assert main(["imports", "show", id_]) == 1
    assert "rejected 1  done" in capsys.readouterr().out


def test_a_cancelled_import_says_how_many_customers_still_come(stack, tmp_path, capsys):
    _, sent = stack.post(b"Namn\nBo Ek\nEva Ek\n")
    stack.announce(f"uploads/{sent['import']}")
    while stack.take(stack.steps, stack.import_):
        pass
    assert main(["imports", "cancel", sent["import"]]) == 0
    said = f"{sent['import']}: cancelled; 2 rows were sent before and will still be finished\n"
    assert capsys.readouterr().out == said


def test_a_terminal_that_lacks_a_sign_stops_nothing(stack, file, monkeypatch):
    written = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(written, encoding="cp1252", write_through=True))
    assert main(["import", str(file), "--yes"]) == 1
    assert "???? 3 of 3  created 2" in written.getvalue().decode("cp1252")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["import", "nowhere.csv", "--yes"], 2, "File 'nowhere.csv' does not exist."),
        (["import", __file__], 2, "Without a terminal, give --yes."),
        (["imports", "show", "x"], 1, "No import has this id"),
        (["import", __file__, "--yes", "--mapping", "Vem"], 2, "A mapping is COLUMN=FIELD"),
        (["import", __file__, "--yes", "--mapping", "Vem=namn"], 2, "mapping: a JSON object"),
        (["import", __file__, "--yes", "--mapping", "Vem=namn"], 2, "lastName, name, notes"),
        (["import", __file__, "--yes", "--existing", "never"], 2, "'look_up', 'ledger_only'"),
        (["imports", "shw", "x"], 2, "No such command 'shw'"),
        (["imports", "show", "x", "--region", "eu-west-1"], 1, "No import has this id"),
        (["imports", "show", "x", "--env", "nowhere"], 2, "There is no environment nowhere"),
    ],
)
def test_what_does_not_work_is_said_in_one_sentence(stack, capsys, arguments, code, said):
    assert main(arguments) == code
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("url", "key", "code", "said"),
    [
        (None, "wrong", 3, "403\nCheck the key (BRIDGE_API_KEY), and that the URL (BRIDGE_API_URL) ends"),
        (None, "", 2, "BRIDGE_API_URL is set, but BRIDGE_API_KEY is not"),
        ("http://127.0.0.1:9", KEY, 3, "127.0.0.1:9 cannot be reached"),
        ("bridge.example", KEY, 2, "bridge.example is no deployment of seventime-bridge: set BRIDGE_API_URL"),
    ],
)
def test_an_api_that_cannot_be_used_is_told(stack, monkeypatch, capsys, url, key, code, said):
    if url:
        monkeypatch.setenv("BRIDGE_API_URL", url)
    monkeypatch.setenv("BRIDGE_API_KEY", key)
    assert main(["imports", "show", "x"]) == code
    assert said in capsys.readouterr().err


def test_without_a_deployment_it_asks_which_one(monkeypatch, capsys, tmp_path):
    monkeypatch.delenv("BRIDGE_API_URL", raising=False)
    monkeypatch.setattr(places, "LOCAL_STACK", tmp_path / "none.json")
    assert main(["imports", "show", "x"]) == 2
    assert "Which deployment?" in capsys.readouterr().err


def test_a_local_stack_that_runs_is_found(stack, server, monkeypatch, tmp_path, capsys):
    monkeypatch.delenv("BRIDGE_API_URL")
    monkeypatch.setattr(places, "LOCAL_STACK", tmp_path / "stack.json")
    places.LOCAL_STACK.write_text(json.dumps({"api_url": server.api_url, "api_key": KEY}), encoding="utf-8")
    assert main(["imports", "show", stack.import_file(b"Namn\nBo Ek\n")]) == 0
    assert capsys.readouterr().err.startswith("local: ")


def test_programs_get_json_and_nothing_else(stack, file, capsys):
    assert main(["import", str(file), "--yes", "--json"]) == 1
    shown = json.loads(capsys.readouterr().out)
    assert (shown["status"], shown["counts"]["created"]) == ("done", 2)
    assert main(["--json", "imports", "show", shown["import"]]) == 1
    assert json.loads(capsys.readouterr().out) == shown
    assert main(["import", "--json", str(file), "--dry-run"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["plan"]["rows"], shown["file"]["name"]) == (3, "kunder.csv")


def test_imports_are_listed_with_file_and_outcome_and_known_by_their_first_characters(stack, file, capsys):
    assert main(["imports", "list"]) == 0
    assert capsys.readouterr().out == "Nothing was imported in the last 30 days.\n"
    main(["import", str(file), "--yes"])
    capsys.readouterr()
    assert main(["imports", "list", "--json"]) == 0
    [line] = capsys.readouterr().out.splitlines()
    listed = json.loads(line)
    assert (listed["file"]["name"], listed["counts"]["created"]) == ("kunder.csv", 2)
    main(["imports", "list"])
    [said] = [line for line in capsys.readouterr().out.splitlines() if line.startswith(listed["import"])]
    assert said.split()[3:] == ["kunder.csv", "3", "2", "0", "1", "done"]
    for given in (
        ["show", listed["import"][:6]],
        ["result", listed["import"][:8], str(file.parent / "r.csv")],
    ):
        assert main(["imports", *given]) == 1
    assert (file.parent / "r.csv").exists()
    assert main(["imports", "show", "abcdef7"]) == 1
    assert "No import has this id" in capsys.readouterr().err


def test_an_import_that_waits_says_why_instead_of_the_time_left():
    counts = {"created": 0, "existing": 0, "rejected": 0, "duplicate": 0, "pending": 8}
    waiting = {"reason": "seventime_timeout", "since": "2026-11-30T14:00:00+00:00"}
    waiting |= sentences("seventime_timeout")
    shown = {
        "status": "running",
        "plan": {"rows": 8},
        "counts": counts,
        "waiting": waiting,
        "seconds_left": 4,
    }
    line = progress(shown)
    assert line.endswith(f"{local(waiting['since'])}: {sentences('seventime_timeout')['message']}")
    assert "left" not in line


@pytest.mark.parametrize(("seconds", "said"), [(0, "0 s"), (89, "89 s"), (600, "10 min"), (9000, "2.5 h")])
def test_durations_are_said_as_people_say_them(seconds, said):
    assert duration(seconds) == said


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (
            120,
            "█████"
            + "░" * 19
            + " 200 of 1,000  created 190  existing 2  rejected 8  3.9 requests/s  7 min left",
        ),
        (80, "█████" + "░" * 19 + " 200 of 1,000  3.9 requests/s  7 min left"),
        (40, "█████" + "░" * 19 + " 200 of 1,000  "),
    ],
)
def test_progress_stays_in_its_line(columns, said):
    counts = {"created": 190, "existing": 2, "rejected": 8, "duplicate": 0, "pending": 800}
    speed = {"requests_per_second": 3.9, "seconds_left": 410}
    assert progress({"status": "running", "plan": {"rows": 1000}, "counts": counts, **speed}, columns) == said
