"""A DynamoDB table with plain dictionaries as items: reads, conditional writes, transactions.

Expressions are DynamoDB's own. `#name` stands for the attribute `name`, `:name` for the value `name`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from bridge.aws.clients import CONDITION_FAILED, TRANSACTION_CANCELED, aws_errors, error_code
from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason

Item = dict[str, Any]


class Conflict(Exception):
    """A condition failed. `item` is what is stored; it is empty if nothing is, or if that is unknown."""

    def __init__(self, item: Item) -> None:
        super().__init__("condition not met")
        self.item = item


@dataclass(frozen=True, slots=True)
class Write:
    """One conditional update of a transaction."""

    pk: str
    update: str
    values: Item
    condition: str = ""


class Table:
    """One table with the key `pk`. Its methods raise Unavailable("ledger_unavailable") if DynamoDB fails."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def get(self, pk: str) -> Item | None:
        """Return the item, read consistently, or None."""
        with aws_errors(Reason.LEDGER_UNAVAILABLE):
            response = self._client.get_item(TableName=self._name, Key={"pk": {"S": pk}}, ConsistentRead=True)
        return _from_wire(response["Item"]) if "Item" in response else None

    def get_many(self, pks: list[str], *, consistent: bool = True) -> dict[str, Item]:
        """Return pk → item for those that exist. Takes at most 100 keys.

        Without `consistent` it costs half as much, and may miss what was written a moment ago.
        """
        keys = [{"pk": {"S": pk}} for pk in pks]
        request = {self._name: {"Keys": keys, "ConsistentRead": consistent}}
        with aws_errors(Reason.LEDGER_UNAVAILABLE):
            response = self._client.batch_get_item(RequestItems=request)
        if response.get("UnprocessedKeys"):
            raise Unavailable(Reason.LEDGER_UNAVAILABLE, "DynamoDB left keys unread")
        items = map(_from_wire, response["Responses"].get(self._name, []))
        return {item["pk"]: item for item in items}

    def query(self, index: str, condition: str, values: Item) -> Iterator[Item]:
        """Yield what an index holds of the items that fulfil a condition on its keys, in their order.

        An index follows the table within a moment.
        """
        request: Item = {
            "TableName": self._name,
            "IndexName": index,
            "KeyConditionExpression": condition,
            **_expressions(condition, values),
        }
        while True:
            with aws_errors(Reason.LEDGER_UNAVAILABLE):
                response = self._client.query(**request)
            yield from map(_from_wire, response["Items"])
            if not (last := response.get("LastEvaluatedKey")):
                return
            request["ExclusiveStartKey"] = last

    def update(self, pk: str, update: str, values: Item, condition: str = "") -> Item:
        """Apply an update expression and return the new item. Raises Conflict if the condition fails."""
        with aws_errors(Reason.LEDGER_UNAVAILABLE):
            try:
                response = self._client.update_item(
                    **self._update(pk, update, values, condition), ReturnValues="ALL_NEW"
                )
            except ClientError as error:
                if error_code(error) != CONDITION_FAILED:
                    raise
                raise Conflict(_from_wire(error.response.get("Item", {}))) from error
        return _from_wire(response["Attributes"])

    def write(self, writes: list[Write]) -> None:
        """Make all of the writes or none. Raises Conflict if a condition fails or another writer is busy."""
        if len(writes) == 1:
            one = writes[0]
            self.update(one.pk, one.update, one.values, one.condition)
            return
        items = [{"Update": self._update(w.pk, w.update, w.values, w.condition)} for w in writes]
        with aws_errors(Reason.LEDGER_UNAVAILABLE):
            try:
                self._client.transact_write_items(TransactItems=items)
            except ClientError as error:
                if error_code(error) != TRANSACTION_CANCELED:
                    raise
                raise Conflict({}) from error

    def _update(self, pk: str, update: str, values: Item, condition: str) -> Item:
        request: Item = {
            "TableName": self._name,
            "Key": {"pk": {"S": pk}},
            "UpdateExpression": update,
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        if condition:
            request["ConditionExpression"] = condition
        return request | _expressions(f"{update} {condition}", values)


def _expressions(text: str, values: Item) -> Item:
    """What `#name` and `:name` stand for in expressions."""
    request: Item = {}
    if names := {f"#{name}": name for name in re.findall(r"#(\w+)", text)}:
        request["ExpressionAttributeNames"] = names
    if values:
        request["ExpressionAttributeValues"] = {f":{k}": _to_wire(v) for k, v in values.items()}
    return request


def _to_wire(value: Any) -> Item:
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int | float):
        return {"N": repr(value)}
    if isinstance(value, set):
        return {"SS": sorted(value)}
    if isinstance(value, list):
        return {"L": [_to_wire(entry) for entry in value]}
    return {"S": str(value)}


def _from_wire(item: dict[str, Item]) -> Item:
    return {name: _value(value) for name, value in item.items()}


def _value(wire: Item) -> Any:
    ((kind, value),) = wire.items()
    if kind == "N":
        return float(value) if "." in value or "e" in value.lower() else int(value)
    if kind == "SS":
        return set(value)
    if kind == "L":
        return [_value(entry) for entry in value]
    return value
