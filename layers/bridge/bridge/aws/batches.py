"""Batches, as SQS and DynamoDB take them."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batches(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of `size`, the last one may be shorter. Python 3.12 has itertools.batched."""
    source = iter(things)
    while batch := list(islice(source, size)):
        yield batch
