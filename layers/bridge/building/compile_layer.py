"""`python -m building.compile_layer DIR 3.13`: writes byte code that Lambda accepts, next to the sources.

Lambda's packages have the date 1980. Python therefore rejects byte code that is checked by date, and would
compile everything at every cold start. Byte code with `unchecked-hash` is never checked. The Python version
that reads it must have written it.
"""

import subprocess
import sys

from building import pythons


def main(folder: str, version: str) -> None:
    """Compile the whole folder. Without a Python of that version, do nothing (`make build` says so)."""
    python = pythons.find(version)
    if python is None:
        return
    paths_on_lambda = ["-s", folder, "-p", "/opt/python"]  # for the file names in tracebacks
    options = ["-q", "-f", "-j", "0", "--invalidation-mode", "unchecked-hash", *paths_on_lambda]
    subprocess.run([python, "-m", "compileall", *options, folder], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
