"""DynamoDB in memory, fast enough for a fault simulation: the client's calls that `bridge.aws.table` makes.

It knows the expressions that our code uses, and fails loudly on any other. Tests of the ledger and of the
pacer run on moto as well, so both have to behave alike.
"""

import re
from functools import cache, partial

from botocore.exceptions import ClientError

CONDITION = re.compile(
    r"attribute_not_exists\((?P<absent>#?\w+)\)|(?P<left>#\w+) (?P<op>[=<]) (?P<right>:\w+)"
    r"|contains\((?P<set>#\w+), (?P<member>:\w+)\)|size\((?P<sized>#\w+)\) < (?P<most>:\w+)"
)
CLAUSE = re.compile(r"(SET|ADD|REMOVE|DELETE) (.*?)(?= SET | ADD | REMOVE | DELETE |$)")
PROJECTED = ("pk", "listed", "received_at", "status", "source", "code", "search_keys", "outcomes")
"""What an item has in template.yaml's index."""

PAGE = 20
"""Items of a page of the index. DynamoDB has more, up to 1 MB."""

DEFAULT = re.compile(r"if_not_exists\((#\w+), (:\w+)\)")
COUNTER = re.compile(r"if_not_exists\((#\w+), (:\w+)\) \+ (:\w+)")


class DynamoDB:
    """One table; its name does not matter. `before(operation)` may raise or take time.

    `lost()`, asked after a write, may raise; if it returns True, the client got no answer and asks again.
    `stale()` is asked for each item of a read that is not consistent: True if it misses the last write.
    """

    def __init__(self, before=lambda operation: None, lost=lambda: False, stale=lambda: False):
        self.items, self._older = {}, {}
        self._before, self._lost, self._stale = before, lost, stale
        self._deleted_from = lambda: 0.0

    def expire_by(self, now, *, deletes):
        """Let items expire by the clock `now`. DynamoDB `deletes` them at once, or takes its days for it."""
        if deletes:
            self._deleted_from = now

    def _item(self, pk):
        """The item, None if there is none or DynamoDB has deleted it."""
        item = self.items.get(pk)
        if item and "expires" in item and _number(item["expires"]) < self._deleted_from():
            del self.items[pk]
            return None
        return item

    def get_item(self, Key, **_):
        self._before("get_item")
        item = self._item(Key["pk"]["S"])
        return {"Item": dict(item)} if item else {}

    def batch_get_item(self, RequestItems):
        self._before("batch_get_item")
        ((name, request),) = RequestItems.items()
        seen = self._item if request["ConsistentRead"] else self._perhaps_stale
        found = [seen(key["pk"]["S"]) for key in request["Keys"]]
        return {"Responses": {name: [dict(item) for item in found if item]}, "UnprocessedKeys": {}}

    def update_item(self, **request):
        self._before("update_item")
        pk = request["Key"]["pk"]["S"]
        old = self._item(pk) or {}
        if not _holds(request, old):
            raise _error("ConditionalCheckFailedException", Item=dict(old))
        self._store(pk, _updated(request, old))
        if self._lost():
            return self.update_item(**request)
        return {"Attributes": dict(self.items[pk])}

    def transact_write_items(self, TransactItems):
        self._before("transact_write_items")
        updates = [each["Update"] for each in TransactItems]
        assert len({each["Key"]["pk"]["S"] for each in updates}) == len(updates)
        if not all(_holds(each, self._item(each["Key"]["pk"]["S"]) or {}) for each in updates):
            raise _error("TransactionCanceledException")
        for each in updates:
            pk = each["Key"]["pk"]["S"]
            self._store(pk, _updated(each, self._item(pk) or {}))
        self._lost()  # asked again with the same token, it changes nothing
        return {}

    def _store(self, pk, item):
        self._older[pk] = self.items.get(pk)
        self.items[pk] = item

    def _perhaps_stale(self, pk):
        return self._older.get(pk) if self._stale() else self._item(pk)

    def query(self, IndexName, KeyConditionExpression, ExpressionAttributeValues, **request):
        """What template.yaml's index holds, in the order of its keys, in pages of `PAGE` items."""
        self._before("query")
        assert KeyConditionExpression == "#listed = :listed AND #received_at >= :since"
        day, since = (ExpressionAttributeValues[name] for name in (":listed", ":since"))
        found = [item for item in map(self._item, list(self.items)) if item and item.get("listed") == day]
        keys = [(_number(item["received_at"]), item["pk"]["S"]) for item in found if "received_at" in item]
        last = request.get("ExclusiveStartKey")
        begin = (_number(last["received_at"]), last["pk"]["S"]) if last else (_number(since), "")
        after = sorted(key for key in keys if (key > begin if last else key >= begin))
        page = [self.items[pk] for _, pk in after[:PAGE]]
        more = {"LastEvaluatedKey": _index_key(page[-1])} if len(after) > PAGE else {}
        return {"Items": [{name: item[name] for name in PROJECTED if name in item} for item in page], **more}

    def scan(self, TableName):
        self._before("scan")
        return {"Items": [dict(self.items[pk]) for pk in list(self.items) if self._item(pk)]}


