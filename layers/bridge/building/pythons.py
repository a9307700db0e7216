"""`python -m building.pythons 3.13`: prints the path of a CPython of that version, or exits with 1."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
UV = ROOT / ".venv" / "bin" / "uv"
DOWNLOADS = ROOT / ".build" / "pythons"


def find(version: str) -> Path | None:
    """Return an interpreter of this version on this machine; if there is none, let uv download one."""
    for python in _candidates(version):
        if _is_cpython(python, version):
            return python
    return _download(version)


def _candidates(version: str) -> Iterator[Path]:
    yield Path(sys.executable)
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        yield Path(folder) / f"python{version}"
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from sorted(pyenv.glob(f"versions/{version}.*/bin/python"))


def _is_cpython(python: Path, version: str) -> bool:
    """Ask the interpreter itself: a file such as a pyenv shim may be there and not work."""
    if not python.is_file():
        return False
    question = "import sys; print(sys.implementation.name, '%d.%d' % sys.version_info[:2])"
    result = subprocess.run([python, "-c", question], capture_output=True, text=True, check=False)
    return result.stdout.split() == ["cpython", version]


def _download(version: str) -> Path | None:
    """Let uv install its own build of that Python. PATH is hidden: uv stops searching at a broken shim."""
    env = {**os.environ, "PATH": "/nowhere", "UV_PYTHON_INSTALL_DIR": str(DOWNLOADS)}
    for command in (["install", "--quiet"], ["find", "--managed-python"]):
        result = subprocess.run(
            [UV, "python", *command, version], env=env, capture_output=True, text=True, check=False
        )
        if result.returncode:
            return None
    return Path(result.stdout.strip())


if __name__ == "__main__":
    python = find(sys.argv[1])
    print(python or "")
    sys.exit(python is None)
