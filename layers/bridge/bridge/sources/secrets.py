"""The senders' secrets: one Secrets Manager secret, `{"<source>": "secret" | ["new", "old"]}`.

A sender whose API has to be asked has its key there too: `{"<source>": {"secret": …, "api_key": "key"}}`.
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
AGAIN_SECONDS = 60.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Held:
    """What the secret holds, by source."""

    secrets: Mapping[str, Secrets]
    api_keys: Mapping[str, str]


class SenderSecrets:
    """Kept in memory for five minutes; what was read once stays in use while it cannot be read again."""

    def __init__(self, client: Any, secret_id: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._secret_id = secret_id
        self._clock = clock
        self._held: _Held | None = None
        self._read_at = -math.inf

    def current(self) -> Mapping[str, Secrets]:
        """Source → its usable secrets; raises Unavailable when there are none to be had."""
        return self._fresh().secrets

    def api_key(self, source: str) -> str:
        """The key of the sender's own API; raises Unavailable when there is none."""
        key = self._fresh().api_keys.get(source, "")
        if not key:
            raise Unavailable(Reason.API_KEY_MISSING, "Put api_key beside the source's secret")
        return key

    def changed(self) -> bool:
        """Read again, though at most once a minute; whether anything is different now."""
        if self._age() < AGAIN_SECONDS:
            return False
        before = self._held
        self._read()
        return self._held != before

    def _fresh(self) -> _Held:
        if self._held is None or self._age() > FRESH_SECONDS:
            self._read()
        return self._held or _Held({}, {})

    def _age(self) -> float:
        return self._clock() - self._read_at

    def _read(self) -> None:
        self._read_at = self._clock()
        try:
            with aws_errors(Reason.SECRETS_UNAVAILABLE):
                answer = self._client.get_secret_value(SecretId=self._secret_id)
            self._held = _parsed(answer.get("SecretString", ""))
        except Unavailable as failure:
            if self._held is None:
                raise
            _log.error("Senders' secrets not read, old ones used", extra={"code": failure.reason})


def _parsed(text: str) -> _Held:
    try:
        entries = json.loads(text).items()
        return _Held(
            {source: _usable(_part(entry, "secret")) for source, entry in entries},
            {source: _key(_part(entry, "api_key")) for source, entry in entries},
        )
    except (ValueError, AttributeError, RecursionError) as error:
        raise Unavailable(
            Reason.SECRETS_MALFORMED, 'Not a JSON object {"<source>": "secret" | ["new", "old"]}'
        ) from error


def _part(entry: Any, name: str) -> Any:
    """`secret` or `api_key` of one source; an entry that is no object is the secret alone."""
    if isinstance(entry, dict):
        return entry.get(name)
    return entry if name == "secret" else None


def _key(entry: Any) -> str:
    """The API key as a header can hold it; "" for none."""
    key = entry.strip() if isinstance(entry, str) else ""
    return key if key.isascii() and key.isprintable() else ""


def _usable(entry: Any) -> Secrets:
    """The secrets of one source, without the blanks of copying as well; empty ones are none."""
    entries = entry if isinstance(entry, list) else [entry]
    texts = [one for one in entries if isinstance(one, str) and one.strip()]
    return tuple(dict.fromkeys(form for one in texts for form in (one, one.strip())))
