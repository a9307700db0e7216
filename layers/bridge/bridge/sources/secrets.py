"""The senders' secrets: one Secrets Manager secret, `{"<source>": "secret" | ["new", "old"]}`."""

import json
import logging
import math
import time
from collections.abc import Callable, Mapping
from typing import Any

from bridge.aws import trouble
from bridge.failures import Unavailable
from bridge.sources.signatures import Secrets

FRESH_SECONDS = 300.0
AGAIN_SECONDS = 60.0

_log = logging.getLogger(__name__)


class SenderSecrets:
    """Kept in memory for five minutes; what was read once stays in use while it cannot be read again."""

    def __init__(self, client: Any, secret_id: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._secret_id = secret_id
        self._clock = clock
        self._secrets: Mapping[str, Secrets] | None = None
        self._read_at = -math.inf

    def current(self) -> Mapping[str, Secrets]:
        """Source → its usable secrets; raises Unavailable when there are none to be had."""
        if self._secrets is None or self._age() > FRESH_SECONDS:
            self._read()
        return self._secrets or {}

    def changed(self) -> bool:
        """Read again, though at most once a minute; whether anything is different now."""
        if self._age() < AGAIN_SECONDS:
            return False
        before = self._secrets
        self._read()
        return self._secrets != before

    def _age(self) -> float:
        return self._clock() - self._read_at

    def _read(self) -> None:
        self._read_at = self._clock()
        try:
            with trouble("secrets_unavailable"):
                answer = self._client.get_secret_value(SecretId=self._secret_id)
            self._secrets = _parsed(answer.get("SecretString", ""))
        except Unavailable as failure:
            if self._secrets is None:
                raise
            _log.error("Senders' secrets not read, old ones used", extra={"code": failure.code})


def _parsed(text: str) -> Mapping[str, Secrets]:
    try:
        entries = json.loads(text)
        return {str(source): _usable(entry) for source, entry in entries.items()}
    except (ValueError, AttributeError, RecursionError) as error:
        raise Unavailable(
            "secrets_malformed", 'Not a JSON object {"<source>": "secret" | ["new", "old"]}'
        ) from error


def _usable(entry: Any) -> Secrets:
    """The secrets of one source; empty ones are none: anybody could sign with them."""
    entries = entry if isinstance(entry, list) else [entry]
    return tuple(one for one in entries if isinstance(one, str) and one.strip())
