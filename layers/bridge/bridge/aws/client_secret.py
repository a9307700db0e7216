"""Seven Time's Client-Secret, from Secrets Manager."""

import math
import time
from collections.abc import Callable
from typing import Any

from bridge.aws.clients import aws_errors
from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason

FRESH_SECONDS = 300.0


class ClientSecret:
    """Keeps the Client-Secret for five minutes, and for longer while it cannot be read again."""

    def __init__(self, client: Any, secret_id: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._secret_id = secret_id
        self._clock = clock
        self._secret = ""
        self._read_at = -math.inf

    def __call__(self, again: bool) -> str:
        """Return the Client-Secret. `again`: read it anew.

        Raises Unavailable("client_secret_unavailable") if it was never read.
        """
        if again or self._clock() - self._read_at > FRESH_SECONDS:
            self._read()
        return self._secret

    def _read(self) -> None:
        try:
            with aws_errors(Reason.CLIENT_SECRET_UNAVAILABLE):
                response = self._client.get_secret_value(SecretId=self._secret_id)
        except Unavailable:
            if not self._secret:
                raise
        else:
            self._secret = str(response.get("SecretString", ""))
            self._read_at = self._clock()
