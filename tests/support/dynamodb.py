"""DynamoDB in memory, as fast as a fault simulation needs: the client's calls that `bridge.aws.table` makes.

It knows the expressions that the ledger and the pacer use, and fails loudly on any other;
`test_dynamodb.py` holds it against moto.
"""

import re

from botocore.exceptions import ClientError

CONDITION = re.compile(
    r"attribute_not_exists\((?P<absent>#?\w+)\)|(?P<left>#\w+) (?P<op>[=<]) (?P<right>:\w+)"
)
CLAUSE = re.compile(r"(SET|ADD|REMOVE|DELETE) (.*?)(?= SET | ADD | REMOVE | DELETE |$)")
COUNTER = re.compile(r"if_not_exists\((#\w+), (:\w+)\) \+ (:\w+)")


class DynamoDB:
    """One table named as you like; `before(operation)` may raise or take time.

    `lost()`, asked after a write, may raise; when it is True the client got no answer and asks again.
    """

    def __init__(self, before=lambda operation: None, lost=lambda: False):
        self.items = {}
        self._before, self._lost = before, lost

    def get_item(self, Key, **_):
        self._before("get_item")
        item = self.items.get(Key["pk"]["S"])
        return {"Item": dict(item)} if item else {}

    def batch_get_item(self, RequestItems):
        self._before("batch_get_item")
        ((name, request),) = RequestItems.items()
        found = [self.items.get(key["pk"]["S"]) for key in request["Keys"]]
        return {"Responses": {name: [dict(item) for item in found if item]}, "UnprocessedKeys": {}}

    def update_item(self, **request):
        self._before("update_item")
        pk = request["Key"]["pk"]["S"]
        old = self.items.get(pk, {})
        if not _holds(request, old):
            raise _error("ConditionalCheckFailedException", Item=dict(old))
        self.items[pk] = _updated(request, old)
        if self._lost():
            return self.update_item(**request)
        return {"Attributes": dict(self.items[pk])}

    def transact_write_items(self, TransactItems):
        self._before("transact_write_items")
        updates = [each["Update"] for each in TransactItems]
        assert len({each["Key"]["pk"]["S"] for each in updates}) == len(updates)
        if not all(_holds(each, self.items.get(each["Key"]["pk"]["S"], {})) for each in updates):
            raise _error("TransactionCanceledException")
        for each in updates:
            pk = each["Key"]["pk"]["S"]
            self.items[pk] = _updated(each, self.items.get(pk, {}))
        self._lost()  # asked again with the same token, it changes nothing
        return {}


def throttled():
    return _error("ProvisionedThroughputExceededException")


def _error(code, **more):
    return ClientError({"Error": {"Code": code, "Message": code}, **more}, "DynamoDB")


def _holds(request, item):
    condition = request.get("ConditionExpression")
    if condition is None:
        return True
    return any(
        all(_one_holds(each, request, item) for each in both.split(" AND "))
        for both in condition.split(" OR ")
    )


def _one_holds(condition, request, item):
    match = CONDITION.fullmatch(condition)
    assert match, condition
    if match["absent"]:
        return match["absent"].lstrip("#") not in item
    have = item.get(match["left"][1:])
    want = request["ExpressionAttributeValues"][match["right"]]
    if match["op"] == "=":
        return have == want or (have is not None and _number(have) == _number(want) is not None)
    return have is not None and _number(have) < _number(want)


def _updated(request, old):
    item = dict(old) | {"pk": request["Key"]["pk"]}
    values = request.get("ExpressionAttributeValues", {})
    text = request["UpdateExpression"]
    clauses = CLAUSE.findall(text)
    assert " ".join(f"{verb} {rest}" for verb, rest in clauses) == text, text
    for verb, rest in clauses:
        for part in re.split(r", (?=#)", rest):
            _ACTIONS[verb](item, old, part, values)
    return item


def _set(item, old, part, values):
    name, value = part.split(" = ", 1)
    if counter := COUNTER.fullmatch(value):
        start = _number(old.get(counter[1][1:], values[counter[2]]))
        item[name[1:]] = {"N": repr(start + _number(values[counter[3]]))}
    else:
        item[name[1:]] = values[value]


def _add(item, old, part, values):
    name, value = part.split(" ")
    have, more = old.get(name[1:]), values[value]
    if "SS" in more:
        item[name[1:]] = {"SS": sorted({*more["SS"], *(have["SS"] if have else ())})}
    else:
        item[name[1:]] = {"N": repr((_number(have) if have else 0) + _number(more))}


def _remove(item, _, part, __):
    item.pop(part[1:], None)


def _delete(item, old, part, values):
    name, value = part.split(" ")
    left = sorted({*old.get(name[1:], {"SS": []})["SS"]} - {*values[value]["SS"]})
    item.pop(name[1:], None)
    if left:
        item[name[1:]] = {"SS": left}


def _number(wire):
    if "N" not in wire:
        return None
    return float(wire["N"]) if "." in wire["N"] or "e" in wire["N"] else int(wire["N"])


_ACTIONS = {"SET": _set, "ADD": _add, "REMOVE": _remove, "DELETE": _delete}
