"""What one source of sources.yaml may say (docs/sources.md); used while building, as `definition` is."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from bridge.mapping.field_names import IDENTIFYING_FIELDS
from bridge.mapping.fields import KNOWN_FIELDS
from bridge.sources.providers import NAMES
from building import expressions

OF_TYPE = {
    "dict_type": "has to be a mapping, {name: value}",
    "model_type": "has to be a mapping: {kind: shop, provider: shopify} for one",
    "list_type": "has to be a list, [one, another]",
    "string_type": "has to be a text; a number, yes or no in quotes",
    "int_type": "has to be a whole number, without quotes",
}
"""pydantic's name for a wrong type → what would be right."""


def known(value: str, names: Iterable[str], what: str) -> str:
    """`value` when it is one of the names; raises ValueError that says which one was probably meant."""
    names = list(names)
    if value in names:
        return value
    close = get_close_matches(value, names, n=1)
    guess = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(names) or 'none'}"
    raise ValueError(f"unknown {what} {value!r}; {guess}")


FIELDS = sorted(KNOWN_FIELDS)
"""What `fields` and `defaults` may name: Seven Time's fields, and the few that `mapping` makes some of."""


def _numbering(value: Any) -> Any:
    if isinstance(value, dict | None):
        return value
    if value != "auto":
        raise ValueError("either auto or {reserved: {prefix: W, first: 1000}}")
    return None


def _field(name: str) -> str:
    return known(name, FIELDS, "Seven Time field")


def _shared_field(name: str) -> str:
    if name in IDENTIFYING_FIELDS:
        raise ValueError("tells customers apart, and would be every customer's: leave it out")
    return _field(name)


def _provider(name: str) -> str:
    return known(name.replace("_", "-"), NAMES, "provider")


def _option(value: Any) -> Any:
    return str(value) if type(value) is int else value


FieldName = Annotated[str, AfterValidator(_field)]
SharedFieldName = Annotated[str, AfterValidator(_shared_field)]
Expression = Annotated[str, AfterValidator(expressions.checked)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Numbers(_Part):
    """Where our own customer numbers begin."""

    prefix: str = Field(max_length=10)
    first: int = Field(ge=0)


class Reserved(_Part):
    """Customer numbers that we hand out ourselves."""

    reserved: Numbers


class Definition(_Part):
    """One source."""

    kind: Literal["shop", "form"]
    provider: Annotated[str, AfterValidator(_provider)]
    fields: dict[FieldName, Expression] = {}
    defaults: dict[SharedFieldName, Any] = {}
    include_topics: list[str] = []
    existing: Literal["look_up", "ledger_only"] = "look_up"
    customer_number: Annotated[Reserved | None, BeforeValidator(_numbering)] = None
    person_numbers: Literal["drop", "keep"] = "drop"
    validation: Literal["lenient", "strict"] = "lenient"
    options: dict[str, Annotated[str, BeforeValidator(_option)]] = {}

    def record(self) -> dict[str, Any]:
        """As `registry` reads it."""
        number = self.customer_number.reserved.model_dump() if self.customer_number else None
        return self.model_dump() | {"customer_number": number}
