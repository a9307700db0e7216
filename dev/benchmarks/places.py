"""Where the benchmarks find and put things."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".stack-venv" / "bin" / "python"
"""The interpreter that is measured: the emulator's, which has the Lambda runtime client."""
TOOLS = ROOT / ".venv" / "bin" / "python"
FUNCTIONS = ROOT / "functions"
PLAIN = ROOT / "dev" / "benchmarks" / "plain"
SOURCES = ROOT / "dev" / "benchmarks" / "sources.yaml"

WORK = ROOT / ".build" / "benchmarks"
ARTIFACTS = WORK / "layer"
LAYER = ARTIFACTS / "python"
RUNTIME = WORK / "runtime"
"""What Lambda's own image brings, and nothing else of the environment it comes from."""
PLAIN_BUILT = WORK / "plain"

RESULT = ROOT / ".local" / "bench.json"
