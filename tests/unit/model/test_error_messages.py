"""Seven Time's own words beside the sender's, in the message of a delivery."""

import json

import pytest

from bridge.model.delivery import MAX_BYTES, Delivery
from bridge.model.error_messages import error_message_in, with_error_message

DELIVERY = Delivery("d", "form", "Åsa".encode(), received_at=1.0)
MESSAGE = DELIVERY.to_message()


def test_the_words_are_beside_the_delivery_which_stays_as_it_is():
    said = with_error_message(MESSAGE, "Ogiltig adress: Åsa")
    assert error_message_in(said) == "Ogiltig adress: Åsa"
    assert Delivery.from_message(said) == DELIVERY
    assert json.loads(said) == json.loads(MESSAGE) | {"error_message": "Ogiltig adress: Åsa"}


def test_later_words_take_the_place_of_earlier_ones():
    said = with_error_message(with_error_message(MESSAGE, "a"), "b")
    assert error_message_in(said) == "b"
    assert with_error_message(said, "b") == said


@pytest.mark.parametrize("message", ["no JSON", "[1]", "7"])
def test_a_message_that_is_none_of_ours_stays_as_it_is(message):
    assert (with_error_message(message, "a"), error_message_in(message)) == (message, "")


def test_words_never_make_a_message_too_large_for_sqs():
    large = Delivery("d", "form", b"x" * (MAX_BYTES - 200)).to_message()
    assert with_error_message(large, "y" * 500) == large
    assert len(error_message_in(with_error_message(MESSAGE, "y" * 5_000))) == 1_000


def test_without_words_nothing_changes():
    assert with_error_message(MESSAGE, "") == MESSAGE


def test_a_replay_begins_without_them():
    said = with_error_message(MESSAGE, "a")
    assert error_message_in(Delivery.from_message(said).replayed({}).to_message()) == ""
