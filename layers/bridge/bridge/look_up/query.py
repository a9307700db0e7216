"""What `GET /customers` is asked by: every parameter checked, numbers in the form that Seven Time stores."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from bridge.http import HttpError, Request, invalid_fields, invalid_parameters
from bridge.seventime.filters import FILTERS, InvalidFilter, validate_filters
from bridge.swedish import Invalid, numbers

LONGEST = 256
"""Characters of a value: more than any name or e-mail address has, less than a server's line takes."""

_MOST_NAMED = 20
_LONGEST_NAME = 64
_NUMBER = re.compile(r"(?:1[689]|20)?(\d{6})[- ]?(\d{4})", re.ASCII)


def filters(version: str, request: Request, today: date) -> dict[str, str]:
    """Parameter → its value as it is sent. Raises HttpError, which names all parameters that are wrong."""
    right, wrong = {}, []
    for name, value in request.query.items():
        try:
            if name in request.repeated:
                validate_filters(version, {name: value})
                raise InvalidFilter(name, f"takes {FILTERS[version][name].takes}, once")
            right[name] = _value(version, name, value, today)
        except InvalidFilter as invalid:
            wrong.append(invalid)
    if wrong:
        raise _invalid(wrong, version)
    return right


def check_no_parameters(request: Request) -> None:
    """Raise HttpError if there are parameters."""
    if request.query:
        takes = "one customer takes no parameters"
        raise invalid_parameters(dict.fromkeys(request.query, takes), reason="parameter_unknown")


def _invalid(wrong: Sequence[InvalidFilter], version: str) -> HttpError:
    return HttpError(
        invalid_fields(
            {
                "field": each.name[:_LONGEST_NAME],
                "reason": "parameter_invalid" if each.name in FILTERS[version] else "parameter_unknown",
                "message": each.allowed,
            }
            for each in wrong[:_MOST_NAMED]
        )
    )


def _value(version: str, name: str, given: str, today: date) -> str:
    value = validate_filters(version, {name: given})[name]
    if len(value) > LONGEST:
        raise InvalidFilter(name, f"takes at most {LONGEST} characters")
    if name == "organizationNumber":
        return _number(name, value, today)
    return _moment(name, value) if name == "lastModified" else value


def _number(name: str, text: str, today: date) -> str:
    """ "556596-0753", whatever was typed; a wrong check digit too, for Seven Time stores what it is given."""
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
