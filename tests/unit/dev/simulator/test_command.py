import json
import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from dev.simulator.account import CLIENT_SECRET

ROOT = Path(__file__).parents[4]


@contextmanager
def started(*arguments, **environment):
    process = subprocess.Popen(
        [sys.executable, "-m", "dev.simulator", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield process, re.search(r"http://127\.0\.0\.1:\d+", line)[0]
    finally:
        process.kill()
        process.communicate()


def create(url, name, secret=CLIENT_SECRET):
    headers = {"Client-Secret": secret}
    return requests.post(f"{url}/api/1/customers/", data={"name": name}, headers=headers, timeout=5)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_prints_its_address_and_nothing_else_until_it_is_stopped(number):
    with started() as (process, url):
        assert create(url, "Åsa Öberg").status_code == 200
        assert create(url, "Åsa Öberg", secret="wrong").status_code == 401
        process.send_signal(number)
        assert process.communicate(timeout=5) == ("", "")
        assert process.returncode == 0


def test_keeps_customers_in_a_file(tmp_path):
    file = tmp_path / "customers.json"
    for name in ("Åsa", "Örjan"):
        with started("--file", str(file), "--client-secret", "mine") as (_, url):
            assert create(url, name, secret="mine").status_code == 200
            stored = requests.get(f"{url}/_control/customers", timeout=5).json()
        assert stored == json.loads(file.read_text(encoding="utf-8"))
    assert [(one["name"], one["customerNumber"]) for one in stored] == [("Åsa", "1001"), ("Örjan", "1002")]


def test_takes_its_port_from_the_environment_and_says_when_it_is_taken():
    with started() as (_, url):
        port = url.rpartition(":")[2]
        command = [sys.executable, "-m", "dev.simulator"]
        environment = os.environ | {"SEVENTIME_PORT": port}
        second = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=10
        )
        assert second.returncode == 1
        assert second.stderr.startswith("simulator: ")
        assert port in second.stderr
