"""Checks sources.yaml, and writes sources.json, from which the functions read the sources.

`python -m building.compile_sources sources.yaml [sources.json]`

Every problem names line, source and field, and says what would be right.
"""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bridge.sources.registry import SHARED_CONTACTS
from building import shared_contacts, yaml_lines
from building.source_checks import find_problems
from building.source_schema import SourceDefinition


@dataclass(frozen=True, slots=True)
class SourceProblem:
    """Something in sources.yaml that is wrong: its place, and what would be right."""

    line: int
    source: str
    field: str
    message: str

    def __str__(self) -> str:
        place = [f"line {self.line}", self.source, self.field]
        return ": ".join([*filter(None, place), self.message])


class InvalidSources(ValueError):
    """sources.yaml has problems."""

    def __init__(self, problems: list[SourceProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def parse(text: str) -> dict[str, Any]:
    """Return what `registry` reads: source id → entry, and the shared contacts if there are any.

    Raises InvalidSources with all problems.
    """
    node, data = _load_yaml(text)
    problems = [
        _problem(node, key, "appears twice: keep one of them") for key in yaml_lines.duplicate_keys(node)
    ]
    problems += [_problem(node, path, message) for path, message in find_problems(data)]
    if problems:
        raise InvalidSources(problems)
    entries = dict(data or {})
    contacts = shared_contacts.compiled(entries.pop(SHARED_CONTACTS, []))
    compiled = {id_: SourceDefinition(**settings).entry() for id_, settings in entries.items()}
    return compiled | ({SHARED_CONTACTS: contacts} if contacts else {})


def _load_yaml(text: str) -> tuple[yaml.Node | None, Any]:
    try:
        return yaml_lines.load(text)
    except yaml.MarkedYAMLError as error:
        line, message = yaml_lines.describe(error)
        raise InvalidSources([SourceProblem(line, "", "", f"not YAML: {message}")]) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise InvalidSources([SourceProblem(line, "", "", f"not YAML: {error.reason}")]) from error


def _problem(node: yaml.Node | None, path: yaml_lines.Path, message: str) -> SourceProblem:
    source, *field = [str(step) for step in path if step != "[key]"] or [""]
    return SourceProblem(yaml_lines.line_of(node, path), source, ".".join(field), message)


def write(built: Path, entries: dict[str, Any]) -> None:
    """Replace the file in one step, because another process may be reading it."""
    unfinished = built.with_name(f".{built.name}.{os.getpid()}")
    unfinished.write_text(json.dumps(entries, ensure_ascii=False, indent=1), encoding="utf-8")
    unfinished.replace(built)


def read(path: Path) -> dict[str, Any]:
    """Return what `parse` makes of a file. Raises InvalidSources."""
    return parse(_read_text(path))


def _read_text(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidSources([SourceProblem(line, "", "", "not UTF-8: save the file as UTF-8")]) from error


def main(arguments: list[str]) -> int:
    """Check the first file; write the second if it is given. Return the exit code."""
    path = Path(arguments[0])
    try:
        entries = read(path)
    except InvalidSources as error:
        sys.stderr.writelines(f"{path}: {problem}\n" for problem in error.problems)
        return 1
    if len(arguments) > 1:
        write(Path(arguments[1]), entries)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
