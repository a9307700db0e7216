"""boto3's own clients with given answers, for services that moto has not or does not fill."""

from typing import Any, NamedTuple

import boto3
from botocore.exceptions import NoCredentialsError

from tests.support.aws import REGION

_SESSION = boto3.Session(region_name=REGION, aws_access_key_id="test", aws_secret_access_key="test")


class Http(NamedTuple):
    """What botocore looks at in an HTTP response."""

    status_code: int


class AnsweringAws:
    """Operation → its answer: a dictionary, or the code and the message of an error. Keeps what was asked."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.asked: list[tuple[str, Any]] = []

    def __call__(self, service: str) -> Any:
        """A client. Asking for what has no answer fails the test."""
        client = _SESSION.client(service)
        client.meta.events.register("provide-client-params", self._note)
        client.meta.events.register("before-call", self._answer)
        return client

    def _note(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        self.asked.append((model.name, params))

    def _answer(self, model: Any, **_: Any) -> tuple[Http, dict[str, Any]]:
        answer = self.answers[model.name]
        if answer is NoCredentialsError:
            raise NoCredentialsError
        if isinstance(answer, tuple):
            code, message = answer
            error = {"Error": {"Code": code, "Message": message}}
            return Http(400), {**error, "ResponseMetadata": {"HTTPStatusCode": 400}}
        told = answer.get("ResponseMetadata", {})
        return Http(200), {**answer, "ResponseMetadata": {"HTTPStatusCode": 200, **told}}
