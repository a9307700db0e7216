import json
import time

import pytest

from bridge.aws.table import Table
from bridge.creation import failure_policy
from bridge.ledger.pauses import Pauses
from bridge.model.delivery import Delivery, delivery_id
from bridge.model.error_messages import with_error_message
from bridge.operations.pauses import SourcePauses
from tests.support.create_customers import MIXED, deployed
from tests.support.webhooks import load

ORDER = load("create_customers.shopify_order")


@pytest.fixture(params=["1", "2"])
def function(request):
    with deployed(request.param) as function:
        function.start()
        yield function


def test_a_shopify_order_becomes_a_customer_with_its_letters_intact(function):
    assert function.call(ORDER) == []
    [customer] = function.created
    billing = json.loads(json.loads(ORDER["Records"][0]["body"])["body"])["billing_address"]
    assert customer["city"] == billing["city"]
    assert customer["address"] == billing["address1"]
    assert function.item(ORDER)["status"] == {"S": "created"}


def test_nothing_is_created_with_a_key_that_is_not_the_ledgers(function):
    function.call(ORDER)
    function.secrets.put_secret_value(SecretId="ledger-key", SecretString="x" * 64)
    function.start()
    assert len(function.call(MIXED)) == len(MIXED["Records"]) - 1, "only what is no message is a dead letter"
    assert len(function.created) == 1
    function.secrets.put_secret_value(SecretId="ledger-key", SecretString="k" * 64)
    function.start()
    function.finish(MIXED)
    assert len(function.created) == 2


def test_a_cold_start_reads_what_the_first_delivery_needs(function):
    function.dynamodb.update_item(
        TableName="Ledger",
        Key={"pk": {"S": "key"}},
        UpdateExpression="SET seal = :x",
        ExpressionAttributeValues={":x": {"S": "another key's"}},
    )
    function.secrets.delete_secret(SecretId="client-secret", ForceDeleteWithoutRecovery=True)
    assert function.call(ORDER) == []
    assert len(function.created) == 1


def test_a_cold_start_without_tables_and_secrets_keeps_the_message(function):
    function.secrets.delete_secret(SecretId="client-secret", ForceDeleteWithoutRecovery=True)
    function.dynamodb.delete_table(TableName="Ledger")
    function.start()
    assert len(function.call(ORDER)) == 1
    assert not function.created


def test_the_same_delivery_again_makes_no_second_customer_and_no_request(function):
    function.call(ORDER)
    requests = len(function.simulator.twin.history)
    assert function.call(ORDER) == []
    assert len(function.created) == 1
    assert len(function.simulator.twin.history) == requests


def test_one_bad_message_never_fails_its_batch(function):
    function.finish(MIXED)
    assert sorted(c["name"] for c in function.created) == ["Exempelbygg AB", "Åsa Öberg"]
    reasons = sorted(attributes["reason"] for attributes, _ in function.dead_letters())
    assert reasons == ["malformed_message", "name_missing", "source_unknown"]


def test_ten_messages_at_once_become_ten_customers_with_a_log_line_each(function, capsys):
    deliveries = [_delivery(f"Kund {name} AB", f"{name}@example.com") for name in "abcdefghij"]
    records = [
        MIXED["Records"][0] | {"messageId": f"m-{number}", "body": delivery.to_message()}
        for number, delivery in enumerate(deliveries)
    ]
    function.start()
    function.finish({"Records": records})
    assert sorted(each["name"] for each in function.created) == [f"Kund {name} AB" for name in "abcdefghij"]
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    created = {line["delivery"]: line["seventime_id"] for line in lines if line["message"] == "delivery"}
    assert created.keys() == {delivery.id for delivery in deliveries}
    assert sorted(created.values()) == sorted(each["_id"] for each in function.created)


def _delivery(name, email):
    body = json.dumps({"Namn": name, "E-post": email}).encode()
    return Delivery(delivery_id("contact-form", body), "contact-form", body, received_at=time.time())


def test_a_dead_letter_is_whole_and_says_why_without_anything_personal(function):
    function.call({"Records": MIXED["Records"][3:4]})
    [(attributes, body)] = function.dead_letters()
    assert body == MIXED["Records"][3]["body"]
    delivery = json.loads(body)["delivery"]
    assert attributes == {
        "delivery": delivery,
        "source": "contact-form",
        "reason": "name_missing",
        "field": "name",
    }


def test_a_second_delivery_of_a_known_customer_is_existing(function):
    function.finish(MIXED)
    statuses = [function.item(MIXED, n)["status"]["S"] for n in (0, 4, 5)]
    assert sorted(statuses) == ["created", "created", "existing"]


