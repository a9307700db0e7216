"""docs/cost.md has the tables that the code computes."""

import subprocess
import sys
from pathlib import Path

import pytest

from dev.benchmarks.cost import PAGE, page
from dev.costs.files import parts
from dev.costs.prices import Prices
from dev.costs.tables import TABLES

ROOT = Path(__file__).parents[4]


def test_the_page_has_the_tables_of_the_code():
    text = PAGE.read_text(encoding="utf-8")
    assert page(text) == text, "make fix writes them"


@pytest.mark.parametrize("name", TABLES)
def test_a_page_without_a_place_for_a_table_is_refused(name):
    text = PAGE.read_text(encoding="utf-8").replace(f"<!-- {name} -->", "")
    with pytest.raises(ValueError, match=name):
        page(text)


def test_a_changed_table_is_written_anew():
    text = PAGE.read_text(encoding="utf-8")
    assert page(text.replace("| API Gateway |", "| API gateway |")) == text


def test_ten_times_the_rows_cost_ten_times_as_much():
    few, many = (sum(parts(Prices(), rows, 2, 4.0).values()) for rows in (10_000, 100_000))
    assert many == pytest.approx(10 * few)


def test_the_command_takes_prices_rows_and_a_budget():
    printed = run("--price", "W=0.71", "--price", "R=0.14", "--rows", "100", "--budget", "2")
    assert "| *W* | [DynamoDB, on demand](https://aws.amazon.com/dynamodb/pricing/) | million" in printed
    assert "| 0.71 |" in printed
    assert "| time | 2 min | 1 min |" in printed


def test_the_command_refuses_a_price_that_does_not_exist():
    with pytest.raises(subprocess.CalledProcessError):
        run("--price", "X=1")


def run(*arguments):
    command = [sys.executable, "-m", "dev.benchmarks.cost", *arguments]
    environment = {"PYTHONPATH": "layers/bridge"}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return done.stdout
