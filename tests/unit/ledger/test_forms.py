"""What is remembered of forms, and when something is told."""

import pytest

from bridge.ledger.form_record import ALWAYS, MOST_QUESTIONS, NO_LONGER
from bridge.ledger.forms import KEEP_FORM, Forms, form_pk
from bridge.model.form_seen import FormChanges, FormSeen
from tests.support.clock import Clock
from tests.support.tables import KINDS, table

NOTHING = FormChanges()


class Form:
    """A form's deliveries, which workers with a memory of their own compare."""

    def __init__(self, database):
        self.database, self.clock, self.calls = database, Clock(), 0
        self.workers = [self.worker(), self.worker()]

    def worker(self):
        return Forms(self.database, self.clock)

    def deliver(self, fields, *unread, worker=0, delivery=None, form_id="f"):
        self.calls += 1
        name = delivery or f"d{self.calls}"
        seen = FormSeen("quote", form_id, name, frozenset(fields.split()), unread)
        return self.workers[worker].changes(seen)

    def deliver_often(self, times, fields, *unread, **more):
        return [self.deliver(fields, *unread, **more) for _ in range(times)]

    def version(self):
        return self.database.get(form_pk(FormSeen("quote", "f", "", frozenset())))["version"]


@pytest.fixture(params=KINDS)
def form(request):
    with table(request.param) as database:
        yield Form(database)


def told(changes):
    return [each for each in changes if each != NOTHING]


def test_a_new_question_is_told_once(form):
    assert form.deliver("name email", "Antal fönster") == NOTHING
    assert form.deliver("name email", "Antal fönster", "Har ni hiss?") == FormChanges(("Har ni hiss?",))
    assert told(form.deliver_often(20, "name email", "Har ni hiss?")) == []


def test_of_two_workers_one_tells(form):
    for worker in (0, 1):
        form.deliver("name", worker=worker)
    changes = [form.deliver("name", "Har ni hiss?", worker=worker) for worker in (0, 1)]
    assert changes == [FormChanges(("Har ni hiss?",)), NOTHING]


def test_of_two_workers_that_begin_one_is_compared_with_the_other(form, monkeypatch):
    form.deliver("name", "Antal fönster")
    with monkeypatch.context() as before_it_was_written:
        before_it_was_written.setattr(form.database, "get", lambda _: None)
        assert form.deliver("name", "Har ni hiss?", worker=1) == FormChanges(("Har ni hiss?",))
    assert form.version() == 2


def test_each_form_of_a_source_is_compared_with_itself(form):
    form.deliver("name", "Antal fönster", form_id="windows")
    assert form.deliver("name", "Antal dörrar", form_id="doors") == NOTHING
    assert form.deliver("name", "Antal dörrar", form_id="windows") == FormChanges(("Antal dörrar",))


def test_a_field_that_always_came_is_told_when_it_comes_no_longer(form):
    form.deliver_often(ALWAYS, "name email")
    assert told(form.deliver_often(NO_LONGER - 1, "name")) == []
    assert form.deliver("name") == FormChanges(missing=("email",))
    assert told(form.deliver_often(20, "name")) == []


def test_it_is_told_again_after_it_has_always_come_again(form):
    form.deliver_often(ALWAYS, "name email")
    form.deliver_often(NO_LONGER, "name")
    form.deliver_often(ALWAYS, "name email")
    assert told(form.deliver_often(NO_LONGER, "name")) == [FormChanges(missing=("email",))]


@pytest.mark.parametrize(
    "pattern",
    ["+++-" * 10 + "-" * 20, "+" * (ALWAYS - 1) + "-" * 20, "-" * 30, "+-" + "+" * 20 + "-" * 20],
)
def test_an_optional_field_is_never_told(form, pattern):
    changes = [form.deliver("name phone" if answered == "+" else "name") for answered in pattern]
    assert told(changes) == []


def test_an_expected_field_may_be_missing_for_a_while(form):
    form.deliver_often(ALWAYS, "name email")
    for _ in range(10):
        assert told(form.deliver_often(NO_LONGER - 1, "name")) == []
        form.deliver("name email")


def test_a_renamed_question_is_told_and_then_its_field(form):
    form.deliver_often(ALWAYS, "name email")
    changes = form.deliver_often(NO_LONGER, "name", "Hur når vi dig?")
    assert told(changes) == [FormChanges(("Hur når vi dig?",)), FormChanges(missing=("email",))]


def test_a_known_form_costs_neither_reads_nor_writes(form, monkeypatch):
    form.deliver_often(ALWAYS, "name email", "Antal fönster")
    monkeypatch.setattr(form.database, "get", None)
    monkeypatch.setattr(form.database, "update", None)
    assert told(form.deliver_often(50, "name email", "Antal fönster")) == []


def test_a_form_is_written_once_for_each_of_its_first_deliveries(form):
    form.deliver_often(50, "name email")
    form.workers[0] = form.worker()
    form.deliver_often(50, "name email")
    assert form.version() == ALWAYS


def test_a_delivery_that_comes_twice_is_told_the_same_and_counted_once(form):
    form.deliver_often(ALWAYS, "name email")
    again = [form.deliver("name", delivery="same") for _ in range(NO_LONGER)]
    assert told(again) == []
    form.deliver_often(NO_LONGER - 2, "name")
    changes = [form.deliver("name", "Ny?", worker=worker, delivery="last") for worker in (0, 0, 1)]
    assert changes == [FormChanges(("Ny?",), ("email",))] * 3


def test_a_sender_with_data_for_keys_fills_no_item(form):
    form.deliver("name")
    changes = [form.deliver("name", *(f"Key {x}{y}" for y in range(10))) for x in range(10)]
    assert sum(len(change.unread) for change in changes) == MOST_QUESTIONS


def test_a_form_that_does_not_change_is_not_forgotten(form):
    form.deliver_often(ALWAYS, "name email", "Antal fönster")
    for _ in range(6):
        form.clock.now += KEEP_FORM * 0.4
        form.deliver("name email", "Antal fönster", worker=1)
    assert form.version() == ALWAYS + 3
    assert form.deliver("name email", "Har ni hiss?") == FormChanges(("Har ni hiss?",))


def test_an_expired_form_is_learned_anew(form):
    form.deliver_often(ALWAYS, "name email")
    form.clock.now += KEEP_FORM + 1
    form.workers[0] = form.worker()
    assert form.deliver("name", "Har ni hiss?") == NOTHING
    assert form.deliver("name", "Ny?") == FormChanges(("Ny?",))
