import time
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

from tests.support.webhooks import SECRETS, body_of, deployed, load, to_source, with_header

TYPEFORM = load("receive_form_webhook.typeform_answers")
STANDARD = load("receive_form_webhook.standard_webhooks")
JSON = load("receive_form_webhook.plain_json")
URLENCODED = load("receive_form_webhook.plain_urlencoded")
MULTIPART = load("receive_form_webhook.plain_multipart")


@pytest.fixture(scope="module")
def started():
    yield from deployed("receive_form_webhook")


@pytest.fixture
def form(started):
    started.empty_queue()
    return started


def sent_now(event, family: str = "webhook", age: int = 0):
    """The event as if it were sent `age` seconds ago: its signature covers the time."""
    sent = int(time.time()) - age
    name = event["headers"]["webhook-id"]
    signature = Webhook(SECRETS["callback-request"]).sign(
        name, datetime.fromtimestamp(sent, UTC), body_of(event).decode()
    )
    for part, value in {"id": name, "timestamp": str(sent), "signature": signature}.items():
        event = with_header(event, f"webhook-{part}")
        event = with_header(event, f"{family}-{part}", value)
    return event


def test_typeform_answers_read_under_their_refs_and_questions(form):
    assert form.call(TYPEFORM)[0] == 200
    submission = form.submitted()
    assert submission.answers["org_nr"] == "556677-8899"
    assert submission.answers["services"] == ["Målning", "Tapetsering"]
    assert submission.answers["contact_me"] is True
    assert submission.answers["rooms"] == 4
    assert submission.labels["Vad heter du?"] == "Märta Åkesson"
    assert submission.labels["Din e-post"] == "marta@akessons-maleri.example"
    assert submission.hidden == {"campaign": "höst-2026"}
    assert (submission.form_name, submission.form_id) == ("Offertförfrågan", "nGx4Zq7T")


@pytest.mark.parametrize("family", ["webhook", "svix", "Webhook", "Svix"])
def test_a_standard_webhooks_message_reads_as_its_data(form, family):
    assert form.call(sent_now(STANDARD, family))[0] == 200
    delivery = form.delivered()
    assert delivery.topic == "callback.requested"
    assert delivery.body == body_of(STANDARD)


def test_a_standard_webhooks_retry_is_the_same_delivery(form):
    assert form.call(sent_now(STANDARD)) == form.call(sent_now(STANDARD, age=120))


@pytest.mark.parametrize("age", [-310, 310, 100_000])
def test_a_standard_webhooks_message_of_another_time_is_refused(form, age):
    assert form.call(sent_now(STANDARD, age=age))[0] == 401


def test_a_plain_form_says_who_it_is_in_a_header_or_in_the_query(form):
    assert form.call(JSON)[0] == 200
    assert form.submitted().answers["Ort"] == "Uppsala"
    assert form.call(URLENCODED)[0] == 200
    answers = form.submitted().answers
    assert (answers["namn"], answers["tjanst"]) == ("Nils Åberg", ["städ", "fönsterputs"])


def test_a_plain_form_may_send_multipart_and_basic_authentication(form):
    assert form.call(MULTIPART)[0] == 200
    assert form.submitted().answers["namn"] == "Britt Åström"


@pytest.mark.parametrize(
    "event",
    [
        STANDARD,
        with_header(TYPEFORM, "Typeform-Signature", "sha256="),
        with_header(JSON, "Authorization", "Bearer wrong"),
        with_header(JSON, "Authorization", f"Basic {SECRETS['contact-form']}"),
        with_header(JSON, "Authorization"),
        URLENCODED | {"queryStringParameters": {"token": ""}},
        to_source(JSON, "nordic-garden"),
        to_source(JSON, "quote-request"),
    ],
)
def test_refuses_what_nobody_known_has_signed(form, event):
    assert form.call(event)[0] == 401
    assert form.queued() == []
