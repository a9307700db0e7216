"""Write docs/reasons.md, the page of all reasons, from `bridge/model/reasons.json`.

`python -m building.write_reasons`
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from bridge.model.reasons import FREE, UNCERTAIN, Reason, groups

PAGE = Path(__file__).parents[3] / "docs" / "reasons.md"

_HEAD = """# Reasons

Why a delivery or a row failed, waits or was ignored, and why a field was left out or changed.
`GET /deliveries/{id}`, dead letters, imports and logs have the reason as a stable code, the field that it is
about, and what to do: `message` in English and `message_sv` in Swedish. None of these contains a value of
the customer's. `make fix` generates this page from `layers/bridge/bridge/model/reasons.json`.
"""

_ATTEMPTS = """## Attempts

An attempt that fails with one of these reasons is not counted: {free}.

A request to Seven Time that fails with one of these reasons may have been carried out: {uncertain}.
"""


def page() -> str:
    """Return the page."""
    lines = [_HEAD]
    for heading in groups():
        lines += _group(heading)
    return "\n".join([*lines, _ATTEMPTS.format(free=_listed(FREE), uncertain=_listed(UNCERTAIN))])


def _listed(reasons: Iterable[Reason]) -> str:
    return ", ".join(f"`{reason}`" for reason in sorted(reasons))


def _group(heading: str) -> Iterator[str]:
    group = groups()[heading]
    yield from (f"## {heading}", "", group["about"], "")
    yield from ("| reason | what to do | vad som ska göras |", "|---|---|---|")
    for reason, texts in group["reasons"].items():
        yield f"| `{reason}` | {texts['en']} | {texts['sv']} |"
    yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
