"""`python -m building.compile_layer DIR 3.13`: byte code that Lambda accepts, beside the sources.

Lambda's packages carry the date 1980, so byte code that is checked by date is thrown away and everything
is compiled anew at every cold start. `unchecked-hash` is never checked. It must come from the Python
version that will read it.
"""

import subprocess
import sys

from building import pythons


def main(folder: str, version: str) -> None:
    """Compile all of the folder; without such a Python the sources go alone, which `make build` tells."""
    python = pythons.find(version)
    if python is None:
        return
    # Tracebacks name files as they stand on Lambda.
    paths = ["-s", folder, "-p", "/opt/python"]
    options = ["-q", "-f", "-j", "0", "--invalidation-mode", "unchecked-hash", *paths]
    subprocess.run([python, "-m", "compileall", *options, folder], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
