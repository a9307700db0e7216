"""The parameters of the routes of `/imports`."""

from collections.abc import Mapping

from bridge.http import Request, invalid_parameters


def parameters(request: Request, *allowed: str) -> Mapping[str, str]:
    """The query. Raises HttpError for other parameters than `allowed`, and for repeated ones."""
    if request.repeated:
        raise invalid_parameters(dict.fromkeys(request.repeated, "once only"))
    unknown = request.query.keys() - set(allowed)
    if unknown:
        raise invalid_parameters({name: f"no such parameter: {', '.join(allowed)}" for name in unknown})
    return request.query


def flag(query: Mapping[str, str], name: str) -> bool:
    """True or false; false if it is not given. Raises HttpError."""
    value = query.get(name, "false").lower()
    if value not in ("true", "false"):
        raise invalid_parameters({name: "true or false"})
    return value == "true"


def number(query: Mapping[str, str], name: str, default: int) -> int:
    """A whole number. Raises HttpError."""
    text = query.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise invalid_parameters({name: "a whole number"})
    return int(text)
