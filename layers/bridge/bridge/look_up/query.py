"""What `GET /customers` is asked by: every parameter checked, numbers in the form that Seven Time stores."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from bridge.seventime.filters import FILTERS, InvalidFilter, checked
from bridge.swedish import Invalid, numbers

LONGEST = 256
"""Characters of a value: more than any name or e-mail address has, less than a server's line takes."""

_MOST_NAMED = 20
_LONGEST_NAME = 64
_NUMBER = re.compile(r"(?:1[689]|20)?(\d{6})[- ]?(\d{4})", re.ASCII)


class Malformed(ValueError):
    """Parameters that cannot be asked by; `fields` says what each takes and never holds a value."""

    def __init__(self, wrong: Sequence[InvalidFilter], version: str) -> None:
        super().__init__(f"{len(wrong)} parameters")
        self.fields = [
            {
                "field": each.name[:_LONGEST_NAME],
                "code": "parameter_invalid" if each.name in FILTERS[version] else "parameter_unknown",
                "message": each.allowed,
            }
            for each in wrong[:_MOST_NAMED]
        ]


def filters(version: str, given: Mapping[str, Sequence[str]], today: date) -> dict[str, str]:
    """Parameter → its value as it is sent; raises Malformed, which names all that are wrong."""
    right, wrong = {}, []
    for name, values in given.items():
        try:
            right[name] = _value(version, name, values, today)
        except InvalidFilter as invalid:
            wrong.append(invalid)
    if wrong:
        raise Malformed(wrong, version)
    return right


def nothing(version: str, given: Mapping[str, Sequence[str]]) -> None:
    """The same for a place that takes no parameters."""
    if given:
        raise Malformed([InvalidFilter(name, "one customer takes no parameters") for name in given], version)


def _value(version: str, name: str, values: Sequence[str], today: date) -> str:
    value = checked(version, {name: values[0]})[name]
    if len(values) > 1:
        raise InvalidFilter(name, f"takes {FILTERS[version][name].takes}, once")
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
    if number and not number.remark:
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
