"""A file of customers on the deployed stack, from the command line and from the bucket."""

import csv
import time
import uuid

import pytest

from cli.command import main
from dev.local.stack import get_json
from tests.e2e.outside import until

pytestmark = pytest.mark.e2e


@pytest.fixture
def deployment(stack, monkeypatch):
    monkeypatch.setenv("BRIDGE_API_URL", stack.api_url)
    monkeypatch.setenv("BRIDGE_API_KEY", stack.api_key)
    return stack


def names(stack):
    return [customer["name"] for customer in get_json(f"{stack.seventime_url}/_control/customers")]


def test_a_file_is_imported_from_the_command_line_with_an_outcome_for_each_row(deployment, tmp_path):
    run = uuid.uuid4().hex[:8]
    file, result = tmp_path / "kunder.csv", tmp_path / "result.csv"
    rows = [f"Åsa {run};asa.{run}@example.se", f";{run}@example.se", f"Bo {run};bo.{run}@example.se"]
    file.write_bytes("\n".join(["Namn;E-post", *rows, rows[0]]).encode("cp1252"))
    assert main(["import", str(file), "--yes", "--result", str(result)]) == 1
    lines = result.read_text(encoding="utf-8-sig").splitlines()
    outcomes = [row["import: status"] for row in csv.DictReader(lines, delimiter=";")]
    assert outcomes == ["created", "rejected", "created", "duplicate"]
    assert sorted(name for name in names(deployment) if run in name) == [f"Bo {run}", f"Åsa {run}"]


def test_a_file_that_is_put_into_the_bucket_is_imported(deployment):
    run = uuid.uuid4().hex[:8]
    content = f'[{{"name": "Eva {run}", "email": "eva.{run}@example.se"}}]'.encode()
    bucket = deployment.imports_bucket
    deployment.client("s3").put_object(Bucket=bucket, Key=f"årets kunder {run}.json", Body=content)
    until(lambda: f"Eva {run}" in names(deployment))
    assert names(deployment).count(f"Eva {run}") == 1


def test_a_dry_run_sends_nothing_and_its_import_can_be_started(deployment, tmp_path, capsys):
    run = uuid.uuid4().hex[:8]
    file = tmp_path / "kunder.csv"
    file.write_text(f"Namn;E-post\nAda {run};ada.{run}@example.se\n", encoding="utf-8")
    assert main(["import", str(file), "--dry-run"]) == 0
    id_ = capsys.readouterr().out.rpartition("bridge imports resume ")[2].strip()
    time.sleep(2)
    assert f"Ada {run}" not in names(deployment)
    assert main(["imports", "resume", id_]) == 0
    assert main(["imports", "show", id_]) == 0
    assert f"Ada {run}" in names(deployment)
