"""The worker tells once when a form has changed."""

from dataclasses import replace

import pytest

from bridge.aws.table import Table
from bridge.ledger.form_record import ALWAYS, NO_LONGER
from tests.support.bridges import FORM, Bridge
from tests.support.dynamodb import DynamoDB, throttled
from tests.support.tables import table

PEOPLE = [f"{letter}sa Öberg" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]


@pytest.fixture
def bridge():
    with table() as database:
        yield Bridge(database)


def deliver(bridge, person, **answers):
    """Let one more person answer; returns the delivery's warnings."""
    name = PEOPLE[person]
    delivery = bridge.delivery(Namn=name, **answers)
    bridge.arrive(delivery)
    bridge.work()
    return [str(warning) for warning in bridge.record(delivery).warnings]


def logged(bridge):
    return [facts for event, facts in bridge.logged if event == "form_changed"]


def test_a_new_question_is_a_warning_and_a_log_line_once(bridge):
    deliver(bridge, 0, **{"Antal fönster": "3"})
    assert logged(bridge) == []
    warnings = deliver(bridge, 1, **{"Antal fönster": "3", "Har ni hiss?": "Ja, en liten"})
    assert "question_unmapped Har ni hiss?" in warnings
    [facts] = logged(bridge)
    assert (facts["source"], facts["questions"], facts["fields"]) == ("form", ["Har ni hiss?"], [])
    assert "question_unmapped Har ni hiss?" not in deliver(bridge, 2, **{"Har ni hiss?": "Nja, knappt"})
    assert len(logged(bridge)) == 1


def test_a_field_that_comes_no_longer_is_a_warning_and_a_log_line_once(bridge):
    for person in range(ALWAYS):
        deliver(bridge, person, Ort="Luleå")
    told = [deliver(bridge, ALWAYS + person) for person in range(NO_LONGER + 3)]
    assert [warnings for warnings in told if warnings] == [["field_missing_now city"]]
    assert told[NO_LONGER - 1] == ["field_missing_now city"]
    assert [facts["fields"] for facts in logged(bridge)] == [["city"]]


def test_a_default_of_the_source_hides_no_missing_field(bridge):
    bridge.sources(form=replace(FORM, defaults={"city": "Umeå"}))
    test_a_field_that_comes_no_longer_is_a_warning_and_a_log_line_once(bridge)


def test_attempts_of_one_delivery_are_counted_once(bridge):
    for person in range(ALWAYS):
        deliver(bridge, person, Ort="Luleå")
    bridge.break_requests("error_503")
    delivery = bridge.arrive(bridge.delivery(Namn="Örjan Berg"))
    for _ in range(NO_LONGER + 1):
        bridge.clock.now += 3600
        bridge.work()
    assert bridge.record(delivery).attempts > NO_LONGER
    assert logged(bridge) == []


@pytest.mark.parametrize("change", [{"kind": "shop"}, {"kind": "file"}])
def test_only_forms_are_compared(bridge, change):
    bridge.sources(form=replace(FORM, **change))
    deliver(bridge, 0, Ort="Luleå")
    deliver(bridge, 1, **{"Har ni hiss?": "Ja, en liten"})
    assert logged(bridge) == []


def test_a_corrected_delivery_does_not_show_its_form(bridge):
    deliver(bridge, 0)
    delivery = bridge.delivery(**{"Namn": PEOPLE[1], "Har ni hiss?": "Ja, en liten"})
    bridge.arrive(replace(delivery, corrections={"city": "Luleå"}))
    bridge.work()
    assert bridge.record(delivery).warnings
    assert logged(bridge) == []


def test_no_answer_is_remembered_or_logged():
    memory = DynamoDB()
    bridge = Bridge(Table(memory, "table"))
    deliver(bridge, 0)
    deliver(bridge, 1, **{"Har ni hiss?": "en liten", "0701740605": "hemligt", "a@example.se": "hemligt"})
    form = next(item for pk, item in memory.items.items() if pk.startswith("form#"))
    assert "Har ni hiss?" in str(form)
    for answer in ("liten", "hemligt", "0701740605", "a@example.se", *PEOPLE):
        assert answer not in str(form) + str(logged(bridge))


def test_a_customer_is_created_although_its_form_cannot_be_compared(bridge, monkeypatch):
    def fail(operation):
        raise throttled()

    forms = bridge.worker.processor.forms.forms
    monkeypatch.setattr(forms, "_table", Table(DynamoDB(fail), "table"))
    deliver(bridge, 0)
    assert bridge.record(bridge.delivery(Namn=PEOPLE[0])).final
