"""Things in batches, as SQS and DynamoDB take them."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batches(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of `size`, the last one shorter (itertools.batched came with Python 3.12)."""
    source = iter(things)
    while batch := list(islice(source, size)):
        yield batch
