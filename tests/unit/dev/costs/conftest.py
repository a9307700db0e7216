"""The page that the tables are for."""

from pathlib import Path

import pytest


@pytest.fixture
def cost_page():
    return (Path(__file__).parents[4] / "docs" / "cost.md").read_text(encoding="utf-8")
