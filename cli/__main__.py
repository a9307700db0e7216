"""`bridge` and `python -m cli`."""

import sys

from cli import command


def main() -> None:
    """Run the command line, and exit with its code."""
    sys.exit(command.main())


if __name__ == "__main__":
    main()
