"""The senders' secrets: one secret in Secrets Manager, `{"<source>": "secret" | ["new", "old"]}`.

If the sender's API has to be called, its key is there too: `{"<source>": {"secret": …, "api_key": "key"}}`.
"""

import json
import logging
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bridge.aws.clients import aws_errors
from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason
from bridge.sources.signatures import Secrets

FRESH_SECONDS = 300.0
"""The secrets are read again after this time."""

MIN_SECONDS_BETWEEN_CHECKS = 60.0
"""`changed` reads the secrets again after this time at the earliest."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Contents:
    """The secrets and the API keys, by source."""

    secrets: Mapping[str, Secrets]
    api_keys: Mapping[str, str]


class SenderSecrets:
    """Keeps the secrets in memory for five minutes, and for longer while they cannot be read again."""

    def __init__(self, client: Any, secret_id: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._secret_id = secret_id
        self._clock = clock
        self._contents: _Contents | None = None
        self._read_at = -math.inf

    def current(self) -> Mapping[str, Secrets]:
        """Return source → its usable secrets. Raises Unavailable if none were ever read."""
        return self._fresh_contents().secrets

    def api_key(self, source: str) -> str:
        """Return the key of the sender's API. Raises Unavailable if there is none."""
        key = self._fresh_contents().api_keys.get(source, "")
        if not key:
            raise Unavailable(Reason.API_KEY_MISSING, "Put api_key beside the source's secret")
        return key

    def changed(self) -> bool:
        """True if a secret or a key differs from those in memory. Reads them again, at most once a minute."""
        if self._age() < MIN_SECONDS_BETWEEN_CHECKS:
            return False
        before = self._contents
        self._read()
        return self._contents != before

    def _fresh_contents(self) -> _Contents:
        if self._contents is None or self._age() > FRESH_SECONDS:
            self._read()
        return self._contents or _Contents({}, {})

    def _age(self) -> float:
        return self._clock() - self._read_at

    def _read(self) -> None:
        self._read_at = self._clock()
        try:
            with aws_errors(Reason.SECRETS_UNAVAILABLE):
                response = self._client.get_secret_value(SecretId=self._secret_id)
            self._contents = _parse(response.get("SecretString", ""))
        except Unavailable as failure:
            if self._contents is None:
                raise
            _log.error("Senders' secrets not read, old ones used", extra={"reason": failure.reason})


def _parse(text: str) -> _Contents:
    try:
        entries = json.loads(text).items()
        return _Contents(
            secrets={source: _secrets(entry) for source, entry in entries},
            api_keys={source: _api_key(entry) for source, entry in entries},
        )
    except (ValueError, AttributeError, RecursionError) as error:
        raise Unavailable(
            Reason.SECRETS_MALFORMED, 'Not a JSON object {"<source>": "secret" | ["new", "old"]}'
        ) from error


def _secrets(entry: Any) -> Secrets:
    """Return the usable secrets of one source.

    A secret with blanks around it counts twice, with and without them: they may have been copied along.
    """
    if isinstance(entry, dict):
        entry = entry.get("secret")
    values = entry if isinstance(entry, list) else [entry]
    secrets: list[str] = []
    for value in values:
        if isinstance(value, str) and value.strip():
            secrets += [value, value.strip()]
    return tuple(dict.fromkeys(secrets))


def _api_key(entry: Any) -> str:
    """Return the API key of one source, "" if it has none or one that no header can hold."""
    key = entry.get("api_key") if isinstance(entry, dict) else None
    if not isinstance(key, str):
        return ""
    key = key.strip()
    return key if key.isascii() and key.isprintable() else ""
