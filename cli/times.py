"""Times as people read them: on the clock of their own place."""

import re
from datetime import datetime

import click

from cli.languages import _

_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"))
_SECONDS = {"m": 60, "h": 3_600, "d": 86_400}


def age(seconds: float) -> str:
    """Seconds in the largest unit that fits."""
    for size, unit in _UNITS:
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(seconds, 0):.0f} s"


def moment(at: float) -> str:
    """Unix seconds as local date and time."""
    return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M")


def second(at: float) -> str:
    """Unix seconds as local date and time, to the second."""
    return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def local(iso: str) -> str:
    """A time of our API as local date and time."""
    return moment(datetime.fromisoformat(iso).timestamp())


class Duration(click.ParamType[float]):
    """`30m`, `2h` or `1d`, as seconds."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the seconds."""
        if isinstance(value, float):
            return value
        if match := re.fullmatch(r"(\d+)([mhd])", str(value)):
            return float(match[1]) * _SECONDS[match[2]]
        self.fail(_("{value}: write 30m, 2h or 1d").format(value=value), param, ctx)


class Moment(click.ParamType[float]):
    """`2026-11-30T14:00`, as Unix seconds. Without a zone it is local time."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the Unix seconds."""
        if isinstance(value, float):
            return value
        try:
            return datetime.fromisoformat(str(value)).timestamp()
        except ValueError:
            self.fail(_("{value}: write 2026-11-30T14:00").format(value=value), param, ctx)
