"""Seven Time's Client-Secret, from Secrets Manager. Powertools' Parameters caches it."""

from typing import Any

from aws_lambda_powertools.utilities.parameters import SecretsProvider
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError

from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason

FRESH_SECONDS = 300


class ClientSecret:
    """Keeps the Client-Secret for five minutes, and for longer while it cannot be read again."""

    def __init__(self, client: Any, secret_id: str) -> None:
        self._provider = SecretsProvider(boto3_client=client)
        self._secret_id = secret_id
        self._secret = ""

    def __call__(self, again: bool) -> str:
        """Return the Client-Secret. `again`: read it anew.

        Raises Unavailable("client_secret_unavailable") if it was never read.
        """
        try:
            secret = self._provider.get(self._secret_id, max_age=FRESH_SECONDS, force_fetch=again)
        except GetParameterError as error:
            if not self._secret:
                text = "Secrets Manager does not give the Client-Secret"
                raise Unavailable(Reason.CLIENT_SECRET_UNAVAILABLE, text) from error
        else:
            self._secret = secret if isinstance(secret, str) else ""
        return self._secret
