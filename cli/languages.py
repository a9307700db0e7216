"""Texts in English and in Swedish. They are written in English; swedish.json has the Swedish ones.

swedish_of_click.json has the Swedish ones of click, which asks gettext for each of its texts.
"""

import gettext
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "sv")
_FOLDER = Path(__file__).parent
_chosen = ["en"]


def use(language: str) -> None:
    """Say everything from now on in this language."""
    _chosen[0] = language
    gettext.dgettext = _of_click
    gettext.dngettext = _one_or_many_of_click


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
    return _read("swedish.json")


@cache
def swedish_of_click() -> dict[str, str]:
    """English → Swedish, of what click says."""
    return _read("swedish_of_click.json")


def _of_click(domain: str, message: str) -> str:
    is_clicks = is_swedish() and domain == gettext.textdomain()
    return swedish_of_click().get(message, message) if is_clicks else message


def _one_or_many_of_click(domain: str, msgid1: str, msgid2: str, n: int) -> str:
    return _of_click(domain, msgid1 if n == 1 else msgid2)


def _read(name: str) -> dict[str, str]:
    texts: dict[str, str] = json.loads((_FOLDER / name).read_text(encoding="utf-8"))
    return texts
