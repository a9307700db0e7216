"""Stubs of AWS and Seven Time on the loopback interface, over TLS."""

import json
import ssl
import time
from collections import Counter
from importlib import import_module
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from botocore import xform_name
from botocore.exceptions import ClientError

from dev.benchmarks.certificates import Certificates
from dev.benchmarks.loopback import Handler, Server
from dev.benchmarks.senders import SECRETS
from dev.simulator.twin import Twin

CLIENT_SECRET = "a-client-secret-of-the-benchmarks"
LEDGER_KEY = "the ledger's key of the benchmarks, 32 bytes or more"
SECRET_VALUES = {"senders": json.dumps(SECRETS), "client": CLIENT_SECRET, "ledger": LEDGER_KEY}


class World:
    """Tables and customers of one process, empty at first, and its requests: operation → how often."""

    def __init__(self) -> None:
        self.requests: Counter[str] = Counter()
        self._database = import_module("tests.support.dynamodb").DynamoDB()  # untyped, as tests are
        self._seventime = Twin(client_secret=CLIENT_SECRET, requests_per_second=0)

    def aws(self, operation: str, given: dict[str, Any]) -> tuple[int, bytes]:
        """The response of AWS: status and body."""
        self.requests[operation] += 1
        if operation == "GetSecretValue":
            return 200, json.dumps({"SecretString": SECRET_VALUES[given["SecretId"]]}).encode()
        if operation == "SendMessage":
            return 200, b'{"MessageId": "1"}'
        if operation == "ChangeMessageVisibility":
            return 200, b"{}"
        status, answer = self._dynamodb(operation, given)
        return status, json.dumps(answer).encode()

    def seventime(self, request: Handler) -> tuple[int, bytes]:
        """The response of Seven Time: status and body."""
        self.requests[request.command] += 1
        url = urlsplit(request.path)
        query, headers = dict(parse_qsl(url.query)), dict(request.headers)
        response = self._seventime.answer(
            request.command, url.path, query, headers, request.body(), time.time()
        )
        return response.status, response.body

    def _dynamodb(self, operation: str, given: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        given.pop("ClientRequestToken", None)
        if "ConditionExpression" in given:  # the rest is about other customers, and there are none
            given["ConditionExpression"] = given["ConditionExpression"].partition(" AND ")[0]
        try:
            return 200, getattr(self._database, xform_name(operation))(**given)
        except ClientError as error:
            return 400, {"__type": error.response["Error"]["Code"]}


class Stubs:
    """Serves both."""

    def __init__(self, certificates: Certificates) -> None:
        self._server = Server(_Stubs)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificates.server)
        listening = self._server.socket
        self._server.socket = context.wrap_socket(listening, server_side=True, do_handshake_on_connect=False)
        self.url = f"https://localhost:{self._server.server_port}"
        self._server.start()

    def world(self) -> World:
        """A new world for the next process."""
        world = self._server.state = World()
        return world


class _Stubs(Handler):
    def do_GET(self) -> None:
        self.answer(*self.server.state.seventime(self))

    def do_POST(self) -> None:
        target = self.headers.get("X-Amz-Target")
        world = self.server.state
        if target is None:
            self.answer(*world.seventime(self))
        else:
            self.answer(*world.aws(target.rpartition(".")[2], json.loads(self.body())))
