"""The tests would notice; `make mutations` shows which ones, and in how many schedules."""

import pytest

from tests.faults.mutations import MUTATIONS, broken_promises
from tests.faults.mutations_near import ROOT, take_away
from tests.faults.safeguards import SAFEGUARDS, TESTS


@pytest.mark.parametrize("safeguard", MUTATIONS)
def test_some_schedule_breaks_a_promise_without(safeguard):
    assert next(broken_promises(safeguard, range(150)), None)


@pytest.mark.parametrize("safeguard", SAFEGUARDS, ids=lambda safeguard: safeguard.name)
def test_each_safeguard_is_in_the_code_and_its_module_has_tests(safeguard, tmp_path):
    copy = tmp_path / "module.py"
    text = (ROOT / "layers/bridge/bridge" / safeguard.module).read_text(encoding="utf-8")
    copy.write_text(text, encoding="utf-8")
    take_away(safeguard, copy)
    compile(copy.read_text(encoding="utf-8"), safeguard.module, "exec")
    assert (ROOT / "tests/unit" / TESTS[safeguard.module]).exists()
