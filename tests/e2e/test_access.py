"""Which key opens what."""

import urllib.error
import urllib.request

import pytest

pytestmark = pytest.mark.e2e

OPERATORS_ONLY = [
    ("POST", "/imports"),
    ("GET", "/imports"),
    ("GET", "/imports/0123456789abcdef0123456789ab"),
    ("GET", "/imports/0123456789abcdef0123456789ab/rows"),
    ("POST", "/imports/0123456789abcdef0123456789ab/pause"),
    ("POST", "/imports/0123456789abcdef0123456789ab/resume"),
    ("POST", "/imports/0123456789abcdef0123456789ab/cancel"),
    ("GET", "/deliveries/0123456789abcdef0123456789ab"),
]


@pytest.fixture(scope="module")
def look_up_key(stack):
    gateway = stack.client("apigateway")
    return gateway.get_api_key(apiKey=stack.outputs["LookUpKeyId"], includeValue=True)["value"]


def status(stack, method, path, key):
    headers = {"x-api-key": key} if key else {}
    request = urllib.request.Request(stack.api_url + path, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code


def test_a_key_for_look_ups_looks_up(stack, look_up_key):
    assert status(stack, "GET", "/customers?name=nobody", look_up_key) == 200


@pytest.mark.parametrize(("method", "path"), OPERATORS_ONLY)
def test_without_a_key_nothing_opens(stack, method, path):
    assert status(stack, method, path, "") == 403
