"""The processor time of a warm webhook of 20 KB, in microseconds."""

from dev.benchmarks import certificates, environment, inside
from dev.benchmarks.report import Row, Section
from dev.benchmarks.stubs import Stubs
from dev.local.progress import step

MOST = 1000.0


def measure(_quick: bool) -> Section:
    """Measure the receiver of webshops, as a whole and in parts."""
    made = certificates.make()
    stubs = Stubs(made)
    stubs.world()
    with step("warm webhooks"):
        found = inside.run("dev.benchmarks.warm_webhook_inside", environment.ours(stubs.url, made))
    whole, parts = found["whole"], found["parts"]
    return Section(
        "A warm webhook, 20 KB: processor time",
        [
            Row("own code, the queue's client stubbed", "µs", whole["own"], whole["plain_own"], most=MOST),
            *(Row(f"  {name}", "µs", value) for name, value in parts.items()),
            Row("with botocore, over TLS", "µs", whole["sending"], whole["plain_sending"]),
        ],
        found,
    )
