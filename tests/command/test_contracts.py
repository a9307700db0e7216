"""What every command keeps: exit codes, JSON, environment, questions, personal data."""

import json
import subprocess

import pytest

from tests.command.conftest import ACCOUNT, PERSONAL, REGION
from tests.support.webhooks import ROOT

pytestmark = pytest.mark.build

LOCAL = f"local: bridge-local, account {ACCOUNT}, {REGION}\n"
TRIAL = f"trial: bridge-test, account {ACCOUNT}, {REGION}\n"


def test_a_list_is_a_table_for_people_and_one_object_a_line_for_programs(place):
    first, second = place.letter(1), place.letter(2)
    code, out, error = place.run("dead-letters", "list")
    assert (code, error) == (0, LOCAL)
    assert all(id_ in out for id_ in (first, second, "2 dead letters."))
    code, out, error = place.run("dead-letters", "list", "--json")
    assert (code, error) == (0, LOCAL)
    assert {json.loads(line)["delivery"] for line in out.splitlines()} == {first, second}


def test_nothing_is_on_stdout_but_json(place):
    assert place.run("pauses", "list", "--json") == (0, "", LOCAL)
    code, out, _ = place.run("--json", "pauses", "pause", "form")
    assert (code, json.loads(out)["paused"]) == (0, True)
    assert place.run("dead-letters", "show", "0" * 28, "--json")[:2] == (1, "")


@pytest.mark.parametrize(
    ("arguments", "variables", "where"),
    [
        ([], {}, LOCAL),
        (["--env", "trial"], {}, TRIAL),
        ([], {"BRIDGE_ENV": "trial"}, TRIAL),
        (["--stack", "bridge-test", "--region", REGION], {"BRIDGE_ENV": "other"}, TRIAL[len("trial: ") :]),
        (["--env", "local"], {"BRIDGE_ENV": "trial"}, LOCAL),
    ],
)
def test_says_which_deployment_it_is_for(place, arguments, variables, where):
    assert place.run("pauses", *arguments, "list", **variables) == (0, "No source is paused.\n", where)


def test_the_same_options_can_be_given_before_and_after_each_command(place):
    for given in (["--env", "trial", "pauses", "list"], ["pauses", "list", "--env", "trial"]):
        assert place.run(*given)[2] == TRIAL


