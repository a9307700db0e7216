"""`building.pythons 3.13`: the path of a CPython of that version on this machine, or exit code 1."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
UV = ROOT / ".venv" / "bin" / "uv"


def find(version: str) -> Path | None:
    """The first interpreter that answers with this version; else uv is asked to fetch one into .build."""
    found = next((python for python in _candidates(version) if _is(python, version)), None)
    return found or _fetched(version)


def _candidates(version: str) -> Iterator[Path]:
    yield Path(sys.executable)
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        yield Path(folder) / f"python{version}"
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from sorted(pyenv.glob(f"versions/{version}.*/bin/python"))


def _is(python: Path, version: str) -> bool:
    """Runs it: a pyenv shim, for one, may be there and lead nowhere."""
    asked = "import sys; print(sys.implementation.name, '%d.%d' % sys.version_info[:2])"
    if not python.is_file():
        return False
    answer = subprocess.run([python, "-c", asked], capture_output=True, text=True, check=False)
    return answer.stdout.split() == ["cpython", version]


def _fetched(version: str) -> Path | None:
    """uv's own build of that Python; PATH is hidden from it, its search ends at the first broken shim."""
    env = {**os.environ, "PATH": "/nowhere", "UV_PYTHON_INSTALL_DIR": str(ROOT / ".build" / "pythons")}
    for command in (["install", "--quiet"], ["find", "--managed-python"]):
        answer = subprocess.run(
            [UV, "python", *command, version], env=env, capture_output=True, text=True, check=False
        )
        if answer.returncode:
            return None
    return Path(answer.stdout.strip())


if __name__ == "__main__":
    python = find(sys.argv[1])
    print(python or "")
    sys.exit(python is None)
