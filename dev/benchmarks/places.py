"""Where things are in the checkout, and where the benchmarks build."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".stack-venv" / "bin" / "python"
"""The interpreter that is measured: that of the emulator, which has the Lambda runtime client."""
TOOLS = ROOT / ".venv" / "bin" / "python"
FUNCTIONS = ROOT / "functions"
PLAIN = ROOT / "dev" / "benchmarks" / "plain"
SOURCES = ROOT / "dev" / "benchmarks" / "sources.yaml"

WORK = ROOT / ".build" / "benchmarks"
ARTIFACTS = WORK / "layer"
LAYER = ARTIFACTS / "python"
RUNTIME = WORK / "runtime"
"""The packages of Lambda's image, and nothing else from the environment."""
PLAIN_BUILT = WORK / "plain"

RESULT = ROOT / ".local" / "bench.json"
