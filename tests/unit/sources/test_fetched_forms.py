"""Meta and HubSpot: the webhook has ids, the sender's API the answers."""

import json

import pytest
import responses

from bridge.model.failures import Rejected, Unavailable
from bridge.model.source import Source
from bridge.model.submission import Ignored, Submission
from bridge.sources import providers
from bridge.sources.providers import hubspot, meta_lead_ads
from tests.support.requests import delivery, request
from tests.support.senders import LocalReceiver, event
from tests.unit.sources.test_fetching import fetcher

LEAD = {
    "created_time": "2026-11-24T09:29:56+0000",
    "id": "105000000000001",
    "field_data": [
        {"name": "full_name", "values": ["Anton Ekdahl"]},
        {"name": "email", "values": ["anton.ekdahl@example.com"]},
        {"name": "vad_gäller_det?", "values": ["Solceller", "Laddbox"]},
    ],
}


class Api:
    """What was asked, and what is answered."""

    def __init__(self, answer):
        self.answer, self.asked = answer, []

    def __call__(self, *path, **query):
        self.asked.append((path, query))
        return self.answer


def lead(id_):
    return delivery({"field": "leadgen", "value": {"leadgen_id": id_, "form_id": "7"}}, topic="leadgen")


@pytest.mark.parametrize("id_", ["105000000000001", 105000000000001])
def test_a_lead_is_fetched_by_its_id(id_):
    api = Api(LEAD)
    assert meta_lead_ads.fetch(lead(id_), Source("a", "form", "meta-lead-ads"), api) == LEAD
    assert api.asked == [(("v25.0", "105000000000001"), {})]


@pytest.mark.parametrize("id_", [None, "", "..", "9" * 200, {}])
def test_no_lead_is_fetched_without_an_id(id_):
    with pytest.raises(Rejected):
        meta_lead_ads.fetch(lead(id_), Source("a", "form", "meta-lead-ads"), Api(LEAD))


def test_a_lead_reads_by_metas_names():
    found = meta_lead_ads.read(delivery(LEAD))
    assert found.answers == {
        "full_name": "Anton Ekdahl",
        "email": "anton.ekdahl@example.com",
        "vad_gäller_det?": ["Solceller", "Laddbox"],
    }


def test_a_lead_of_metas_testing_tool_is_a_test():
    dummy = {"field_data": [{"name": "full_name", "values": ["<test lead: dummy data for full_name>"]}]}
    assert meta_lead_ads.read(delivery(dummy)) == Ignored("test_delivery")


def test_meta_gets_its_challenge_back():
    sent = event("meta_lead_ads_handshake")
    assert LocalReceiver().call(sent) == (200, "1158201444")


@pytest.mark.parametrize(
    "change",
    [
        {"hub.verify_token": "guess"},
        {"hub.verify_token": ""},
        {"hub.mode": "unsubscribe"},
        {"hub.challenge": "<script>"},
        {"hub.challenge": ""},
        {"hub.challenge": "٣"},
    ],
)
def test_a_challenge_is_repeated_to_nobody_else(change):
    sent = event("meta_lead_ads_handshake")
    query = sent["queryStringParameters"] | change
    status, body = LocalReceiver().call(sent | {"queryStringParameters": query})
    assert status != 200 or "script" not in body


def contact(**more):
    return delivery({"objectId": 7001, "portalId": 1} | more, topic="contact.creation")


def test_a_contact_is_fetched_with_the_properties_that_map_themselves_and_those_that_are_named():
    api = Api({"properties": {}})
    source = Source("a", "form", "hubspot", options={"properties": "org_nr,kundtyp"})
    hubspot.fetch(contact(objectTypeId="0-1"), source, api)
    [(path, query)] = api.asked
    assert path == ("crm", "v3", "objects", "contacts", "7001")
    assert query["properties"].startswith("firstname,lastname,email,")
    assert query["properties"].endswith(",country,org_nr,kundtyp")


def test_what_is_no_contact_is_not_fetched():
    api = Api({})
    found = hubspot.fetch(contact(objectTypeId="0-2"), Source("a", "form", "hubspot"), api)
    assert (found, api.asked) == (Ignored("topic_not_included"), [])


def test_hubspots_events_are_taken_apart():
    events = [{"objectId": 1}, "x", {"objectId": 2}]
    assert [each.json for each in hubspot.split(request(json.dumps(events).encode()))] == [
        events[0],
        events[2],
    ]
    assert hubspot.split(request(b'{"properties": {}}')) == []


FACEBOOK = Source("facebook-leads", "form", "meta-lead-ads")
GRAPH = "https://graph.facebook.com/v25.0/105000000000001"


def asked(**answer):
    held = {"facebook-leads": {"secret": "an app secret", "api_key": "a page token"}}
    with responses.RequestsMock() as api:
        api.get(GRAPH, **answer)
        try:
            return providers.read(lead("105000000000001"), FACEBOOK, fetcher(**held))
        finally:
            [call] = api.calls
            assert call.request.headers["Authorization"] == "Bearer a page token"
            assert call.request.url == GRAPH


def test_a_delivery_with_an_id_reads_as_the_lead_that_meta_has():
    found = asked(json=LEAD)
    assert isinstance(found, Submission)
    assert (found.answers["full_name"], found.submission_id) == ("Anton Ekdahl", "105000000000001")


def test_an_expired_token_of_metas_costs_no_lead():
    headers = {"WWW-Authenticate": 'OAuth "Facebook Platform" "invalid_token" "Session has expired"'}
    with pytest.raises(Unavailable) as caught:
        asked(status=400, headers=headers, json={})
    assert (caught.value.reason, caught.value.free) == ("api_key_refused", True)


def test_a_lead_that_meta_does_not_give_is_a_dead_letter():
    with pytest.raises(Rejected):
        asked(status=400, json={"error": {"reason": 100}})
