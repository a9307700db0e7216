"""Casts the values in a request to the types of their fields, as Mongoose does: Seven Time seems to use it.

Fields of a form are always text, so the rules matter: "true" and "1" are booleans, "True" and "" are not.
"""

import re
from collections.abc import Callable
from typing import Annotated, Any

from annotated_types import Ge, Le
from pydantic import AfterValidator, BeforeValidator

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    raise ValueError("Cast to String failed")


def _required_text(value: Any) -> str:
    text = _text(value)
    if not text:
        raise ValueError("Path is required")
    return text


def _number(value: Any) -> int | float | None:
    if value is None or value == "":
        return None
    if isinstance(value, int | float):
        return +value
    if isinstance(value, str) and NUMBER.fullmatch(value.strip()):
        number = float(value)
        return int(number) if number.is_integer() else number
    raise ValueError("Cast to Number failed")


def _required_number(value: Any) -> int | float:
    number = _number(value)
    if number is None:
        raise ValueError("Path is required")
    return number


def _flag(value: Any) -> bool | None:
    if value is None:
        return None
    if value in (True, "true", "1", "yes"):
        return True
    if value in (False, "false", "0", "no"):
        return False
    raise ValueError("Cast to Boolean failed")


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def one_of(*allowed: int) -> AfterValidator:
    """Refuse any other number. Nothing, and an empty text in a form, is allowed."""
    return AfterValidator(_refusing_others(allowed))


def _refusing_others(allowed: tuple[int, ...]) -> Callable[[int | float | None], int | float | None]:
    def check(value: int | float | None) -> int | float | None:
        if value is not None and value not in allowed:
            raise ValueError(f"one of {', '.join(map(str, allowed))}")
        return value

    return check


Text = Annotated[str | None, BeforeValidator(_text)]
RequiredText = Annotated[str, BeforeValidator(_required_text)]
Number = Annotated[int | float | None, BeforeValidator(_number)]
Percent = Annotated[int | float, Ge(1), Le(100), BeforeValidator(_required_number)]
Flag = Annotated[bool | None, BeforeValidator(_flag)]
Listed = BeforeValidator(_list)
