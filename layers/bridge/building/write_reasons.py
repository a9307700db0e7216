"""Writes docs/reasons.md, the page of everything that people are told, out of `bridge/reasons.json`.

`python -m building.write_reasons`
"""

from collections.abc import Iterator
from pathlib import Path

from bridge.model.reasons import groups

PAGE = Path(__file__).parents[3] / "docs" / "reasons.md"

_HEAD = """# Reasons

What `GET /deliveries/{id}`, dead letters, imports and logs say about a delivery: a stable code, the field
that it is about, and what to do, as `message` in English and `message_sv` in Swedish. None of them ever holds
a value of the customer's. `make fix` makes this page of `layers/bridge/bridge/model/reasons.json`.
"""


def page() -> str:
    """The page as it should be."""
    return "\n".join([_HEAD, *(line for heading in groups() for line in _group(heading))])


def _group(heading: str) -> Iterator[str]:
    group = groups()[heading]
    yield from (
        f"## {heading}",
        "",
        group["about"],
        "",
        "| code | what to do | vad som ska göras |",
        "|---|---|---|",
    )
    for code, said in group["reasons"].items():
        yield f"| `{code}` | {said['en']} | {said['sv']} |"
    yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
