"""Starts everything that a local stack needs, and ends it again."""

import fcntl
import json
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TextIO
from urllib.error import URLError

from dev.local import deployment, scratch
from dev.local.children import (
    Child,
    Children,
    Failed,
    empty_function_logs,
    plain_environment,
    python,
    tail,
)
from dev.local.places import EMULATOR, LOCK_FILE, STACK_FILE, STACK_PYTHON, STATE
from dev.local.progress import step
from dev.local.senders import new_sources, stored
from dev.local.stack import CREDENTIALS, REGION, STACK_NAME, LocalSource, Stack, aws_client, get_json


class Busy(Exception):
    """Another stack runs in this checkout."""


@contextmanager
def running() -> Iterator[Stack]:
    """A stack that runs, with its `.local/stack.json`, as long as the context lasts.

    SIGTERM and SIGINT end the context, and with it everything that was started.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    STATE.mkdir(exist_ok=True)
    with _lock(), Children() as children:
        try:
            stack = _up(children)
            stack.save()
            yield stack
        finally:
            STACK_FILE.unlink(missing_ok=True)
            children.stop()
            scratch.remove()


def redeploy(stack: Stack, parameters: Mapping[str, str]) -> None:
    """Deploy the same build again with other parameters of the template."""
    with Children() as children:
        given = {"SevenTimeBaseUrl": stack.seventime_url, **parameters}
        deployment.deploy(children, stack.aws_endpoint_url, given)


def deploy_beside(stack: Stack, name: str) -> Stack:
    """Deploy the same build as another stack into the same emulator, with the same secrets."""
    with Children() as children:
        parameters = {"SevenTimeBaseUrl": stack.seventime_url}
        outputs = deployment.deploy(children, stack.aws_endpoint_url, parameters, name)
    _put_secrets(stack.aws_endpoint_url, outputs, stack.client_secret, stack.sources)
    return replace(stack, stack_name=name, **_reached_by(stack.aws_endpoint_url, outputs))


@contextmanager
def another_account(stack: Stack) -> Iterator[Stack]:
    """The same stack, with an account of Seven Time's of its own: a simulator that ends with the context."""
    client_secret = secrets.token_hex(20)
    with Children() as children:
        simulator = _start_simulator(children, client_secret, "another-simulator", "0")
        seventime_url = simulator.wait_for_output(r"http://\S+")
        yield replace(stack, client_secret=client_secret, seventime_url=seventime_url)


def _up(children: Children) -> Stack:
    client_secret = secrets.token_hex(20)
    port = os.environ.get("SEVENTIME_PORT", "0")
    simulator = _start_simulator(children, client_secret, "simulator", port)
    emulator, endpoint = _start_emulator(children)
    with step("building for this machine"):
        deployment.build(children)
    with step("starting the simulator and the emulator"):
        seventime_url = simulator.wait_for_output(r"http://\S+")
        _wait_for(emulator, f"{endpoint}/_ministack/health")
    with step("deploying template.yaml"):
        outputs = deployment.deploy(children, endpoint, {"SevenTimeBaseUrl": seventime_url})
    with step("putting secrets in"):
        sources = new_sources()
        _put_secrets(endpoint, outputs, client_secret, sources)
    return Stack(
        **_reached_by(endpoint, outputs),
        seventime_url=seventime_url,
        client_secret=client_secret,
        aws_endpoint_url=endpoint,
        region=REGION,
        stack_name=STACK_NAME,
        sources=sources,
    )


def _reached_by(endpoint: str, outputs: dict[str, str]) -> dict[str, Any]:
    """Where a deployed stack is reached, and with which key."""
    key = aws_client("apigateway", endpoint).get_api_key(apiKey=outputs["ApiKeyId"], includeValue=True)
    return {
        "api_url": f"{endpoint}/_aws/execute-api/{outputs['ApiId']}/v1",
        "api_key": key["value"],
        "imports_bucket": outputs.get("ImportsBucket", ""),
        "outputs": outputs,
    }


def _start_simulator(children: Children, client_secret: str, name: str, port: str) -> Child:
    command = python("-m", "dev.simulator", "--port", port, "--client-secret", client_secret)
    return children.start(name, command, plain_environment())


def _start_emulator(children: Children) -> tuple[Child, str]:
    port = os.environ.get("AWS_PORT") or str(_free_port())
    env = plain_environment() | {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": port,
        "MINISTACK_REGION": REGION,
        "AUTH": "true",
        "AWS_ACCESS_KEY_ID": CREDENTIALS["aws_access_key_id"],
        "AWS_SECRET_ACCESS_KEY": CREDENTIALS["aws_secret_access_key"],
        "TMPDIR": str(scratch.create()),
        "FUNCTION_LOGS": str(empty_function_logs()),
    }
    child = children.start("emulator", [STACK_PYTHON, EMULATOR], env)
    return child, f"http://127.0.0.1:{port}"


def _wait_for(child: Child, url: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and child.process.poll() is None:
        try:
            get_json(url)
            return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise Failed(f"{child.log.stem} did not start, see {child.log}\n{tail(child.log)}")


def _put_secrets(
    endpoint: str, outputs: Mapping[str, str], client_secret: str, sources: Mapping[str, LocalSource]
) -> None:
    manager = aws_client("secretsmanager", endpoint)
    manager.put_secret_value(SecretId=outputs["ClientSecretId"], SecretString=client_secret)
    senders = {id_: stored(source.secret) for id_, source in sources.items()}
    manager.put_secret_value(SecretId=outputs["SenderSecretsId"], SecretString=json.dumps(senders))


@contextmanager
def _lock() -> Iterator[None]:
    """Allow one stack per checkout. The file contains the id of the process that runs it."""
    with LOCK_FILE.open("a+") as file:
        if not _lock_taken(file):
            raise Busy(f"a stack runs in this checkout already (process {_process(file)})")
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
        file.truncate(0)


def owner() -> int | None:
    """The id of the process that runs the stack of this checkout; None if none runs."""
    if not LOCK_FILE.exists():
        return None
    with LOCK_FILE.open("a+") as file:
        return None if _lock_taken(file) else _process(file)


def found() -> Stack | None:
    """The stack that runs in this checkout, None if none runs. Raises Busy while it starts or ends."""
    process = owner()
    if process is None:
        return None
    if not STACK_FILE.exists():
        raise Busy(
            f"a stack is starting or ending in this checkout (process {process}): try again in a minute"
        )
    return Stack.load()


def _lock_taken(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _process(file: TextIO) -> int:
    file.seek(0)
    return int(file.read() or 0)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
