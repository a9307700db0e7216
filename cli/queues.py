"""What the commands for queues have in common: which messages are meant, and who else works on them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import click

from bridge.operations.queue_walk import QueueWalk
from cli import ids
from cli.languages import _


class Kept(Protocol):
    """A message that people work on."""

    @property
    def id(self) -> str:
        """As it is listed."""

    @property
    def source(self) -> str:
        """The source of its delivery."""

    @property
    def reason(self) -> str:
        """Why it is in the queue."""


Message = TypeVar("Message", bound=Kept)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which messages are meant."""

    ids: frozenset[str] | None = None
    reason: str | None = None
    source: str | None = None

    def of(self, messages: Iterable[Message]) -> Iterator[Message]:
        """Yield the messages that are meant."""
        for each in messages:
            if self.ids is not None and each.id not in self.ids:
                continue
            if self.reason in (None, each.reason) and self.source in (None, each.source):
                yield each


def chosen(walk: QueueWalk, messages: Iterable[Kept], given: dict[str, Any]) -> Choice:
    """Return which messages the options of `choosing` mean. Raises UsageError if they do not say it."""
    names, reason, source = given.get("ids", ()), given.get("reason"), given.get("source")
    if not (names or reason or source or given["all"]):
        raise click.UsageError(_("Say which: ids, --source, --reason or --all."))
    if not names or ids.are_whole(names):
        return Choice(frozenset(names) if names else None, reason, source)
    found = ids.completed(names, (each.id for each in messages))
    walk.unhide()
    return Choice(frozenset(found), reason, source)


def choosing(command: Callable[..., int]) -> Callable[..., int]:
    """Add what says which messages a command changes."""
    command = click.option("--all", is_flag=True, help="all of them")(filtering(command))
    return click.argument("ids", nargs=-1, metavar="[ID]...")(command)


def filtering(command: Callable[..., int]) -> Callable[..., int]:
    """Add the options that select messages."""
    command = click.option("--reason", metavar="REASON", help="those with this reason")(command)
    return click.option("--source", metavar="SOURCE", help="those of this source")(command)


def held_elsewhere(walk: QueueWalk) -> str:
    """Say how many messages cannot be seen at the moment; "" if it is none."""
    if count := walk.elsewhere():
        text = _("Another command holds {count}, or was stopped: they are back within 10 minutes.")
        return text.format(count=count)
    return ""
