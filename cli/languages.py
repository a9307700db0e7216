"""Texts in English and in Swedish. They are written in English; swedish.json has the Swedish ones."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "sv")
_FILE = Path(__file__).with_name("swedish.json")
_chosen = ["en"]


def use(language: str) -> None:
    """Say everything from now on in this language."""
    _chosen[0] = language


def is_swedish() -> bool:
    """True if texts are said in Swedish."""
    return _chosen[0] == "sv"


def _(text: str) -> str:
    """Return the text in the chosen language."""
    return swedish()[text] if is_swedish() and text in swedish() else text


def message(sentences: Mapping[str, str]) -> str:
    """Return what to do about a reason, from its sentences in both languages; "" if it has none."""
    return sentences.get("message_sv" if is_swedish() else "message", "")


def wanted(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language that --lang asks for, else that of the terminal."""
    for option, following in zip(arguments, [*arguments[1:], ""], strict=False):
        name, equals, value = option.partition("=")
        if name == "--lang":
            return value if equals else following
    named = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "sv" if next(filter(None, named), "").startswith("sv") else "en"


@cache
def swedish() -> dict[str, str]:
    """English → Swedish."""
    texts: dict[str, str] = json.loads(_FILE.read_text(encoding="utf-8"))
    return texts
