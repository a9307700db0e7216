import time
from itertools import chain

import pytest
import requests

from dev.simulator.account import CLIENT_SECRET
from dev.simulator.limit import Limit
from dev.simulator.server import running
from dev.simulator.twin import Twin


def get(twin, now, version=1):
    headers = {"Client-Secret": CLIENT_SECRET}
    return twin.answer("GET", f"/api/{version}/customers", {}, headers, b"", now).status


def test_four_requests_a_second_pass_and_the_fifth_is_429():
    with running() as simulator, requests.Session() as session:
        url = f"{simulator.url}/api/1/customers/"
        session.headers["Client-Secret"] = CLIENT_SECRET
        answers = [session.get(url, timeout=5) for _ in range(6)]
        assert [one.status_code for one in answers] == [200, 200, 200, 200, 429, 429]
        assert answers[-1].json()["errorMessage"]
        assert "Retry-After" not in answers[-1].headers
        time.sleep(max(0.0, simulator.twin.history[0]["at"] + 1.02 - time.time()))
        assert session.get(url, timeout=5).status_code == 200
        assert [one["status"] for one in simulator.twin.history][-3:] == [429, 429, 200]


def test_both_versions_share_one_limit():
    twin = Twin()
    assert [get(twin, 0.0, version) for version in (1, 2, 1, 2, 1, 2)] == [200] * 4 + [429] * 2


def test_wrong_secrets_and_unknown_paths_count_too():
    twin = Twin(requests_per_second=2)
    twin.answer("GET", "/api/2/customers", {}, {"client-secret": "wrong"}, b"", 0.0)
    twin.answer("GET", "/api/2/nothing", {}, {}, b"", 0.1)
    assert get(twin, 0.2) == 429


@pytest.mark.parametrize(
    ("arrivals", "passed"),
    [
        ([0, 0, 0, 0, 0.999], 4),
        ([0, 0, 0, 0, 1], 5),
        ([0.9, 0.9, 0.9, 1.0, 1.1], 4),
        ([0.9, 0.9, 0.9, 0.9, 1.0, 1.1, 1.9], 5),
        ([number / 4 for number in range(400)], 400),
        ([1.7e9 + number / 4 for number in range(400)], 400),
        (list(chain.from_iterable([second] * 9 for second in range(10))), 40),
    ],
)
def test_the_second_slides(arrivals, passed):
    limit = Limit(4)
    assert sum(limit.admits(now) for now in arrivals) == passed


def test_zero_is_no_limit():
    limit = Limit(0)
    assert all(limit.admits(0) for _ in range(1000))