@pytest.mark.parametrize(
    ("arguments", "variables", "code", "said"),
    [
        (["dead-letters", "shw"], {}, 2, "No such command 'shw'"),
        (["pauses", "list", "--env", "nowhere"], {}, 2, "There is: local, trial."),
        (["pauses", "list", "--region", REGION], {}, 2, "need --env or --stack"),
        (["pauses", "list"], {"BRIDGE_API_URL": "http://x", "BRIDGE_API_KEY": "k"}, 2, "reach the API only"),
        (["imports", "show", "x"], {"BRIDGE_API_URL": "http://127.0.0.1:9"}, 2, "BRIDGE_API_KEY is not"),
        (["imports", "show", "x"], {}, 3, "127.0.0.1:9 cannot be reached"),
        (["pauses", "list", "--stack", "none", "--region", REGION], {}, 3, "none cannot be reached"),
        (["pauses", "list", "--env", "trial", "--profile", "none"], {}, 3, "none"),
        (["pauses", "list", "--env", "trial"], {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, 3, "127.0.0.1:9"),
        (["pauses", "list", "--env", "trial"], {"AWS_ACCESS_KEY_ID": ""}, 3, "credentials"),
        (["dead-letters", "show", "0123456789"], {}, 1, "There is no such dead letter."),
        (["pauses", "lift", "form"], {}, 1, "form is not paused."),
        (["pauses", "pause", "from"], {}, 2, "sources.yaml has no source from."),
        (["send", "from"], {}, 2, "from is not in sources.yaml. It has form."),
        (["send", "form", "--env", "trial"], {}, 2, "give --yes"),
        (["logs", "tail", "--delivery", "0123456789", "--once"], {}, 1, "local: "),
    ],
)
def test_each_way_to_end_has_its_exit_code_and_a_sentence(place, arguments, variables, code, said):
    ended, out, error = place.run(*arguments, **variables)
    assert (ended, out, said in error) == (code, "", True), error


def test_aws_that_refuses_is_no_traceback(place):
    place.sqs.delete_queue(QueueUrl=place.dead)
    code, out, error = place.run("dead-letters", "list")
    assert (code, out) == (3, "")
    assert "queue_unavailable: " in error


def test_without_a_terminal_nobody_is_asked_and_nothing_is_done(place):
    id_ = place.letter()
    code, out, error = place.run("dead-letters", "discard", id_)
    assert (code, out, place.left()) == (2, "", 1)
    assert "give --yes" in error
    assert place.run("dead-letters", "discard", id_, "--yes") == (0, "Discarded: 1 dead letter.\n", LOCAL)
    assert place.left() == 0


@pytest.mark.parametrize(("answer", "code", "left"), [("n\n", 1, 2), ("\n", 1, 2), ("ja\n", 0, 0)])
def test_a_dangerous_command_asks_with_count_and_environment(place, answer, code, left):
    place.letter(1), place.letter(2)
    ended, seen = place.run_in_terminal("--env", "trial", "dead-letters", "discard", "--all", answer=answer)
    assert f"Discard 2 dead letters for good? No customer will be created. ({TRIAL[:-1]}) [y/N]" in seen
    assert (ended, place.left()) == (code, left)


def test_personal_data_is_shown_only_on_request(place):
    id_ = place.letter()
    place.keep_refused()
    for given in (["dead-letters", "list"], ["dead-letters", "show", id_], ["refused", "list"]):
        for more in ([], ["--json"]):
            assert not any(word in "".join(place.run(*given, *more)[1:]) for word in PERSONAL), given
    assert "Öberg" in place.run("dead-letters", "show", id_[:6], "--body")[1].encode().decode(
        "unicode_escape"
    )
    _, out, _ = place.run("dead-letters", "show", id_[:6], "--body", "--json")
    assert json.loads(json.loads(out)["body"])["Ort"] == "Öberg"


def test_a_secret_is_typed_or_piped_and_never_shown(place):
    set_secret = ("secrets", "set", "form")
    code, seen = place.run_in_terminal(*set_secret, answer="hush-1\n", after="Secret of form: ")
    assert (code, place.secrets(), "hush" in seen) == (0, {"form": "hush-1"}, False)
    code, out, error = place.run(*set_secret, "--keep-old", "--json", typed="hush-2\n")
    assert (code, json.loads(out), error) == (0, {"source": "form", "valid": 2}, LOCAL)
    assert place.secrets() == {"form": ["hush-2", "hush-1"]}
    code, out, error = place.run(*set_secret, "hush-3")
    assert (code, out, "hush" in error) == (2, "", False)
    code, out, _ = place.run("secrets", "remove", "form", "--old", "--yes")
    assert (code, place.secrets()) == (0, {"form": "hush-2"})


def test_an_end_of_input_at_the_question_for_a_secret_stores_nothing(place):
    code, seen = place.run_in_terminal("secrets", "set", "form", answer="\x04", after="Secret of form: ")
    assert (code, "No secret was given" in seen, place.secrets()) == (2, True, {"form": "the secret"})


def test_a_terminal_of_windows_stops_nothing(place):
    place.keep_refused()
    code, out, _ = place.run("refused", "list", PYTHONIOENCODING="cp1252")
    assert (code, "? " in out) == (0, True)
    code, out, _ = place.run("refused", "list", "--json", PYTHONIOENCODING="cp1252", LANG="sv_SE")
    assert (code, json.loads(out)["verifies"]) == (0, True)


def test_colours_are_for_terminals_and_can_be_turned_off(place):
    place.letter()
    assert "\x1b[" in place.run_in_terminal("dead-letters", "list")[1]
    assert "\x1b[3" not in place.run_in_terminal("dead-letters", "list", NO_COLOR="1")[1]
    assert "\x1b" not in place.run("dead-letters", "list")[1]


def test_speaks_the_language_of_the_terminal(place):
    swedish = {"LANG": "sv_SE.UTF-8", "PYTHONIOENCODING": "utf-8"}
    code, out, error = place.run("pauses", "list", **swedish)
    assert (code, out, error) == (0, "Ingen källa är pausad.\n", LOCAL.replace("account", "konto"))
    assert place.run("pauses", "list", "--lang", "en", **swedish)[1] == "No source is paused.\n"


def test_sources_yaml_is_checked_without_any_deployment(place):
    assert place.run("sources", "check") == (0, "Sources without errors: 1\n", "")
    (place.folder / "sources.yaml").write_text("form: {kind: form}\n", encoding="utf-8")
    code, out, error = place.run("sources", "check", "--json")
    assert (code, json.loads(out)["line"], error) == (1, 1, "")


def test_ctrl_c_ends_without_a_traceback(place):
    code, error = place.interrupt("logs", "tail", after=LOCAL.strip())
    assert (code, "Traceback" in error) == (130, False)


def test_a_reader_that_leaves_early_is_no_error_to_read(place, installed):
    done = subprocess.run(
        f"{installed} dead-letters list --json | true", shell=True, cwd=place.folder,
        env=place.environment(), stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert "Broken" not in done.stderr


def test_help_imports_neither_boto3_nor_rich(installed):
    code = "import sys; from cli.command import main; main(['--help']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [installed.with_name("python"), "-c", code], capture_output=True, text=True, check=True
    )
    assert "dead-letters" in done.stdout
    assert not {"boto3", "botocore", "rich", "yaml", "pydantic"} & set(done.stderr.split())


def test_a_shell_completes_commands_and_environments(place):
    def completed(*words):
        return place.run(
            _BRIDGE_COMPLETE="bash_complete", COMP_WORDS=" ".join(words), COMP_CWORD=str(len(words) - 1)
        )[1]

    assert completed("bridge", "dead") == "plain,dead-letters\n"
    assert completed("bridge", "pauses", "--env", "tri") == "plain,trial\n"


def test_the_command_of_a_checkout_runs_through_a_link(tmp_path):
    (tmp_path / "link").symlink_to(ROOT / "bridge")
    (tmp_path / "command").symlink_to("link")
    done = subprocess.run([tmp_path / "command", "--help"], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, "dead-letters" in done.stdout) == (0, True)


def test_the_doctor_says_what_is_wrong_and_ends_with_one(place):
    code, out, error = place.run("doctor", "--env", "trial")
    assert (code, error) == (1, "trial: bridge-test, eu-north-1\n"), error
    assert "✗ look-up                the stack has no ApiKeyId" in out
    assert out.splitlines()[-1] == "  Do what the arrows say."


def test_the_doctor_shows_what_it_waits_for_in_a_terminal_only(place):
    code, seen = place.run_in_terminal("doctor", "--env", "trial")
    assert code == 1
    assert "  … triggers\r\x1b[K" in seen
    assert "…" not in place.run("doctor", "--env", "trial")[2]


def test_the_doctor_writes_one_object_for_programs(place):
    code, out, error = place.run("doctor", "--env", "trial", "--json")
    told = json.loads(out)
    assert (code, told["healthy"], error) == (1, False, "trial: bridge-test, eu-north-1\n")
    assert {"check", "level", "message"} <= told["checks"][0].keys()
    assert "the secret" not in out


def test_the_doctor_says_that_nobody_is_signed_in(place):
    code, out, _ = place.run("doctor", "--env", "trial", AWS_ACCESS_KEY_ID="")
    assert code == 1
    assert "✗ credentials" in out
    assert "→ Sign in" in out


def test_a_stack_is_taken_over_only_after_a_question(place):
    code, out, error = place.run("adopt", "--env", "trial", "--ledger", "table")
    assert (code, out) == (2, "")
    assert "--yes" in error


@pytest.mark.parametrize("command", [["smoke"], ["protect"]])
def test_what_needs_a_stack_says_that_there_is_none(place, command):
    code, out, error = place.run(*command, "--stack", "none", "--region", REGION)
    assert (code, out) == (3, "")
    assert "none cannot be reached" in error


@pytest.mark.parametrize(
    ("arguments", "english", "swedish"),
    [
        (
            ["pauses", "list", "--help"],
            "Usage: bridge pauses list",
            "Användning: bridge pauses list [FLAGGOR]",
        ),
        (["pauses", "pause"], "Error: Missing argument 'SOURCE'", "Fel: Argument saknas: 'KÄLLA'"),
        (["pauses", "list", "--what"], "No such option '--what'", "Det finns ingen flagga '--what'"),
    ],
)
def test_what_click_says_is_in_the_language_too(place, arguments, english, swedish):
    for language, text in (("C.UTF-8", english), ("sv_SE.UTF-8", swedish)):
        code, out, error = place.run(*arguments, LANG=language, PYTHONIOENCODING="utf-8")
        assert (code, text in out + error) == (0 if "--help" in arguments else 2, True), out + error
