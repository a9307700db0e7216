"""The documentation names what exists: files, headings, make targets, and the rooms with their imports."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CODE = ROOT / "layers/bridge/bridge"
PAGES = {str(path.relative_to(ROOT)): path for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]}
ARCHITECTURE = PAGES["ARCHITECTURE.md"].read_text(encoding="utf-8")

LEVELS = {
    room.removesuffix("/").removesuffix(".py"): int(level)
    for level, room in re.findall(r"^\| (\d) \| `([\w./]+)` \|", ARCHITECTURE, re.M)
}
"""Room → its level in ARCHITECTURE.md."""


def test_every_room_is_in_the_architecture():
    packages = {path.parent.name for path in CODE.glob("*/__init__.py")}
    modules = {path.stem for path in CODE.glob("*.py") if path.stem != "__init__"}
    assert LEVELS.keys() == packages | modules


def test_rooms_import_only_rooms_below_them():
    upwards = [
        f"{path.relative_to(CODE)} imports {other}"
        for path in CODE.rglob("*.py")
        for other in imported_rooms(path)
        if other != room_of(path) and LEVELS.get(other, 0) <= LEVELS.get(room_of(path), 0)
    ]
    assert upwards == []


def room_of(path: Path) -> str:
    return path.relative_to(CODE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return {name.split(".")[1] for name in names if name.startswith("bridge.")}


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_every_file_that_is_named_exists(page):
    text = PAGES[page].read_text(encoding="utf-8")
    places = re.findall(r"`([\w.*-]+/[\w./*-]*|\w+\.(?:py|yaml|toml|json))`", text)
    assert places
    assert [place for place in places if not exists(place)] == []


def exists(place: str) -> bool:
    """Paths begin at the repository, at `bridge`, or inside the room that the sentence is about."""
    folders = (ROOT, CODE, CODE.parent, CODE / "imports", ROOT / "functions/create_customers")
    return any(True for folder in folders for _ in folder.glob(place.removesuffix("/")))


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page):
    assert [link for link in links(PAGES[page]) if not leads_somewhere(PAGES[page], link)] == []


def links(page: Path) -> Iterator[str]:
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if not re.match(r"https?:|mailto:", link):
            yield link


def leads_somewhere(page: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    return target.exists() and (not anchor or anchor in anchors(target))


def anchors(page: Path) -> list[str]:
    """The headings as GitHub makes anchors of them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.M)
    return [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings]


@pytest.mark.parametrize("page", PAGES)
def test_every_make_command_is_a_target(page):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][\w-]*):", makefile, re.M))
    text = PAGES[page].read_text(encoding="utf-8")
    assert set(re.findall(r"(?:^    |`)make ([a-z][\w-]*)", text, re.M)) <= targets
