"""Processes of the local stack end with it, and say why when they fail."""

import os
import time
from pathlib import Path

import pytest

from dev.local import children
from dev.local.children import Child, Children, Failed, plain_environment, python

GRANDCHILD = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(f"grandchild {child.pid} runs", flush=True)
child.wait()
"""


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(children, "STATE", tmp_path)
    return tmp_path


def is_running(process: int) -> bool:
    """A zombie that nobody has waited for yet is none."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{process}/stat")
    return not stat.exists() or ") Z " not in stat.read_text()


def test_everything_that_was_started_is_ended_whatever_it_started_itself():
    with Children() as started:
        child = started.start("parent", python("-c", GRANDCHILD), plain_environment())
        grandchild = int(child.wait_for_output(r"(?<=grandchild )\d+"))
        assert is_running(grandchild)
    deadline = time.monotonic() + 5
    while is_running(grandchild) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(grandchild)
    assert child.process.returncode is not None


def test_children_are_ended_after_a_failure_too():
    def interrupted() -> None:
        with Children() as started:
            kept.append(started.start("parent", python("-c", "import time; time.sleep(60)"), {}))
            raise KeyboardInterrupt

    kept: list[Child] = []
    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert kept[0].process.returncode is not None


def test_a_command_that_fails_shows_the_end_of_its_output(state):
    with Children() as started, pytest.raises(Failed, match="no such stack") as failure:
        started.run("deploy", python("-c", "raise SystemExit('no such stack')"), plain_environment())
    assert str(state / "deploy.log") in str(failure.value)


def test_a_process_that_ends_before_it_is_ready_is_a_failure():
    with Children() as started:
        child = started.start(
            "simulator", python("-c", "raise SystemExit('port taken')"), plain_environment()
        )
        with pytest.raises(Failed, match="port taken"):
            child.wait_for_output(r"http://\S+")


def test_nothing_leads_a_child_to_a_real_account(monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "prod")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example")
    assert not [name for name in plain_environment() if name.startswith("AWS_") or "PROXY" in name]
