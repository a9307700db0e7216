"""The schema of one source in sources.yaml (docs/sources.md)."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from bridge.mapping.field_names import IDENTIFYING_FIELDS
from bridge.mapping.fields import KNOWN_FIELDS
from bridge.sources.providers import NAMES
from building import expressions

TYPE_MESSAGES = {
    "dict_type": "has to be a mapping, {name: value}",
    "model_type": "has to be a mapping, such as {kind: shop, provider: shopify}",
    "list_type": "has to be a list, [one, another]",
    "string_type": "has to be a text: put a number, yes or no in quotes",
    "too_short": "is empty: write fill, or name phone, email or address",
    "int_type": "has to be a whole number, without quotes",
}
"""pydantic's name for a wrong type → what would be right."""


UPDATABLE = ("phone", "email", "address")
"""What may be written over in a customer that Seven Time has: `Completion.update`."""


def require_known(value: str, names: Iterable[str], what: str) -> str:
    """Return `value` if it is one of the names. Raises ValueError with the most similar name."""
    names = list(names)
    if value in names:
        return value
    similar = get_close_matches(value, names, n=1)
    if similar:
        raise ValueError(f"unknown {what} {value!r}; did you mean {similar[0]!r}?")
    raise ValueError(f"unknown {what} {value!r}; known: {', '.join(names) or 'none'}")


def _customer_number(value: Any) -> Any:
    """Turn `auto` into None, which the model has for it."""
    if isinstance(value, dict | None):
        return value
    if value != "auto":
        raise ValueError("has to be auto or {reserved: {prefix: W, first: 1000}}")
    return None


def _existing_customers(value: Any) -> Any:
    """Turn `report` into None and `fill` into an update of no field, as the model has them."""
    if isinstance(value, dict | Update | None):
        return value
    if not isinstance(value, str):
        raise ValueError("has to be report, fill or {update: [phone, email, address]}")
    word = require_known(value, ("report", "fill"), "value")
    return None if word == "report" else Update.model_construct(update=[])


def _updated_field(name: str) -> str:
    return require_known(name, UPDATABLE, "field to update")


def _field(name: str) -> str:
    return require_known(name, sorted(KNOWN_FIELDS), "Seven Time field")


def _default_field(name: str) -> str:
    if name in IDENTIFYING_FIELDS:
        raise ValueError("cannot have a default: it tells customers apart, and would be every customer's")
    return _field(name)


def _provider(name: str) -> str:
    return require_known(name.replace("_", "-"), NAMES, "provider")


def _option(value: Any) -> Any:
    """Accept a whole number without quotes, but no bool."""
    return str(value) if type(value) is int else value


FieldName = Annotated[str, AfterValidator(_field)]
DefaultFieldName = Annotated[str, AfterValidator(_default_field)]
Expression = Annotated[str, AfterValidator(expressions.check)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class NumberSeries(_Strict):
    """Customer numbers in a row: their prefix, and the first number."""

    prefix: str = Field(max_length=10)
    first: int = Field(ge=0)


class ReservedNumbers(_Strict):
    """Customer numbers that this deployment hands out."""

    reserved: NumberSeries


class Update(_Strict):
    """The fields that are written over in customers that Seven Time has."""

    update: list[Annotated[str, AfterValidator(_updated_field)]] = Field(min_length=1)


class SourceDefinition(_Strict):
    """One source."""

    kind: Literal["shop", "form"]
    provider: Annotated[str, AfterValidator(_provider)]
    fields: dict[FieldName, Expression] = {}
    defaults: dict[DefaultFieldName, Any] = {}
    include_topics: list[str] = []
    existing: Literal["look_up", "ledger_only"] = "look_up"
    customer_number: Annotated[ReservedNumbers | None, BeforeValidator(_customer_number)] = None
    person_numbers: Literal["drop", "keep"] = "drop"
    validation: Literal["lenient", "strict"] = "lenient"
    unmapped: Literal["notes", "ignore"] = "notes"
    oldest_update: int = Field(30, ge=1)
    existing_customers: Annotated[Update | None, BeforeValidator(_existing_customers)] = None
    limit: int | None = Field(None, ge=1, le=10_000)
    options: dict[str, Annotated[str, BeforeValidator(_option)]] = {}

    def entry(self) -> dict[str, Any]:
        """Return the source's entry in sources.json, as `registry` reads it."""
        number = self.customer_number.reserved.model_dump() if self.customer_number else None
        return self.model_dump() | {"customer_number": number}
