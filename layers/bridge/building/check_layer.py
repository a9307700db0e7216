"""`building.check_layer LAYER [APP …] --python 3.13 --machine aarch64`: is the built layer complete?

Nothing is run, so that a layer for another machine can be checked: the imports of the handlers and of every
module of ours are followed through the files. Ours must all be there; of a library, those that it cannot do
without (at module level, under no `try` and no `if`).
"""

import argparse
import ast
import sys
from collections.abc import Iterator
from pathlib import Path

RUNTIME = {"boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3"}
"""What Lambda's Python runtimes bring (https://docs.aws.amazon.com/lambda/latest/dg/python-package.html)."""

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
        """The file of a module or package, None when the layer has none."""
        path = self.folder.joinpath(*module.split("."))
        files = [path / "__init__.py", *(path.with_name(path.name + suffix) for suffix in self.suffixes)]
        return next((file for file in files if file.is_file()), path if path.is_dir() else None)

    def missing(self, apps: list[Path]) -> list[str]:
        """`file: module` for every import that leads nowhere."""
        ours = sorted((self.folder / "bridge").rglob("*.py"))
        seen: set[Path] = set()
        pending = [*apps, *ours]
        lost = []
        while pending:
            file = pending.pop()
            if file in seen or file.suffix != ".py":
                continue
            seen.add(file)
            for module in self._imports(file, strict=file in apps or file in ours):
                found = self.file(module)
                pending += [found] if found else []
                if not found and module.split(".")[0] not in RUNTIME | sys.stdlib_module_names:
                    lost.append(f"{file.name}: {module}")
        return lost

    def _imports(self, file: Path, *, strict: bool) -> Iterator[str]:
        tree = ast.parse(file.read_bytes())
        nodes = ast.walk(tree) if strict else iter(tree.body)
        for node in nodes:
            if isinstance(node, ast.Import):
                yield from (name for alias in node.names for name in _with_parents(alias.name))
            elif isinstance(node, ast.ImportFrom):
                package = self._package(file, node.level)
                module = ".".join(filter(None, [package, node.module]))
                yield from _with_parents(module)
                yield from (m for a in node.names if self.file(m := f"{module}.{a.name}"))

    def _package(self, file: Path, level: int) -> str:
        """The package that `level` dots mean in that file; "" for an absolute import."""
        parts = file.relative_to(self.folder).parts if level else ()
        return ".".join(parts[: len(parts) - level])

    def foreign(self) -> list[str]:
        """Libraries built for another machine than the layer's."""
        return [
            str(file.relative_to(self.folder))
            for file in self.folder.rglob("*.so")
            if file.read_bytes()[18] != MACHINES[self.machine]
        ]


def _with_parents(module: str) -> list[str]:
    parts = module.split(".")
    return [".".join(parts[: n + 1]) for n in range(len(parts))]


def main() -> None:
    """Read the command line, print what is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("apps", type=Path, nargs="*")
    parser.add_argument("--python", default="3.13")
    parser.add_argument("--machine", default="aarch64", choices=MACHINES)
    asked = parser.parse_args()
    layer = Layer(asked.folder, asked.python, asked.machine)
    lost = layer.missing(asked.apps) + [f"{name}: not for {asked.machine}" for name in layer.foreign()]
    sys.exit("\n".join(lost) or 0)


if __name__ == "__main__":
    main()
