"""The readers of forms, with realistic and odd payloads. Whole deliveries are in test_forms."""

import json

import pytest

from bridge.model.failures import Rejected
from bridge.model.submission import Ignored
from bridge.sources.providers import (
    contact_form_7,
    elementor,
    fillout,
    formspree,
    google_ads,
    google_forms,
    gravity_forms,
    hubspot,
    jotform,
    meta_lead_ads,
    microsoft_forms,
    netlify,
    paperform,
    tally,
    webflow,
    wpforms,
)
from tests.support.requests import delivery, request

OPTIONS = [{"id": "1", "text": "Privat"}, {"id": "2", "text": "Företag"}]
FORM = "application/x-www-form-urlencoded"


def tally_field(type_, value, **more):
    return {"data": {"fields": [{"key": "k", "label": "L", "type": type_, "value": value} | more]}}


def paper(value, type_="text", **more):
    return {"data": [{"title": "Fråga", "type": type_, "key": "k", "value": value} | more]}


@pytest.mark.parametrize(
    ("module", "payload", "answers"),
    [
        (tally, tally_field("DROPDOWN", ["2"], options=OPTIONS), {"k": ["Företag"]}),
        (tally, tally_field("CHECKBOXES", ["1", "2"], options=OPTIONS), {"k": ["Privat", "Företag"]}),
        (tally, tally_field("CHECKBOXES", True), {}),
        (tally, tally_field("MULTIPLE_CHOICE", ["Egen text"], options=OPTIONS), {"k": ["Egen text"]}),
        (tally, tally_field("MULTIPLE_CHOICE", None, options=OPTIONS), {}),
        (tally, tally_field("INPUT_NUMBER", 11232), {"k": 11232}),
        (tally, tally_field("HIDDEN_FIELDS", "x"), {}),
        (tally, tally_field("MATRIX", {"r1": ["c1"]}, rows=[], columns=[]), {"k.r1": ["c1"]}),
        (tally, tally_field({}, [[], {}], options=[{"id": {}}]), {}),
        (tally, {}, {}),
        (fillout, {"submission": {"questions": [{"id": "a", "name": "Namn", "value": 5}]}}, {"a": 5}),
        (fillout, {"submission": []}, {}),
        (paperform, paper("x"), {"k": "x"}),
        (paperform, paper("x", custom_key="namn"), {"namn": "x"}),
        (paperform, paper("Vägen 1, Ort", "address"), {"k": "Vägen 1, Ort"}),
        (
            paperform,
            paper("1 Road, Town, Washington, 98290, United States", "address"),
            {"k.address": "1 Road", "k.city": "Town", "k.zipCode": "98290", "k.country": "United States"},
        ),
        (paperform, paper(None, "address"), {}),
        (
            microsoft_forms,
            {"answers": {"Val": '["A","B"]', "Namn": "Åsa", "Antal": 2}},
            {"Val": ["A", "B"], "Namn": "Åsa", "Antal": 2},
        ),
        (microsoft_forms, {"answers": []}, {}),
        (
            wpforms,
            {"adress": "Vägen 1||972 32 Luleå", "tid": {"value": "09:00", "unix": 1}, "n": None},
            {"adress": ["Vägen 1", "972 32 Luleå"], "tid.value": "09:00", "tid.unix": 1},
        ),
        (webflow, {"name": "f", "data": {"Email 2": "a@example.se"}}, {"Email 2": "a@example.se"}),
        (webflow, {"payload": {"data": []}}, {}),
        (
            formspree,
            {"form": "x", "submission": {"namn": "Åsa", "_date": "d", "_gotcha": "x"}},
            {"namn": "Åsa"},
        ),
        (netlify, {"data": {"namn": "Åsa", "ip": "1", "user_agent": "u", "referrer": "r"}}, {"namn": "Åsa"}),
        (netlify, {"data": None, "human_fields": [1]}, {}),
        (
            google_ads,
            {"user_column_data": [{"column_id": "EMAIL", "string_value": "a"}, {"column_id": "X"}, 1]},
            {"EMAIL": "a"},
        ),
        (
            google_forms,
            {"data": {"answers": [{"id": "1", "title": "T", "value": [["a"], "b"]}], "email": ""}},
            {"1": ["b"]},
        ),
        (
            meta_lead_ads,
            {"field_data": [{"name": "full_name", "values": ["Åsa"]}, {"name": "val", "values": ["a", "b"]}]},
            {"full_name": "Åsa", "val": ["a", "b"]},
        ),
        (hubspot, {"properties": {"firstname": "Åsa", "zip": None}}, {"firstname": "Åsa"}),
        (
            contact_form_7,
            {"your-name": "Åsa", "fil": {"filename": "a.pdf"}},
            {"your-name": "Åsa", "fil.filename": "a.pdf"},
        ),
        (gravity_forms, {"1.3": "Åsa", "5.2": "", "7": '["A","B"]'}, {"1.3": "Åsa", "7": ["A", "B"]}),
    ],
)
def test_reads(module, payload, answers):
    assert module.read(delivery(payload)).answers == answers


