"""Commands whose purpose is to show a customer: `look-up` on request, `sources map` what its file has."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.command.conftest import PERSONAL

pytestmark = pytest.mark.build

CUSTOMER = {
    "_id": "5bb26376c42fb99275000080", "customerNumber": "1042", "name": "Åsa Öberg",
    "email": "asa@example.se", "address": "Storgatan 1",
}  # fmt: skip
SHOWN = {"_id": CUSTOMER["_id"], "customerNumber": "1042"}


class Api(BaseHTTPRequestHandler):
    """GET /customers of a deployment that has one customer."""

    def do_GET(self):
        path = self.path.removeprefix("/v1/customers")
        found = {f"/{CUSTOMER['_id']}": CUSTOMER, "?name=Bo": []}.get(path)
        if found is None and path.startswith("?"):
            found = [CUSTOMER, CUSTOMER]
        error = {"error": {"code": "customer_unknown", "message": "There is none"}}
        content = json.dumps(error if found is None else found).encode()
        self.send_response(404 if found is None else 200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def look_up(place):
    server = HTTPServer(("127.0.0.1", 0), Api)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    api = {"BRIDGE_API_URL": f"http://127.0.0.1:{server.server_port}/v1", "BRIDGE_API_KEY": "k"}
    yield lambda *arguments: place.run("look-up", *arguments, **api)
    server.shutdown()
    server.server_close()


def records(out):
    return [json.loads(line) for line in out.splitlines()]


def test_a_look_up_says_who_it_is_and_shows_the_person_on_request(look_up):
    for given in ([CUSTOMER["_id"]], ["--city", "Lund"]):
        for more in ([], ["--json"]):
            code, out, error = look_up(*given, *more)
            assert (code, CUSTOMER["_id"] in out) == (0, True), error
            assert not any(word in out + error for word in PERSONAL), given
    code, out, _ = look_up(CUSTOMER["_id"], "--body")
    assert (code, all(word in out for word in PERSONAL)) == (0, True)


def test_a_look_up_is_one_object_for_each_customer_with_the_names_of_the_api(look_up):
    assert records(look_up(CUSTOMER["_id"], "--json")[1]) == [SHOWN]
    assert records(look_up("--city", "Lund", "--json")[1]) == [SHOWN, SHOWN]
    assert records(look_up("--city", "Lund", "--json", "--body")[1]) == [CUSTOMER, CUSTOMER]


def test_nobody_is_not_all_well(look_up):
    assert look_up("--name", "Bo", "--json")[:2] == (1, "")
    code, out, error = look_up("no-such-id")
    assert (code, out, "customer_unknown" in error) == (1, "", True)


def test_a_sample_is_shown_with_its_values_and_nothing_is_asked_of_a_deployment(place):
    (place.folder / "form.json").write_text('{"namn": "Åsa Öberg"}', encoding="utf-8")
    nowhere = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    code, out, error = place.run("sources", "map", "form", "form.json", **nowhere)
    assert (code, "Öberg" in out, error) == (0, True, "")
    code, out, error = place.run("sources", "map", "form", "form.json", "--json", **nowhere)
    [shown] = records(out)
    assert (code, error, shown["source"]) == (0, "", "form")
    assert {"field": "name", "value": "Åsa Öberg"}.items() <= shown["fields"][0].items()
    (place.folder / "form.json").write_text('{"namn": ""}', encoding="utf-8")
    code, out, error = place.run("sources", "map", "form", "form.json", "--json", **nowhere)
    assert (code, error, records(out)[0]["rejected"]) == (1, "", "name_missing")
