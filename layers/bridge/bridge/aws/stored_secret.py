"""A secret in Secrets Manager that several people may change at the same time.

A new value is stored beside the current one and then takes its place, but only if that is still the value
from which the new one was made. AWS refuses it otherwise (API reference, UpdateSecretVersionStage).
"""

import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from bridge.aws.clients import aws_errors, error_code
from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason

_CURRENT = "AWSCURRENT"
"""Secrets Manager's label of the version that everybody reads."""

_PREPARED = "PREPARED"
"""Our label of a version that is to take its place."""

_NO_VALUE = _GONE = "ResourceNotFoundException"
_NOT_THERE = ("InvalidParameterException", _GONE)
"""What AWS answers if the label is not on the version that loses it."""

_ROUNDS = 10


class Changed(Exception):
    """Somebody else has stored another value since this one was read."""


class Value(NamedTuple):
    """A value and the id of its version. Both are "" if nothing is stored."""

    text: str
    version: str


class StoredSecret:
    """A secret. Failures have the given reason, and never a value."""

    def __init__(self, client: Any, secret_id: str, reason: Reason) -> None:
        self._client = client
        self._secret_id = secret_id
        self._reason = reason

    def read(self) -> Value:
        """Return the current value."""
        try:
            with aws_errors(self._reason):
                answer = self._client.get_secret_value(SecretId=self._secret_id)
        except Unavailable as failure:
            if _code(failure) == _NO_VALUE:
                return Value("", "")
            raise
        return Value(str(answer.get("SecretString") or ""), answer["VersionId"])

    def version(self) -> str:
        """Return the id of the current version, which needs no permission to read it; "" if there is none."""
        with aws_errors(self._reason):
            versions = self._client.describe_secret(SecretId=self._secret_id).get("VersionIdsToStages", {})
        return next((id_ for id_, labels in versions.items() if _CURRENT in labels), "")

    def store(self, text: str, instead_of: str) -> None:
        """Store a value in the place of a version. Raises Changed if another version is the current one."""
        with aws_errors(self._reason):
            stored = self._client.put_secret_value(
                SecretId=self._secret_id,
                ClientRequestToken=str(uuid.uuid4()),
                SecretString=text,
                VersionStages=[_PREPARED],
            )
        if _CURRENT not in stored["VersionStages"]:  # as the first version is at once
            self._make_current(stored["VersionId"], instead_of)

    def change(self, changed: Callable[[str], str]) -> None:
        """Store what `changed` makes of the current value, of the newest one if others change it, too."""
        for _ in range(_ROUNDS):
            found = self.read()
            text = changed(found.text)
            if text == found.text:
                return
            with suppress(Changed):
                return self.store(text, found.version)
        raise Unavailable(self._reason, "Others change it at the same time; try again")

    def _make_current(self, version: str, instead_of: str) -> None:
        holder = {"RemoveFromVersionId": instead_of} if instead_of else {}
        try:
            with aws_errors(self._reason):
                self._client.update_secret_version_stage(
                    SecretId=self._secret_id, VersionStage=_CURRENT, MoveToVersionId=version, **holder
                )
        except Unavailable as failure:
            if _code(failure) in _NOT_THERE:
                raise Changed from failure
            raise


def _code(failure: Unavailable) -> str:
    """AWS's name of the error, "" if it did not answer."""
    cause = failure.__cause__
    return error_code(cause) if isinstance(cause, ClientError) else ""