@pytest.mark.parametrize("module", [elementor, gravity_forms, contact_form_7])
def test_wordpress_may_send_urlencoded(module):
    found = module.read(delivery(b"Namn=%C3%85sa&Val=a&Val=b&Tom=", content_type=FORM))
    assert found.answers == {"Namn": "Åsa", "Val": ["a", "b"]}


def test_elementors_form_name_is_not_the_customers():
    found = elementor.read(delivery(b"form[name]=New+Form&fields[name][value]=%C3%85sa", content_type=FORM))
    assert (found.answers, found.form_name) == ({"name": "Åsa"}, "New Form")


def jot(raw, **parts):
    parts = {
        "submissionID": "6100000000000000001",
        "rawRequest": raw if isinstance(raw, str) else json.dumps(raw),
    } | parts
    text = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in parts.items()
    )
    return f"{text}--x--\r\n".encode()


def read_jot(raw, **parts):
    return jotform.read(delivery(jot(raw, **parts), content_type="multipart/form-data; boundary=x"))


def test_jotforms_answers_are_unescaped_and_the_forms_own_keys_left_out():
    found = read_jot(
        {"q3_foretag": "A &amp; O&#039;B", "q4_val": ["&lt;a&gt;"], "slug": "x", "bild": ["https://x"]}
    )
    assert found.answers == {"foretag": "A & O'B", "val": ["<a>"]}
    assert found.submission_id == "6100000000000000001"


def test_a_jotforms_phone_number_may_have_its_area_code_apart():
    found = read_jot({"q3_telefon": {"area": "070", "phone": "174 06 05"}, "q4_x": {"area": 8}})
    assert found.labels == {"phone": "070 174 06 05"}
    assert found.answers == {"telefon.full": "070 174 06 05", "x.full": "8"}


@pytest.mark.parametrize("name", ["fakturaadress", "fakturaadress4"])
def test_a_jotforms_address_in_parts_stays_what_its_name_says(name):
    where = {"addr_line1": "Box 1", "city": "Luleå", "postal": "97232"}
    found = read_jot({f"q4_{name}": where, "q5_adress": where | {"addr_line1": "Storgatan 1"}})
    assert found.labels["billingSettings.address"] == "Box 1"
    assert found.labels["address"] == "Storgatan 1"


def test_a_paperforms_address_is_known_however_it_is_asked_for():
    assert paperform.read(delivery(paper("Vägen 1, 972 32 Luleå", "address"))).labels == {
        "Fråga": "Vägen 1, 972 32 Luleå",
        "address": "Vägen 1, 972 32 Luleå",
    }


def test_a_submission_of_jotforms_preview_is_a_test():
    assert read_jot({"q3_namn": "x", "preview": "true"}) == Ignored("test_delivery")


