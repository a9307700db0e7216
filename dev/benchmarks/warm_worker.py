"""The processor time of a warm worker for a message, in microseconds."""

from dev.benchmarks import certificates, environment, inside
from dev.benchmarks.report import Row, Section
from dev.local.progress import step


def measure(_quick: bool) -> Section:
    """Measure the worker as a whole, and the steps that need nothing else."""
    with step("warm worker"):
        found = inside.run(
            "dev.benchmarks.warm_worker_inside", environment.ours("http://unused.test", certificates.make())
        )
    rows = [Row(f"  {name}", "µs", value) for name, value in found["parts"].items()]
    return Section(
        "A warm worker, an order of 20 KB: processor time",
        [Row("one message, tables and wire in memory", "µs", found["message"]), *rows],
        found,
    )
