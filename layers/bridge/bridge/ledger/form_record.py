"""What is remembered of a form: which fields come, and which questions no field takes. No answers."""

import json
from typing import NamedTuple, Self

from bridge.aws.table import Item
from bridge.model.form_seen import FormChanges, FormSeen

ALWAYS = 10
"""Deliveries in a row with a field, after which it is expected."""

NO_LONGER = 5
"""Deliveries in a row without an expected field, after which that is told."""

MOST_QUESTIONS = 40
"""Questions that are remembered. A sender with more of them has data for keys: no others are told."""

_OPTIONAL, _EXPECTED, _GONE = 0, ALWAYS, ALWAYS + NO_LONGER


def next_state(state: int, *, came: bool) -> int:
    """Return the state of a field after one more delivery.

    1 to 9: it came so often in a row. 10: it is expected. 11 to 14: it is missing for the first to fourth
    time in a row. 15: it comes no longer. 0: it is optional, because it was missing before it was expected.
    """
    if came:
        if state in (_OPTIONAL, _EXPECTED):
            return state
        return state + 1 if state < _EXPECTED else 1
    if state < _EXPECTED:
        return _OPTIONAL
    return min(state + 1, _GONE)


class FormRecord(NamedTuple):
    """The item of a form. The default is a form of which nothing is known."""

    version: int = 0
    """Counts the writes."""
    fields: dict[str, int] = {}  # noqa: RUF012 - never changed
    """Seven Time field → its state."""
    unread: tuple[str, ...] = ()
    """The questions that no field takes."""
    delivery: str = ""
    """The delivery that changed the record last."""
    told: FormChanges = FormChanges()
    """What was told about that delivery."""
    expires: int = 0

    @classmethod
    def from_item(cls, item: Item) -> Self:
        """Read the item; an empty one is a form of which nothing is known."""
        if not item:
            return cls()
        unread, missing = json.loads(item["told"])
        return cls(
            version=item["version"],
            fields=json.loads(item["fields"]),
            unread=tuple(json.loads(item["unread"])),
            delivery=item["delivery"],
            told=FormChanges(tuple(unread), tuple(missing)),
            expires=item["expires"],
        )

    def to_item(self) -> Item:
        """The attributes that a write sets."""
        return {
            "version": self.version,
            "fields": _text(self.fields),
            "unread": _text(self.unread),
            "delivery": self.delivery,
            "told": _text((self.told.unread, self.told.missing)),
            "expires": self.expires,
        }

    def after(self, seen: FormSeen) -> Self:
        """Return the record after one more delivery: itself if that shows nothing new.

        The first delivery of a form is what later ones are compared with. Nothing is told about it.
        """
        fields = {field: next_state(self.fields[field], came=field in seen.fields) for field in self.fields}
        fields |= {field: 1 for field in seen.fields if field not in self.fields}
        room = MOST_QUESTIONS - len(self.unread)
        new = tuple(question for question in seen.unread if question not in self.unread)[:room]
        if fields == self.fields and not new:
            return self
        gone = [field for field in self.fields if self.fields[field] < _GONE == fields[field]]
        told = FormChanges(new if self.delivery else (), tuple(sorted(gone)))
        return self._replace(
            fields=fields,
            unread=(*self.unread, *new),
            delivery=seen.delivery,
            told=told,
        )


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