def _index_key(item):
    return {name: item[name] for name in ("pk", "listed", "received_at")}


def throttled():
    return _error("ProvisionedThroughputExceededException")


def _error(code, **more):
    return ClientError({"Error": {"Code": code, "Message": code}, **more}, "DynamoDB")


# Conditions


def _holds(request, item):
    condition = request.get("ConditionExpression")
    if condition is None:
        return True
    values = request.get("ExpressionAttributeValues", {})
    return any(all(test(item, values) for test in tests) for tests in _parsed_condition(condition))


@cache
def _parsed_condition(text):
    """The condition as alternatives, each a list of tests that all have to hold."""
    return [[_parsed_test(test) for test in both.split(" AND ")] for both in text.split(" OR ")]


def _parsed_test(text):
    match = CONDITION.fullmatch(text)
    assert match, text
    if match["absent"]:
        return partial(_is_absent, match["absent"].lstrip("#"))
    if match["set"]:
        return partial(_contains, match["set"][1:], match["member"])
    if match["sized"]:
        return partial(_is_smaller, match["sized"][1:], match["most"])
    test = _is_equal if match["op"] == "=" else _is_less
    return partial(test, match["left"][1:], match["right"])


def _is_absent(name, item, _):
    return name not in item


def _is_equal(name, value, item, values):
    have, want = item.get(name), values[value]
    return have == want or (have is not None and _number(have) == _number(want) is not None)


def _contains(name, value, item, values):
    return name in item and values[value]["S"] in item[name]["SS"]


def _is_smaller(name, value, item, values):
    return name in item and len(item[name]["SS"]) < _number(values[value])


def _is_less(name, value, item, values):
    have = item.get(name)
    return have is not None and _number(have) < _number(values[value])


# Updates


def _updated(request, old):
    item = dict(old) | {"pk": request["Key"]["pk"]}
    values = request.get("ExpressionAttributeValues", {})
    for change in _parsed_update(request["UpdateExpression"]):
        change(item, old, values)
    return item


@cache
def _parsed_update(text):
    """The update as functions that change an item."""
    clauses = CLAUSE.findall(text)
    assert " ".join(f"{verb} {rest}" for verb, rest in clauses) == text, text
    return [_CHANGES[verb](part) for verb, rest in clauses for part in re.split(r", (?=#)", rest)]


def _parsed_set(part):
    name, value = part.split(" = ", 1)
    if counter := COUNTER.fullmatch(value):
        return partial(_set_counter, name[1:], counter[1][1:], counter[2], counter[3])
    if default := DEFAULT.fullmatch(value):
        return partial(_set_default, name[1:], default[1][1:], default[2])
    return partial(_set, name[1:], value)


def _set(name, value, item, _, values):
    item[name] = values[value]


def _set_default(name, source, value, item, old, values):
    item[name] = old.get(source, values[value])


def _set_counter(name, source, start, step, item, old, values):
    before = _number(old.get(source, values[start]))
    item[name] = {"N": repr(before + _number(values[step]))}


def _parsed_add(part):
    name, value = part.split(" ")
    return partial(_add, name[1:], value)


def _add(name, value, item, old, values):
    have, more = old.get(name), values[value]
    if "SS" in more:
        item[name] = {"SS": sorted({*more["SS"], *(have["SS"] if have else ())})}
    else:
        item[name] = {"N": repr((_number(have) if have else 0) + _number(more))}


def _parsed_remove(part):
    return partial(_remove, part[1:])


def _remove(name, item, *_):
    item.pop(name, None)


def _parsed_delete(part):
    name, value = part.split(" ")
    return partial(_delete, name[1:], value)


def _delete(name, value, item, old, values):
    left = sorted({*old.get(name, {"SS": []})["SS"]} - {*values[value]["SS"]})
    item.pop(name, None)
    if left:
        item[name] = {"SS": left}


def _number(wire):
    if "N" not in wire:
        return None
    return float(wire["N"]) if "." in wire["N"] or "e" in wire["N"] else int(wire["N"])


_CHANGES = {"SET": _parsed_set, "ADD": _parsed_add, "REMOVE": _parsed_remove, "DELETE": _parsed_delete}
