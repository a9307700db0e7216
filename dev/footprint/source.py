"""Two counts of a package's source: reads of records by string keys, and class names that repeat."""

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

RECORDS = {"customer", "found", "item", "known", "other", "owner", "record", "ticket"}
"""What variables are called that hold an item of a table."""

ELSEWHERE = ("aws/", "dynamodb.py", "mapping/", "seventime/", "sources/", "swedish/")
"""Where these names hold something else: the table itself, what a sender sent, what Seven Time answered."""

CONVERSIONS = "from_"
"""Functions whose name starts like this turn a record into an object; they read it by its keys."""


@dataclass(frozen=True, slots=True)
class Findings:
    """By file, relative to the package."""

    reads: Counter[str]
    repeated_classes: dict[str, list[str]]


def read(package: Path) -> Findings:
    """Read every module of the package."""
    reads: Counter[str] = Counter()
    classes: dict[str, list[str]] = defaultdict(list)
    for path in sorted(package.rglob("*.py")):
        file = path.relative_to(package).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for name in _classes(tree):
            classes[name].append(file)
        count = 0 if file.startswith(ELSEWHERE) else _count_reads(tree)
        if count:
            reads[file] = count
    return Findings(reads, {name: files for name, files in classes.items() if len(files) > 1})


def _classes(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield node.name


def _count_reads(node: ast.AST) -> int:
    """Reads below this node; conversions are left out."""
    if isinstance(node, ast.FunctionDef) and node.name.lstrip("_").startswith(CONVERSIONS):
        return 0
    return _is_read(node) + sum(map(_count_reads, ast.iter_child_nodes(node)))


def _is_read(node: ast.AST) -> bool:
    """True for `item["key"]` and `item.get("key")`, of a variable that holds a record."""
    if isinstance(node, ast.Subscript):
        return isinstance(node.ctx, ast.Load) and _is_record(node.value) and _is_text(node.slice)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
        return _is_record(node.func.value) and bool(node.args) and _is_text(node.args[0])
    return False


def _is_record(node: ast.expr) -> bool:
    """True for a variable or an attribute of that name."""
    if isinstance(node, ast.Name):
        return node.id in RECORDS
    return isinstance(node, ast.Attribute) and node.attr in RECORDS


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
