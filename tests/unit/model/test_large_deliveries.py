"""A message takes as many bytes as SQS does, in any language."""

import json
import re

import pytest

from bridge.model.delivery import MAX_BYTES, Delivery

TAKEN = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")
"""What a message may consist of, as SQS's API reference says of SendMessage."""

LARGE = {
    "600 KB of å": "å" * 300_000,
    "1 MB of å": "å" * 520_000,
    "700 KB of JSON": json.dumps([{"å": "ö"}] * 46_000, ensure_ascii=False),
    "control characters": "\x01" * 700_000,
    "what SQS does not take": "å\ufffe\uffff" * 60_000,
    "emojis": "\U0001f600" * 250_000,
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_a_large_text_fits_and_arrives_unchanged(text):
    delivery = Delivery("d", "form", text.encode(), corrections={"name": "\ud800"})
    message = delivery.to_message()
    assert len(message.encode()) <= MAX_BYTES
    assert TAKEN.fullmatch(message)
    assert Delivery.from_message(message) == delivery


@pytest.mark.parametrize("body", [b"\xff" * 780_000, b"x" * 1_047_000])
def test_bytes_fit_as_before(body):
    delivery = Delivery("d", "form", body)
    assert Delivery.from_message(delivery.to_message()) == delivery


@pytest.mark.parametrize("body", [b"\xff" * 790_000, b"x" * 1_048_000, ("å" * 530_000).encode()])
def test_what_is_larger_than_sqs_takes_does_not_fit(body):
    with pytest.raises(ValueError, match="at most"):
        Delivery("d", "form", body).to_message()


def test_a_small_message_is_ascii():
    assert Delivery("d", "form", "å".encode()).to_message().isascii()
