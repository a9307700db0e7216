"""The table, on moto and on DynamoDB in memory: both have to behave alike."""

import pytest

from bridge.aws.table import Conflict, Table, Write
from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason
from tests.support.aws import client
from tests.support.dynamodb import DynamoDB, throttled
from tests.support.tables import KINDS, table


@pytest.fixture(params=KINDS)
def it(request):
    with table(request.param) as opened:
        yield opened


def test_an_item_is_read_as_it_was_written(it):
    values = {"text": "Åsa", "whole": 1, "part": 1.5, "yes": True, "names": {"b", "a"}, "list": ["x", 2]}
    update = "SET " + ", ".join(f"#{name} = :{name}" for name in values)
    assert it.update("a", update, values) == it.get("a") == {"pk": "a", **values}


def test_an_item_that_is_not_there_is_none(it):
    assert it.get("a") is None
    assert it.get_many(["a", "b"]) == {}


def test_many_items_are_read_at_once(it):
    for pk in "ab":
        it.update(pk, "SET #n = :n", {"n": pk})
    both = {"a": {"pk": "a", "n": "a"}, "b": {"pk": "b", "n": "b"}}
    assert it.get_many(["a", "b", "c"]) == both
    assert it.get_many(["a", "b", "c"], consistent=False) == both


def test_a_cheap_read_may_miss_the_last_write():
    stale = iter([False, True, True])
    it = Table(DynamoDB(stale=lambda: next(stale)), "table")
    for number in (1, 2):
        it.update("a", "SET #n = :n", {"n": number})
    assert [it.get_many(["a"], consistent=False)["a"]["n"] for _ in range(2)] == [2, 1]
    it.update("b", "SET #n = :n", {"n": 1})
    assert it.get_many(["b"], consistent=False) == {}
    assert it.get_many(["b"])


def test_an_update_adds_removes_and_deletes(it):
    it.update("a", "SET #x = :x, #n = :n ADD #names :names", {"x": 1, "n": 1, "names": {"a", "b"}})
    changed = it.update("a", "ADD #n :one REMOVE #x DELETE #names :gone", {"one": 2, "gone": {"a"}})
    assert changed == {"pk": "a", "n": 3, "names": {"b"}}
    assert "names" not in it.update("a", "DELETE #names :gone", {"gone": {"b"}})


def test_a_counter_begins_where_it_is_told_to(it):
    for expected in (1001, 1002):
        update = "SET #next = if_not_exists(#next, :first) + :one"
        assert it.update("a", update, {"first": 1000, "one": 1})["next"] == expected


@pytest.mark.parametrize(
    ("condition", "values", "holds"),
    [
        ("attribute_not_exists(pk)", {}, False),
        ("attribute_not_exists(#other)", {}, True),
        ("#n = :old", {"old": 1}, True),
        ("#n = :old", {"old": 1.0}, True),
        ("#n = :old", {"old": 2}, False),
        ("#n < :old", {"old": 2}, True),
        ("#n < :old", {"old": 1}, False),
        ("#other < :old", {"old": 1}, False),
        ("#other = :old", {"old": 1}, False),
        ("#n = :old OR attribute_not_exists(#n)", {"old": 2}, False),
        ("attribute_not_exists(#other) OR #n = :old", {"old": 2}, True),
        ("#n = :old AND attribute_not_exists(#other)", {"old": 1}, True),
        ("#n = :old AND attribute_not_exists(#n)", {"old": 1}, False),
    ],
)
def test_a_condition_decides_and_a_conflict_tells_what_is_there(it, condition, values, holds):
    before = it.update("a", "SET #n = :n", {"n": 1})
    if holds:
        assert it.update("a", "SET #n = :n", {"n": 7, **values}, condition)["n"] == 7
        return
    with pytest.raises(Conflict) as conflict:
        it.update("a", "SET #n = :n", {"n": 7, **values}, condition)
    assert conflict.value.item == it.get("a") == before


def test_of_several_writes_all_are_done_or_none(it):
    first = Write("a", "SET #n = :n", {"n": 1}, "attribute_not_exists(pk)")
    it.write([first, Write("b", "ADD #n :n", {"n": 1})])
    with pytest.raises(Conflict):
        it.write([Write("b", "ADD #n :n", {"n": 1}), first])
    assert (it.get("a")["n"], it.get("b")["n"]) == (1, 1)


def test_a_single_write_needs_no_transaction(it):
    it.write([Write("a", "SET #n = :n", {"n": 1}, "attribute_not_exists(pk)")])
    with pytest.raises(Conflict):
        it.write([Write("a", "SET #n = :n", {"n": 2}, "attribute_not_exists(pk)")])
    assert it.get("a")["n"] == 1


def test_trouble_of_dynamodb_itself_is_unavailable():
    def fail(operation):
        raise throttled()

    with table() as broken:
        broken._client = DynamoDB(fail)
        for act in (
            lambda: broken.get("a"),
            lambda: broken.get_many(["a"]),
            lambda: broken.update("a", "SET #n = :n", {"n": 1}),
            lambda: broken.write([Write(pk, "SET #n = :n", {"n": 1}) for pk in "ab"]),
        ):
            with pytest.raises(Unavailable) as failure:
                act()
            assert (failure.value.reason, failure.value.free) == (Reason.LEDGER_UNAVAILABLE, True)


def test_a_table_that_is_not_there_is_unavailable():
    with table("moto") as it:
        client("dynamodb").delete_table(TableName="table")
        with pytest.raises(Unavailable):
            it.get("a")
