"""The parameters of `GET /customers`: each is checked, and numbers get the form that Seven Time stores."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from bridge.http import FieldError, FieldReason, HttpError, Request, invalid_fields
from bridge.seventime.filters import FILTERS, InvalidFilter, validate_filters
from bridge.swedish import numbers
from bridge.swedish.text import Invalid

LONGEST = 256
"""Characters of a value: more than any name or e-mail address has, less than a server's line takes."""

_MOST_NAMED = 20
_LONGEST_NAME = 64
_NUMBER = re.compile(r"(?:1[689]|20)?(\d{6})[- ]?(\d{4})", re.ASCII)


def filters(version: str, request: Request, today: date) -> dict[str, str]:
    """Parameter → its value for Seven Time. Raises HttpError, which names all parameters that are wrong."""
    right, wrong = {}, []
    for name in request.query:
        try:
            right[name] = _value(version, name, request, today)
        except InvalidFilter as invalid:
            wrong.append(invalid)
    if wrong:
        raise _invalid(wrong, version)
    return right


def check_no_parameters(version: str, request: Request) -> None:
    """Raise HttpError if there are parameters."""
    if request.query:
        takes = "one customer takes no parameters"
        raise _invalid([InvalidFilter(name, takes) for name in request.query], version)


def _invalid(wrong: Sequence[InvalidFilter], version: str) -> HttpError:
    fields = []
    for each in wrong[:_MOST_NAMED]:
        reason = FieldReason.INVALID if each.name in FILTERS[version] else FieldReason.UNKNOWN
        fields.append(FieldError(each.name[:_LONGEST_NAME], reason, each.allowed))
    return invalid_fields(fields)


def _value(version: str, name: str, request: Request, today: date) -> str:
    value = validate_filters(version, {name: request.query[name]})[name]
    if name in request.repeated:
        raise InvalidFilter(name, f"takes {FILTERS[version][name].takes}, once")
    if len(value) > LONGEST:
        raise InvalidFilter(name, f"takes at most {LONGEST} characters")
    if name == "organizationNumber":
        return _number(name, value, today)
    if name == "lastModified":
        return _moment(name, value)
    return value


def _number(name: str, text: str, today: date) -> str:
    """The number as Seven Time stores it, such as "556596-0753".

    The check digit may be wrong: Seven Time stores any number that somebody typed.
    """
    try:
        number = numbers.read(text, today)
    except Invalid:
        number = None
    if number and not number.warning:
        return number.seventime
    if written := _NUMBER.fullmatch(text.strip()):
        return "-".join(written.groups())
    raise InvalidFilter(name, "takes one organisation or personal number, such as 556677-8899")


def _moment(name: str, text: str) -> str:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise InvalidFilter(name, "takes a date and time that exist, YYYY-MM-DDTHH:MM") from None
    return text.replace(" ", "T")
