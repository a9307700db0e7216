"""The questions that no field takes, whatever the answer is, as they may be stored and logged."""

import re
from collections.abc import Iterable

from bridge.mapping.label_lookup import field_asked_for
from bridge.mapping.unmapped import Said

_LONGEST = 80
_MOST_DIGITS = 3
"""Digits of a question. A name with more of them may be a number of somebody's."""
_DIGIT = re.compile(r"\d")


def unread_questions(unmapped: Iterable[Said]) -> tuple[str, ...]:
    """Return the questions of answers that no field takes, each once.

    A question that names a field is read: only this answer to it, such as a second phone number, was not.
    """
    questions = [
        without_data(said.question) for said in unmapped if not any(map(field_asked_for, said.names))
    ]
    return tuple(dict.fromkeys(filter(None, questions)))


def without_data(question: str) -> str:
    """Return a short question without what may be personal; "" for an e-mail address.

    The questions are the company's own words, but a sender of JSON may have anything for a key.
    """
    if "@" in question:
        return ""
    if len(_DIGIT.findall(question)) > _MOST_DIGITS:
        question = _DIGIT.sub("#", question)
    return question[:_LONGEST].strip(" :*")