def test_what_seven_time_refuses_is_a_dead_letter(function, monkeypatch):
    function.break_requests("error_500_message", method="POST")
    monkeypatch.setattr("bridge.creation.creation.RESOLVE_AFTER", 0)
    message = ORDER["Records"][0]["body"]
    said = with_error_message(message, "The customer could not be saved")
    order = {"Records": [ORDER["Records"][0] | {"body": said}]}
    assert [function.call(order) for _ in range(4)] == [["1"], ["1"], ["1"], []]
    [(attributes, body)] = function.dead_letters()
    assert (attributes["reason"], body) == ("seventime_refused", said)


def test_a_wrong_client_secret_dead_letters_nothing_and_heals_when_it_is_put_right(function, capsys):
    function.secrets.put_secret_value(SecretId="client-secret", SecretString="wrong")
    function.start()
    assert function.call(ORDER) == ["1"]
    assert function.item(ORDER)["code"] == {"S": "client_secret_refused"}
    assert '"reason":"client_secret_refused"' in capsys.readouterr().out
    function.secrets.put_secret_value(SecretId="client-secret", SecretString="local-client-secret")
    assert function.call(ORDER) == []
    assert (len(function.created), function.dead_letters()) == (1, [])


@pytest.mark.parametrize("rule", [{}, {"method": "POST"}])
def test_a_client_secret_without_permission_dead_letters_nothing(function, capsys, monkeypatch, rule):
    monkeypatch.setattr(failure_policy, "ENOUGH_ATTEMPTS", 1)
    monkeypatch.setattr(failure_policy, "PATIENCE", 0.0)
    function.start()
    function.break_requests("forbidden", **rule)
    assert [function.call(ORDER) for _ in range(2)] == [["1"], ["1"]]
    item = function.item(ORDER)
    assert (item["code"], item["tries"]) == ({"S": "seventime_forbidden"}, {"N": "0"})
    assert '"reason":"seventime_forbidden"' in capsys.readouterr().out
    function.mend()
    assert function.call(ORDER) == []
    assert (len(function.created), function.dead_letters()) == (1, [])


def test_leaves_for_the_next_invocation_what_there_is_no_time_for(function):
    assert function.call(MIXED, left=5) == ["1", "3", "4", "5", "6"]
    assert function.simulator.twin.history == []


def test_logs_nothing_personal(function, capsys):
    function.start()
    function.call(MIXED)
    function.call(ORDER)
    logged = capsys.readouterr().out
    assert logged.count("\n") >= 5
    for personal in ("berg", "example", "1740605", "174 06", "5560160680", "Karup"):
        assert personal not in logged


@pytest.mark.parametrize(
    ("version", "notes", "warnings"),
    [
        (
            "1",
            None,
            [("answers_left_out", "notes"), ("not_in_version_1", "notes")],
        ),
        ("2", "Ring mig om taket\nHur högt är huset? Två våningar", [("answers_in_notes", "notes")]),
    ],
)
def test_what_a_form_asked_is_in_the_notes_or_in_the_warnings(version, notes, warnings):
    answers = {"Namn": "Åsa Öberg", "Meddelande": "Ring mig om taket", "Hur högt är huset?": "Två våningar"}
    body = json.dumps(answers).encode()
    delivery = Delivery(
        delivery_id("contact-form", body), "contact-form", body, content_type="application/json"
    )
    with deployed(version) as function:
        function.start()
        assert not function.deliver(delivery)
        [customer] = function.created
        assert customer.get("notes") == notes
        shown = json.loads(function.shown(delivery.id))["warnings"]
    assert [(warning["reason"], warning["field"]) for warning in shown] == warnings


def test_a_delivery_of_a_paused_source_waits_and_says_for_what(function, capsys):
    SourcePauses(Pauses(Table(function.dynamodb, "Ledger"))).pause("contact-form")
    function.start()
    body = b"Namn=%C3%85sa+%C3%96berg&E-post=asa%40example.se"
    delivery = Delivery(delivery_id("contact-form", body), "contact-form", body, received_at=time.time())
    event = {"Records": [{**MIXED["Records"][0], "body": delivery.to_message()}]}
    assert function.call(event) == ["1"]
    shown = json.loads(function.shown(delivery.id))
    assert (shown["status"], shown["reason"]) == ("pending", "source_paused")
    assert shown["message_sv"].startswith("Häv pausen")
    printed = capsys.readouterr().out
    assert '"reason":"source_paused"' in printed
    assert "berg" not in printed
    assert (function.created, function.dead_letters()) == ([], [])
