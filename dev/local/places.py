"""Where things are in the checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / ".local"
"""What a stack writes: logs, the build, stack.json."""
STACK_FILE = STATE / "stack.json"
LOCK_FILE = STATE / "lock"
FUNCTION_LOGS = STATE / "logs"
"""A file for each function: what it has logged since the stack was started."""
BUILD = STATE / "build"
SOURCES = ROOT / "sources.yaml"
EMULATOR = ROOT / "dev" / "local" / "emulator"
STACK_PYTHON = ROOT / ".stack-venv" / "bin" / "python"
"""The interpreter of the emulator and of the functions that it runs."""