@pytest.mark.parametrize("raw", ["", "[]", "{", "x", '{"a":' * 60])
def test_rejects_a_jotform_without_answers(raw):
    with pytest.raises(Rejected):
        read_jot(raw)


ADDRESS = "https://a.example/v1/webhooks/forms/x?token=t0ken-%2B&b=1"


@pytest.mark.parametrize(
    "part",
    [
        f'name="webhookURL"\r\n\r\n{ADDRESS}\r\n--x',
        f'name="webhookURL"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{ADDRESS}\r\n--x',
        f'name="webhookURL"\n\n{ADDRESS}\n--x',
    ],
)
def test_our_own_address_is_cut_out_of_a_jotform(part):
    sent = request(f"--x\r\n{part}".encode(), query={"token": "t0ken-+"})
    assert ADDRESS.encode() not in jotform.body(sent)
    assert jotform.body(sent).startswith(b"--x")
    assert jotform.body(sent).endswith(b"--x")


def test_the_token_is_cut_out_of_a_jotform_wherever_it_stands():
    sent = request(jot({"q1_x": "t0ken"}, pretty="X:t0ken"), query={"token": "t0ken"})
    assert b"t0ken" not in jotform.body(sent)
    assert b"t0ken" in jotform.body(request(sent.body))


def test_the_submission_is_the_key_of_a_jotform():
    assert jotform.key(request(jot({}))) == b"6100000000000000001"
    assert jotform.key(request(b"x")) == b"x"


@pytest.mark.parametrize(
    ("module", "body", "key"),
    [
        (tally, {"data": {"submissionId": "s"}}, b"s"),
        (fillout, {"submission": {"submissionId": "s"}}, b"s"),
        (paperform, {"submission_id": "s"}, b"s"),
        (microsoft_forms, {"formId": "f", "responseId": 17}, b"f\x0017"),
        (webflow, {"payload": {"id": "s"}}, b"s"),
        (netlify, {"id": "s"}, b"s"),
        (google_ads, {"lead_id": "s"}, b"s"),
        (meta_lead_ads, {"value": {"leadgen_id": 999}}, b"999"),
        (
            hubspot,
            {"portalId": 1, "subscriptionType": "t", "objectId": 2, "occurredAt": 3},
            b"1\0t\x002\x003",
        ),
    ],
)
def test_the_senders_own_id_is_the_key(module, body, key):
    body = json.dumps(body).encode()
    assert module.key(request(body)) == key
    for other in (
        b"",
        b"[]",
        b"{}",
        b'{"data": [], "payload": 1, "submission": "x", "value": null}',
        b"\xff",
    ):
        assert module.key(request(other)) == other


def test_google_ads_body_is_queued_without_its_key():
    sent = request(b'{"lead_id": "1", "google_key": "s", "x": {"google_key": "kept"}}')
    assert json.loads(google_ads.body(sent)) == {"lead_id": "1", "x": {"google_key": "kept"}}


@pytest.mark.parametrize(("type_", "is_test"), [("form.test", True), ("form.submitted", False), ("", False)])
def test_the_scripts_test_of_a_google_form_is_a_test(type_, is_test):
    assert google_forms.is_test(request(json.dumps({"type": type_}).encode())) is is_test


def test_elementors_fields_without_labels_are_read_by_their_ids_and_values():
    body = (
        b"No+Label+name=%C3%85sa&Ingen+etikett+message=Hej&No+Label+field_1a2b3c=070-174+06+15"
        b"&No+Label+field_9f=asa%40example.com&No+Label+field_77=12&form_name=Kontakt"
    )
    found = elementor.read(delivery(body, content_type=FORM))
    assert found.answers.items() >= {"name": "Åsa", "message": "Hej", "field_77": "12"}.items()
    assert found.labels == {"email": "asa@example.com", "phone": "070-174 06 15"}
