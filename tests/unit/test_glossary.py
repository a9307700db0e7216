"""docs/glossary.md: its names are in the code, and words that it has replaced do not come back."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = ROOT / "docs/glossary.md"

REPLACED = {
    r"(?<![a-z])(?:un)?settl(?:e|es|ed|ing)(?![a-z])": "resolve, final, or done",
    r"(?<![a-z])remarks?(?![a-z])": "warning",
    r"_tries\b|\btries(?:_|\b *[:=,)\]])|\b(?:\d+|its|more|no|of|the|these|two|three) tries\b": "attempts",
    r"\b(?:a|each|every|first|last|next|no|one) try\b": "attempt",
    r"(?<![a-z])ow(?:e|es|ed|ing)(?![a-z])": "pending settings",
    r"(?<![a-z])tall(?:ies|ied)|\b(?:a|its|the) tally\b|tally_|_tally|tally#": "row counts",
    r"(?<![a-z])park(?:s|ed|ing)?(?![a-z])": "dead-letter",
    r"(?<![a-z])puts?[ _]back(?![a-z])": "hide, or retry",
    r"(?<![a-z])(?:send|sends|sent)[ _]anew(?![a-z])": "requeue",
}
"""Pattern → the word instead. The verb "to try" is fine, and so is Tally, the provider of forms."""

STORED = re.compile(r"""["`#](?:tries|remarks|settled|owed)["`,) ]|tally#""")
"""Attributes and keys that keep the names of version 0.1, as code and docstrings write them."""

STORED_IN = (
    "layers/bridge/bridge/ledger/",
    "layers/bridge/bridge/imports/plan/",
    "layers/bridge/bridge/creation/creation.py",
)

SEARCHED = (
    *("layers/bridge/**/*.py", "layers/bridge/bridge/model/*.json", "functions/**/*.py", "template.yaml"),
    *("docs/**/*.md", "docs/**/*.yaml", "*.md"),
)


def test_no_replaced_word_comes_back():
    assert [place for page in pages() for place in old_words(page)] == []


def pages() -> list[Path]:
    found = {path for pattern in SEARCHED for path in ROOT.glob(pattern)}
    return sorted(path for path in found if path != GLOSSARY and "aws_data" not in path.parts)


def old_words(page: Path) -> Iterator[str]:
    name = str(page.relative_to(ROOT))
    text = page.read_text(encoding="utf-8")
    if name.startswith(STORED_IN):
        text = STORED.sub("", text)
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, word in REPLACED.items():
            for found in re.findall(pattern, line, re.IGNORECASE):
                yield f"{name}:{number}: {found} (now: {word})"


def test_what_the_glossary_names_is_in_the_code():
    code = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("layers/bridge/bridge/**/*.py"))
    defined = set(re.findall(r"\w+", code))
    assert {name for name in names_in_code() if name not in defined} == set()


def names_in_code() -> list[str]:
    """The backticked names of the third column of tables that have four."""
    rows = [line.split(" | ") for line in GLOSSARY.read_text(encoding="utf-8").splitlines()]
    return [name for row in rows if len(row) == 4 for name in re.findall(r"`(\w+)`", row[2])]


def test_a_word_is_defined_once():
    lines = GLOSSARY.read_text(encoding="utf-8").splitlines()
    words = [line.split(" | ")[0] for line in lines if line.count(" | ") == 3]
    assert len(words) - words.count("| word") == len(set(words) - {"| word"}) > 40
