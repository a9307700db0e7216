"""What operators do with the senders' secrets: list, store, rotate and remove. Nobody is shown a value.

All secrets are in one JSON object (`sources.secrets`). Changing one leaves the others as they are.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bridge.aws.stored_secret import StoredSecret
from bridge.model.failures import Rejected
from bridge.model.reasons import Reason
from bridge.model.source import Source
from bridge.operations.secret_format import is_malformed
from bridge.sources.providers import SendsIds, provider

Entries = dict[str, Any]
"""Source → its secret, a list of secrets, or an object with `secret` and `api_key`."""


class SecretState(StrEnum):
    """Whether a source has what its deliveries need."""

    STORED = "stored"
    MISSING = "missing"
    SURPLUS = "surplus"
    """It is stored, but sources.yaml has no such source."""


@dataclass(frozen=True, slots=True)
class ListedSecret:
    """What is known about the secrets of one source, without any of them."""

    source: str
    provider: str
    """"" if sources.yaml has no such source."""
    state: SecretState
    valid: int
    """How many secrets are accepted: 0 or 1, and more while the sender rotates."""
    api_key: SecretState | None
    """None if the worker calls no API of this sender's."""

    @property
    def is_well(self) -> bool:
        """True if nothing is missing or surplus."""
        return self.state == SecretState.STORED and self.api_key in (None, SecretState.STORED)

    def shown(self) -> dict[str, Any]:
        """The same as JSON."""
        return {
            "source": self.source,
            "provider": self.provider or None,
            "state": self.state,
            "valid": self.valid,
            "api_key": self.api_key,
        }


class SourceSecrets:
    """The secrets of all senders, for the sources of sources.yaml."""

    def __init__(self, stored: StoredSecret, sources: Mapping[str, Source]) -> None:
        self._stored = stored
        self._sources = sources

    def listed(self) -> list[ListedSecret]:
        """Return what every source has, and what is stored for sources that are not there."""
        entries = _entries(self._stored.read().text)
        names = dict.fromkeys([*self._sources, *entries])
        return [self._listed(name, entries.get(name)) for name in names]

    def store(self, source: str, secret: str, *, keep_old: bool = False) -> int:
        """Store a secret. `keep_old`: what was valid stays valid, too. Return how many are valid then.

        Raises Rejected("secret_malformed").
        """
        sender = self._sources[source]
        if is_malformed(sender, secret):
            raise Rejected(Reason.SECRET_MALFORMED)

        def stored(entry: Any) -> Any:
            others = (each for each in _secrets(entry) if each != secret and not is_malformed(sender, each))
            return _with_secrets(entry, [secret, *(others if keep_old else ())])

        return self._change(source, stored)

    def remove_old(self, source: str) -> int:
        """Leave only the newest secret valid, which is the first. Return how many are valid then."""
        return self._change(source, lambda entry: _with_secrets(entry, _secrets(entry)[:1]))

    def store_api_key(self, source: str, key: str) -> None:
        """Store the key with which the worker calls the sender's API, beside the source's secrets."""

        def stored(entry: Any) -> Any:
            return {**(entry if isinstance(entry, dict) else {"secret": entry}), "api_key": key}

        self._change(source, stored)

    def remove(self, source: str) -> int:
        """Remove everything that is stored for a source. Return how many secrets are valid then: none."""
        self._change_all(lambda entries: {name: entries[name] for name in entries if name != source})
        return 0

    def _change(self, source: str, change: Callable[[Any], Any]) -> int:
        """Change the entry of one source. Return how many secrets it has then."""
        entries = self._change_all(lambda entries: entries | {source: change(entries.get(source))})
        return len(_secrets(entries[source]))

    def _change_all(self, change: Callable[[Entries], Entries]) -> Entries:
        """Change the entries. Return them as they are then."""
        newest: Entries = {}

        def changed(text: str) -> str:
            nonlocal newest
            before = _entries(text)
            newest = change(before)
            return text if newest == before else json.dumps(newest, ensure_ascii=False)

        self._stored.change(changed)
        return newest

    def _listed(self, name: str, entry: Any) -> ListedSecret:
        source, valid = self._sources.get(name), len(_secrets(entry))
        if source is None:
            return ListedSecret(name, "", SecretState.SURPLUS, valid, None)
        key = entry.get("api_key") if isinstance(entry, dict) else None
        has_key = _state(bool(key)) if isinstance(provider(source.provider), SendsIds) else None
        return ListedSecret(name, source.provider, _state(bool(valid)), valid, has_key)


def _state(is_stored: bool) -> SecretState:
    return SecretState.STORED if is_stored else SecretState.MISSING


def _entries(text: str) -> Entries:
    """Return what is stored. Raises Rejected if it cannot be read: then nothing may be written over it."""
    try:
        entries = json.loads(text) if text.strip() else {}
    except (ValueError, RecursionError):
        entries = None
    if not isinstance(entries, dict):
        raise Rejected(Reason.SECRETS_MALFORMED, "What is stored is no JSON object")
    return entries


def _secrets(entry: Any) -> list[str]:
    """Return the secrets of an entry, each once, without blanks around them."""
    value = entry.get("secret") if isinstance(entry, dict) else entry
    values: Iterable[Any] = value if isinstance(value, list) else [value]
    return list(dict.fromkeys(each.strip() for each in values if isinstance(each, str) and each.strip()))


def _with_secrets(entry: Any, secrets: list[str]) -> Any:
    """Return the entry with these secrets, and what else was in it."""
    value = secrets[0] if len(secrets) == 1 else secrets
    return {**entry, "secret": value} if isinstance(entry, dict) else value
