"""`python -m building.check_layer LAYER [APP …] --python 3.13 --machine aarch64`: checks a built layer.

The check follows the imports of the handlers and of the package `bridge` from file to file. It runs nothing,
so that a layer for another machine can be checked. Every import of ours must lead to a file; of a library's,
only those at module level outside `try` and `if`, because it can do without the others.
"""

import argparse
import ast
import sys
from collections.abc import Iterator
from pathlib import Path

RUNTIME = {"boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3"}
"""What Lambda's Python runtimes bring (https://docs.aws.amazon.com/lambda/latest/dg/python-package.html)."""

PROVIDED = RUNTIME | sys.stdlib_module_names

MACHINES = {"x86_64": 0x3E, "aarch64": 0xB7}
"""Machine → its number in the header of an ELF file."""


class Layer:
    """The built `python` folder of a layer."""

    def __init__(self, folder: Path, version: str, machine: str) -> None:
        self.folder = folder
        self.machine = machine
        tag = f"cpython-{version.replace('.', '')}"
        self.suffixes = (".py", f".{tag}-{machine}-linux-gnu.so", ".abi3.so", ".so")

    def file(self, module: str) -> Path | None:
        """Return the file or folder of a module or package, None if the layer has none."""
        path = self.folder.joinpath(*module.split("."))
        for file in [path / "__init__.py", *(path.with_name(path.name + suffix) for suffix in self.suffixes)]:
            if file.is_file():
                return file
        return path if path.is_dir() else None

    def missing(self, apps: list[Path]) -> list[str]:
        """Return `file: module` for every import that leads nowhere."""
        ours = [*apps, *sorted((self.folder / "bridge").rglob("*.py"))]
        seen: set[Path] = set()
        pending = list(ours)
        missing = []
        while pending:
            file = pending.pop()
            if file in seen or file.suffix != ".py":
                continue
            seen.add(file)
            for module in self._imports(file, is_ours=file in ours):
                if found := self.file(module):
                    pending.append(found)
                elif module.split(".")[0] not in PROVIDED:
                    missing.append(f"{file.name}: {module}")
        return missing

    def _imports(self, file: Path, *, is_ours: bool) -> Iterator[str]:
        tree = ast.parse(file.read_bytes())
        for node in ast.walk(tree) if is_ours else tree.body:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield from _with_parents(alias.name)
            elif isinstance(node, ast.ImportFrom):
                yield from self._imports_from(file, node)

    def _imports_from(self, file: Path, node: ast.ImportFrom) -> Iterator[str]:
        """Yield the modules of `from module import name`. A name may be a module, too."""
        package = self._package(file, node.level)
        module = ".".join(filter(None, [package, node.module]))
        yield from _with_parents(module)
        for alias in node.names:
            if self.file(f"{module}.{alias.name}"):
                yield f"{module}.{alias.name}"

    def _package(self, file: Path, dots: int) -> str:
        """Return the package that leading dots mean in a file, "" for an absolute import."""
        parts = file.relative_to(self.folder).parts if dots else ()
        return ".".join(parts[: len(parts) - dots])

    def foreign(self) -> list[str]:
        """Return the libraries that are built for another machine."""
        return [
            str(file.relative_to(self.folder))
            for file in self.folder.rglob("*.so")
            if file.read_bytes()[18] != MACHINES[self.machine]
        ]


def _with_parents(module: str) -> list[str]:
    """Return `a`, `a.b` and `a.b.c` for `a.b.c`."""
    parts = module.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]


def main() -> None:
    """Print what is missing. Exit with 1 if anything is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("apps", type=Path, nargs="*")
    parser.add_argument("--python", default="3.13")
    parser.add_argument("--machine", default="aarch64", choices=MACHINES)
    arguments = parser.parse_args()
    layer = Layer(arguments.folder, arguments.python, arguments.machine)
    problems = layer.missing(arguments.apps)
    problems += [f"{name}: not for {arguments.machine}" for name in layer.foreign()]
    sys.exit("\n".join(problems) or 0)


if __name__ == "__main__":
    main()
