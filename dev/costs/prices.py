"""AWS's list prices for US East (us-east-1), before tax and free tier, each with where and when it was read.

Prices were read in copies of AWS's pages or in publications about them. They change: `--price W=0.71`
replaces one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

SITE = "https://aws.amazon.com"
MILLION = 1e6
GB = 1e9


class Source(NamedTuple):
    """What one unit costs, and the page that says so."""

    letter: str
    what: str
    unit: str
    page: str
    read: str
    """The month of the copy or the publication; –: not compared."""


def _price(dollars: float, what: str, unit: str, page: str, read: str) -> Any:
    return field(default=dollars, metadata={"source": (what, unit, f"{SITE}/{page}/pricing/", read)})


@dataclass(frozen=True, slots=True)
class Prices:
    """Dollars by the letters in docs/cost.md."""

    A: float = _price(3.5, "API Gateway, REST", "million requests", "api-gateway", "2026-09")
    L: float = _price(0.0000133334, "Lambda, arm64", "GB-second", "lambda", "undated")
    I: float = _price(0.2, "Lambda", "million requests", "lambda", "2026-09")  # noqa: E741 (the formula's name)
    Q: float = _price(0.4, "SQS, standard", "million requests of 64 KB", "sqs", "undated")
    W: float = _price(0.625, "DynamoDB, on demand", "million write units of 1 KB", "dynamodb", "2025-07")
    R: float = _price(0.125, "DynamoDB, on demand", "million read units of 4 KB", "dynamodb", "2025-07")
    D: float = _price(0.25, "DynamoDB, storage", "GB-month", "dynamodb", "undated")
    B: float = _price(0.2, "DynamoDB, point-in-time recovery", "GB-month", "dynamodb", "2020-03")
    P: float = _price(5.0, "S3, PUT", "million requests", "s3", "undated")
    G: float = _price(0.4, "S3, GET", "million requests", "s3", "undated")
    S: float = _price(0.4, "Secrets Manager", "secret-month", "secrets-manager", "2026-09")
    T: float = _price(5.0, "Secrets Manager", "million requests", "secrets-manager", "2026-09")
    K: float = _price(1.0, "KMS, customer-managed key", "key-month", "kms", "2019-10")
    C: float = _price(0.5, "CloudWatch, logs taken in", "GB", "cloudwatch", "2026-05")
    N: float = _price(0.005, "CloudWatch, logs searched", "GB", "cloudwatch", "–")
    M: float = _price(
        0.3, "CloudWatch, metric of our own", "metric-month, by the hour", "cloudwatch", "2026-05"
    )
    U: float = _price(0.1, "CloudWatch, alarm", "metric in an alarm and month", "cloudwatch", "2026-05")
    H: float = _price(3.0, "CloudWatch, dashboard", "dashboard-month", "cloudwatch", "2022-04")
    O: float = _price(0.09, "data to the internet", "GB", "ec2", "2026-09")  # noqa: E741 (the formula's name)
    F: float = _price(6.0, "WAF, a list with one rule", "month", "waf", "–")
    V: float = _price(0.6, "WAF", "million requests", "waf", "–")


def sources() -> Iterator[Source]:
    """Where each price was read."""
    for each in fields(Prices):
        yield Source(each.name, *each.metadata["source"])


LETTERS = [each.name for each in fields(Prices)]
