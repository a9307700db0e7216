"""What the benchmarks send is what the real senders send."""

import re
from pathlib import Path

import pytest

from bridge.http import Request
from bridge.model.delivery import Delivery
from bridge.model.submission import Submission
from bridge.sources import providers
from bridge.sources.registry import load
from building import compile_sources as definition
from dev.benchmarks import cold_start, environment, senders
from dev.benchmarks.certificates import Certificates
from dev.benchmarks.places import SOURCES
from tests.support.requests import accepted

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    built = tmp_path_factory.mktemp("sources") / "sources.json"
    definition.write(built, definition.parse(SOURCES.read_text(encoding="utf-8")))
    return load(built)


@pytest.mark.parametrize("event", [senders.shop_webhook(), senders.form_webhook()], ids=["shop", "form"])
def test_a_webhook_is_signed_by_a_source_of_the_benchmarks(event, sources):
    request = Request.from_event(event, 0.0)
    source = sources[request.path_parameters["source"]]
    secrets = (senders.SECRETS[source.id],)
    assert accepted(providers.provider(source.provider).SIGNATURE.verify, request, secrets, {})


def test_an_order_has_20_kb():
    assert 19_000 < len(senders.order()) < 21_000


def test_each_message_is_somebody_else(sources):
    bodies = [senders.record(number)["body"] for number in range(30)]
    read = [providers.read(Delivery.from_message(body), sources["shop"]) for body in bodies]
    assert all(isinstance(one, Submission) for one in read)
    for field in ("name", "email", "phone"):
        assert len({one.answers[field] for one in read}) == len(read)


def test_every_function_that_somebody_waits_for_is_measured():
    functions = {app.parent.name for app in (ROOT / "functions").glob("*/app.py")}
    assert {case.function for case in cold_start.CASES} == functions - {"keep_dead_letters"}


@pytest.mark.parametrize("function", [case.function for case in cold_start.CASES])
def test_a_measured_function_has_a_plain_twin(function):
    assert (ROOT / "functions" / function / "app.py").exists()
    assert (ROOT / "dev/benchmarks/plain" / function / "app.py").exists()


@pytest.mark.parametrize("function", [case.function for case in cold_start.CASES])
def test_a_measured_function_finds_what_it_reads_in_its_environment(function):
    bundles = Certificates(Path("bundle"), Path("roots"), Path("server"))
    given = environment.plain("https://localhost:1", bundles)
    code = (ROOT / "functions" / function / "app.py").read_text(encoding="utf-8")
    assert set(re.findall(r'environ\["(\w+)"\]', code)) <= given.keys()
